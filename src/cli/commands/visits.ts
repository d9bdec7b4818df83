// `rostro visits`: who was there, when and for how long, as a list, for programs, or as a table for a spreadsheet.

import { writeFile } from 'node:fs/promises'
import { Option, type Command } from 'commander'
import { allPages, readAll } from '../../app/all-pages.ts'
import { visitsCsv } from '../../app/place/visits-csv.ts'
import { RostroError } from '../../core/errors.ts'
import type { Store } from '../../core/ports.ts'
import type { PageRequest } from '../../core/records.ts'
import type { VisitFilter } from '../../core/visits.ts'
import { toVisitJson } from '../../server/visit-json.ts'
import { positiveInteger, type Context } from '../context.ts'
import { parseFrom, parseTo } from '../local-time.ts'
import { table } from '../terminal.ts'
import { findCamera, findPerson, findVisitor, visitRows } from '../visitor-words.ts'
import { withStore } from '../with-store.ts'
import { plural } from '../wording.ts'

interface Options {
  readonly from?: Date
  readonly to?: Date
  readonly camera?: string
  readonly person?: string
  readonly visitor?: string
  readonly limit?: number
  readonly json?: true
  readonly csv?: string
}

const SHOWN = 50

export function addVisits(program: Command, { terminal }: Context): void {
  program
    .command('visits')
    .description('who was there, when and for how long; newest first')
    .option('--from <time>', 'under way on this day or later, such as 2026-11-01 or 2026-11-01T09:00', parseFrom)
    .option('--to <time>', 'until this day, with it, or this moment', parseTo)
    .option('--camera <camera>', 'before this camera, by name or id')
    .addOption(new Option('--person <person>', 'of this person, by name or id').conflicts('visitor'))
    .option('--visitor <visitor>', 'of this visitor, by number or id')
    .option(
      '--limit <n>',
      `so many at most; the default is ${SHOWN} where a person reads, all with --json and --csv`,
      positiveInteger,
    )
    .addOption(new Option('--csv <file>', 'write a table for spreadsheets').conflicts('json'))
    .option('--json', 'for programs')
    .action((options: Options) =>
      withStore(async store => {
        const filter = await filterOf(store, options)
        const read = (page: PageRequest) => store.visits.list(filter, page)
        const { json, csv, limit } = options
        if (csv !== undefined) {
          const lines: string[] = []
          for await (const line of visitsCsv(allPages(read, limit))) lines.push(line)
          await write(csv, lines.join(''))
          terminal.note(`${plural(lines.length - 1, 'visit')} written to ${csv}.`)
        } else if (json) terminal.print(JSON.stringify((await readAll(read, limit)).map(toVisitJson)))
        else {
          const { items, total } = await store.visits.list(filter, { limit: limit ?? SHOWN })
          if (total === 0) {
            terminal.print('Nobody was there.')
            return
          }
          for (const line of table(visitRows(items), terminal.colour)) terminal.print(line)
          if (total > items.length) terminal.note(`The newest ${items.length} of ${total}; --limit shows more, --csv writes all.`)
        }
      }),
    )
}

/** @throws RostroError usage_invalid, camera_not_found, person_not_found, visitor_not_found */
async function filterOf(store: Store, { from, to, camera, person, visitor }: Options): Promise<VisitFilter> {
  if (from && to && from >= to) throw new RostroError('usage_invalid', 'The time is empty: --from must lie before --to.')
  return {
    ...{ from, to },
    cameraId: camera === undefined ? undefined : (await findCamera(store, camera)).id,
    personId: person === undefined ? undefined : (await findPerson(store, person)).id,
    visitorId: visitor === undefined ? undefined : (await findVisitor(store, visitor)).id,
  }
}

/** @throws RostroError file_not_writable */
async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((cause: unknown) => {
    throw new RostroError('file_not_writable', `${file} cannot be written: check that its folder exists and may be written.`, {
      cause,
    })
  })
}
