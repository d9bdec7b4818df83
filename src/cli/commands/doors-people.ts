// `rostro doors inside` and `factors`: where people are, and what they show beside their faces. Nothing secret is taken as an argument.

import { Option, type Command } from 'commander'
import { RostroError } from '../../core/errors.ts'
import type { DoorFactor } from '../../core/doors.ts'
import type { Store } from '../../core/ports.ts'
import type { NewFactor } from '../../doors/factors.ts'
import { toFactorJson, toPresencesJson } from '../../server/door-json.ts'
import { askSecret } from '../ask.ts'
import type { Context } from '../context.ts'
import { FACTOR_WORDS } from '../door-words.ts'
import { localTime } from '../local-time.ts'
import { table } from '../terminal.ts'
import { findPerson } from '../visitor-words.ts'
import { typedNow, withStore } from '../with-store.ts'
import { doorActionsOf } from './doors-actions.ts'

interface InsideOptions {
  readonly clear?: string
  readonly area?: string
  readonly json?: true
}

interface FactorOptions {
  readonly add?: DoorFactor['kind']
  readonly remove?: string
  readonly json?: true
}

const KINDS = Object.keys(FACTOR_WORDS) as readonly DoorFactor['kind'][]

export function addDoorPeople(doors: Command, context: Context): void {
  const { terminal } = context
  const show = (rows: readonly (readonly string[])[]) => {
    for (const line of table(rows, terminal.colour)) terminal.print(line)
  }

  doors
    .command('inside')
    .description('who is inside, as doors with anti-passback saw it; and putting right what is wrong')
    .option('--clear <person>', 'forget where this person is, by name or id: they may go in, and out')
    .option('--area <area>', 'of this area only')
    .option('--json', 'for programs')
    .action(({ clear, area, json }: InsideOptions) =>
      withStore(async store => {
        if (clear !== undefined) {
          await forget(context, store, clear, area)
          return
        }
        const all = await toPresencesJson(store)
        const inside = all.filter(one => area === undefined || one.area === area)
        if (json) terminal.print(JSON.stringify(inside))
        else if (inside.length === 0) terminal.print('Nobody is inside, as far as doors with anti-passback saw.')
        else show([['AREA', 'WHO', 'SINCE'], ...inside.map(one => [one.area, one.person.name, localTime(new Date(one.since))])])
      }),
    )

  doors
    .command('factors')
    .argument('<person>', 'name or id')
    .description('what a person shows beside their face: PINs, badges, one-time codes')
    .addOption(new Option('--add <kind>', 'give one; its value is asked for, or read from a pipe').choices(KINDS))
    .option('--remove <factor>', 'take one away by its id, or all of a kind')
    .option('--json', 'for programs')
    .action((who: string, options: FactorOptions) =>
      withStore(async store => {
        const { add, remove, json } = options
        const person = await findPerson(store, who)
        if (add !== undefined && remove !== undefined)
          throw new RostroError('usage_invalid', 'Say either --add or --remove: one after the other.')
        if (add !== undefined) await give(context, store, person, add, json)
        else if (remove !== undefined) await takeAway(context, store, person, remove)
        else {
          const factors = await store.doors.factors(person.id)
          if (json) terminal.print(JSON.stringify(factors.map(toFactorJson)))
          else if (factors.length === 0) terminal.print(`${person.name} has no PIN, badge or code.`)
          else
            show([
              ['WHAT', 'SINCE', 'ID'],
              ...factors.map(({ kind, createdAt, id }) => [FACTOR_WORDS[kind], localTime(createdAt), id]),
            ])
        }
      }),
    )
}

async function forget({ terminal }: Context, store: Store, who: string, area: string | undefined): Promise<void> {
  const person = await findPerson(store, who)
  const areas = await doorActionsOf(store).forgetPresence(person.id, area, typedNow())
  terminal.print(
    areas.length === 0
      ? `No door knew of ${person.name} there; nothing was changed.`
      : `Forgotten where ${person.name} is: ${areas.join(', ')}. They may go in, and out.`,
  )
}

interface Named {
  readonly id: string
  readonly name: string
}

async function give(context: Context, store: Store, person: Named, kind: DoorFactor['kind'], json?: true): Promise<void> {
  const { terminal } = context
  const given: NewFactor = kind === 'code' ? { kind } : { kind, value: await readSecret(context, kind) }
  const { factor, otpauth } = await doorActionsOf(store).addFactor(person.id, given, typedNow())
  if (json) terminal.print(JSON.stringify({ ...toFactorJson(factor), otpauth: otpauth ?? null }))
  else {
    terminal.print(`${person.name} has a new ${FACTOR_WORDS[kind]}.`)
    if (otpauth !== undefined) {
      terminal.print(otpauth)
      terminal.note('Put it into an authenticator app: it is shown this once, and whoever has it makes the codes.')
    }
  }
  const alike = (await store.doors.factors(person.id)).filter(one => one.kind === kind).length
  if (alike > 1) terminal.note(`All ${alike} of this kind are good; "rostro doors factors" lists them, --remove takes one away.`)
}

/** @throws RostroError usage_invalid for nothing, and where it is typed once so and once otherwise */
async function readSecret(context: Context, kind: DoorFactor['kind']): Promise<string> {
  const { stdin } = context
  const isBadge = kind === 'badge'
  const value = await askSecret(
    context,
    isBadge ? 'Hold the badge to its reader, or type its number: ' : 'The PIN, 4 to 12 digits: ',
  )
  if (isBadge && (value.length < 4 || value.length > 200))
    throw new RostroError('usage_invalid', 'A badge has 4 to 200 characters; read it again, or pipe them in.')
  // A PIN nobody saw being typed, with a slip in it, would be found out before the door.
  if (!isBadge && stdin.isTTY && (await askSecret(context, 'Once more: ')) !== value)
    throw new RostroError('usage_invalid', 'The two were not the same; nothing was changed.')
  return value
}

async function takeAway({ terminal }: Context, store: Store, person: Named, which: string): Promise<void> {
  const factors = await store.doors.factors(person.id)
  const gone = factors.filter(({ id, kind }) => id === which || kind === which)
  if (gone.length === 0)
    throw new RostroError(
      'factor_not_found',
      `${person.name} has no factor "${which}"; give an id of "rostro doors factors", or one of ${KINDS.join(', ')}.`,
    )
  for (const { id } of gone) await doorActionsOf(store).deleteFactor(person.id, id, typedNow())
  terminal.print(`Taken away from ${person.name}: ${gone.map(({ kind }) => FACTOR_WORDS[kind]).join(', ')}.`)
}
