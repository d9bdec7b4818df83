// `rostro visitors remember` and `status`: the decision to remember strangers, made, changed, shown and taken back. A running server follows within seconds.

import { InvalidArgumentError, type Command } from 'commander'
import { GROUND_LENGTH, openRemembering, RETENTION_DAYS, type Remembering } from '../../app/place/remembering.ts'
import { RostroError } from '../../core/errors.ts'
import type { Store } from '../../core/ports.ts'
import { toRememberingJson } from '../../server/visit-json.ts'
import { confirm } from '../ask.ts'
import type { Context } from '../context.ts'
import { findCamera, rememberingLines } from '../visitor-words.ts'
import { typedNow, withStore } from '../with-store.ts'
import { plural } from '../wording.ts'

interface Options {
  readonly ground?: string
  readonly days: number
  readonly camera?: readonly string[]
  readonly off?: true
  readonly yes?: true
}

export function addRemembering(visitors: Command, context: Context): void {
  const { terminal } = context

  visitors
    .command('remember')
    .description('remember strangers from now on, for a reason and a time; or stop and forget them all')
    .option('--ground <text>', 'the legal ground; needed, kept and shown')
    .option('--days <n>', 'a face is forgotten so many days after the visit', parseDays, RETENTION_DAYS.usual)
    .option('--camera <names...>', 'only before these cameras, by name or id; the default is all')
    .option('--off', 'stop, and forget everybody at once')
    .option('-y, --yes', 'with --off: without asking')
    .action((options: Options) =>
      withStore(store => (options.off ? stop(context, store, options) : remember(context, store, options))),
    )

  visitors
    .command('status')
    .description('whether strangers are remembered, on which ground, where and for how long')
    .option('--json', 'for programs')
    .action(({ json }: { json?: true }) =>
      withStore(async store => {
        const { current } = await openRemembering(store)
        if (json) terminal.print(JSON.stringify(toRememberingJson(current)))
        else {
          for (const line of await linesOf(store, current)) terminal.print(line)
          const { total } = await store.visits.visitors({ state: 'active', sort: 'last_seen' }, { limit: 1 })
          if (current.on) terminal.print(`  Now      ${plural(total, 'visitor')}`)
        }
      }),
    )
}

async function remember({ terminal }: Context, store: Store, { ground, days, camera, yes }: Options): Promise<void> {
  const given = ground?.trim() ?? ''
  if (given.length < GROUND_LENGTH.least)
    throw new RostroError(
      'usage_invalid',
      'Say with --ground why the law allows remembering people who did not agree, such as --ground "legitimate interest: theft, assessed 2026-11-01".',
    )
  if (yes) throw new RostroError('usage_invalid', '--yes goes with --off.')
  const cameras = camera ? await Promise.all(camera.map(name => findCamera(store, name))) : undefined
  const wish = { on: true, ground: given, retentionDays: days, cameraIds: cameras?.map(({ id }) => id) } as const
  const decision = await openRemembering(store)
  const before = decision.current
  const after = await decision.decide(wish, typedNow())
  for (const line of await linesOf(store, after)) terminal.print(line)
  if (!before.on) terminal.note('Tell people so before they are seen. "rostro visitors remember --off" forgets everybody.')
}

async function stop(context: Context, store: Store, { ground, camera, yes }: Options): Promise<void> {
  if (ground !== undefined || camera) throw new RostroError('usage_invalid', '--off goes with nothing but --yes.')
  const decision = await openRemembering(store)
  const { total } = await store.visits.visitors({ state: 'active', sort: 'last_seen' }, { limit: 1 })
  if (!decision.current.on && total === 0) {
    context.terminal.print('Strangers are not remembered.')
    return
  }
  if (!(await confirm(context, `All ${plural(total, 'visitor')} will be forgotten for good.`, yes))) return
  await decision.decide({ on: false }, typedNow())
  context.terminal.print('Strangers are not remembered any more, and everybody is forgotten.')
}

async function linesOf(store: Store, decision: Remembering): Promise<string[]> {
  const chosen = decision.on ? decision.cameraIds : undefined
  const names = chosen ? (await store.cameras.list()).filter(({ id }) => chosen.includes(id)).map(({ name }) => name) : []
  return rememberingLines(decision, names)
}

function parseDays(value: string): number {
  const days = Number(value)
  if (!Number.isInteger(days) || days < 1 || days > RETENTION_DAYS.most)
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${RETENTION_DAYS.most}.`)
  return days
}
