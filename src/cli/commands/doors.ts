// `rostro doors`: what is set of doors and what was decided at them. Needs no networks, and may run beside the server.

import type { Command } from 'commander'
import { allPages } from '../../app/all-pages.ts'
import { openModels } from '../../app/open-rostro.ts'
import type { Door, DoorLogEntry } from '../../core/doors.ts'
import type { Store } from '../../core/ports.ts'
import { namesAtDoors, toDecisionJson, toDoorJson, warningsOf } from '../../server/door-json.ts'
import { positiveInteger, type Context } from '../context.ts'
import { DOOR_INDENT, doorLines, findDoor, logRows } from '../door-words.ts'
import { parseFrom } from '../local-time.ts'
import { lastColumnOf, table } from '../terminal.ts'
import { withStore } from '../with-store.ts'
import { addDoorActions } from './doors-actions.ts'
import { addDoorPeople } from './doors-people.ts'

interface LogOptions {
  readonly door?: string
  readonly since?: Date
  readonly limit?: number
  readonly json?: true
}

const SHOWN = 50

export function addDoors(program: Command, context: Context): void {
  const { terminal } = context
  const doors = program.command('doors').description('doors that open to a face: what is set, what was decided, who is inside')

  doors
    .command('list', { isDefault: true })
    .description('all doors: what they ask for, what opens them, whether they are locked')
    .option('--json', 'for programs')
    .action(({ json }: { json?: true }) =>
      withStore(async store => {
        const all = await store.doors.list()
        if (json) terminal.print(JSON.stringify(await toJsons(store, all)))
        else if (all.length === 0) terminal.print('There is no door yet. Add one on the page, or with: rostro doors set FILE')
        else await tell(context, store, all)
      }),
    )

  doors
    .command('show')
    .argument('<door>', 'name or id')
    .description('one door; with --json as "rostro doors set" takes it, passwords as stars')
    .option('--json', 'for programs')
    .action((which: string, { json }: { json?: true }) =>
      withStore(async store => {
        const door = await findDoor(store, which)
        if (json) terminal.print(JSON.stringify((await toJsons(store, [door]))[0], null, 2))
        else await tell(context, store, [door])
      }),
    )

  doors
    .command('log')
    .description('what was decided at doors and why, newest first')
    .option('--door <door>', 'at this door only, by name or id')
    .option('--since <time>', 'from this day or moment on', parseFrom)
    .option('--limit <n>', `so many at most; the default is ${SHOWN} where a person reads, all with --json`, positiveInteger)
    .option('--json', 'for programs')
    .action(({ door: which, since, limit, json }: LogOptions) =>
      withStore(async store => {
        const door = which === undefined ? undefined : await findDoor(store, which)
        const entries = await readLog(store, door?.id, since, limit ?? (json ? Infinity : SHOWN))
        const names = await namesAtDoors(store, entries)
        const decisions = entries.map(entry => toDecisionJson(entry, names))
        if (json) terminal.print(JSON.stringify(decisions))
        else if (decisions.length === 0) terminal.print('Nothing was decided.')
        else {
          const rows = logRows(decisions)
          for (const line of table(rows, terminal.colour)) terminal.print(line, lastColumnOf(rows))
        }
      }),
    )

  addDoorActions(doors, context)
  addDoorPeople(doors, context)
}

async function readLog(
  { doors }: Pick<Store, 'doors'>,
  doorId: string | undefined,
  since: Date | undefined,
  most: number,
): Promise<DoorLogEntry[]> {
  const entries: DoorLogEntry[] = []
  for await (const entry of allPages(page => doors.log(doorId, page), most)) {
    // A clock set back leaves older times above newer ones: what is left out is no reason to stop.
    if (since === undefined || entry.at >= since) entries.push(entry)
  }
  return entries
}

interface Seen {
  readonly groups: Awaited<ReturnType<Store['groups']['list']>>
  readonly cameras: Awaited<ReturnType<Store['cameras']['list']>>
  readonly facts: { readonly tellsPictures: boolean; readonly allowCommands: boolean }
}

/** Whether the server may run programs is for whoever starts it: nothing is said of that here. */
async function look(store: Store): Promise<Seen> {
  const models = openModels()
  const { liveness } = await models.manifest(await models.current())
  const facts = { tellsPictures: liveness !== undefined, allowCommands: true }
  return { groups: await store.groups.list(), cameras: await store.cameras.list(), facts }
}

/** As the API gives them, but for how many browsers stand there: the server alone knows. */
async function toJsons(store: Store, doors: readonly Door[]): Promise<object[]> {
  const seen = await look(store)
  return Promise.all(
    doors.map(async door => {
      const lock = await store.doors.lockState(door.id)
      return { ...toDoorJson(door, { lock, kiosks: 0, warnings: warningsOf(door, seen), whole: true }), kiosks: null }
    }),
  )
}

async function tell({ terminal }: Context, store: Store, doors: readonly Door[]): Promise<void> {
  const [seen, presences, now] = [await look(store), await store.doors.presences(), new Date()]
  for (const [i, door] of doors.entries()) {
    if (i > 0) terminal.print('')
    const [name, ...lines] = doorLines(door, {
      ...seen,
      ...{ lock: await store.doors.lockState(door.id), warnings: warningsOf(door, seen), now },
      inside: presences.filter(({ area }) => area === door.policy.area).length,
    })
    terminal.print(terminal.colour.bold(name ?? ''))
    for (const line of lines) terminal.print(line, DOOR_INDENT)
  }
}
