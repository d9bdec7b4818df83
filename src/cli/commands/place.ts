// `rostro place`: how many come to a watched place, when, how often and for how long, to be read at a glance.

import type { Command } from 'commander'
import { readStatistics } from '../../app/place/read-statistics.ts'
import { RostroError } from '../../core/errors.ts'
import type { Context } from '../context.ts'
import { daysAgo, parseFrom, parseTo } from '../local-time.ts'
import { placeLines } from '../place-lines.ts'
import { findCamera } from '../visitor-words.ts'
import { withStore } from '../with-store.ts'

interface Options {
  readonly from?: Date
  readonly to?: Date
  readonly camera?: string
  readonly json?: true
}

const DAYS = 7

export function addPlace(program: Command, { terminal }: Context): void {
  program
    .command('place')
    .description('how many come, when, how often and for how long')
    .option('--from <time>', `from this day or moment on; the default is the last ${DAYS} days, today among them`, parseFrom)
    .option('--to <time>', 'until this day, with it, or this moment; the default is now', parseTo)
    .option('--camera <camera>', 'before this camera, by name or id')
    .option('--json', 'for programs')
    .action(({ from: chosen, to = new Date(), camera, json }: Options) =>
      withStore(async store => {
        const from = chosen ?? daysAgo(DAYS - 1, to)
        if (from >= to) throw new RostroError('usage_invalid', 'The time is empty: --from must lie before --to.')
        const cameraId = camera === undefined ? undefined : (await findCamera(store, camera)).id
        const counted = await readStatistics(store, { from, to, cameraId })
        if (json) terminal.print(JSON.stringify(counted))
        else for (const line of placeLines(counted, terminal.colour)) terminal.print(line)
      }),
    )
}
