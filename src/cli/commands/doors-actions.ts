// `rostro doors set`, `test`, `unlock`, `remove`, `kiosk`: as on the page, and noted as there. A running server follows within seconds.

import type { Command } from 'commander'
import { RostroError } from '../../core/errors.ts'
import type { Door } from '../../core/doors.ts'
import type { Store } from '../../core/ports.ts'
import type { Account } from '../../core/records.ts'
import { createOpener } from '../../doors/openers/create-opener.ts'
import { rostroHome } from '../../models/packs/home.ts'
import { createDoorActions, type DoorActions } from '../../server/door-actions.ts'
import { runningServer } from '../../server/server-lock.ts'
import { confirm } from '../ask.ts'
import type { Context } from '../context.ts'
import { findDoor } from '../door-words.ts'
import { readDoorFile } from '../read-door-file.ts'
import { typedNow, withStore } from '../with-store.ts'

/** Whoever sits at a terminal of this machine may run programs anyway; the server asks who started it. */
export const doorActionsOf = (store: Store): DoorActions =>
  createDoorActions({ store, openerOf: ({ opener }) => createOpener(opener, { allowCommands: true }) })

export function addDoorActions(doors: Command, context: Context): void {
  const { terminal } = context
  const acting = (work: (store: Store, actions: DoorActions) => Promise<void>) =>
    withStore(store => work(store, doorActionsOf(store)))

  doors
    .command('set')
    .argument('<file>', 'JSON of a door, see docs/doors.md; - is stdin')
    .description('add a door, or change the one of this name or id')
    .action((path: string) =>
      acting(async (store, actions) => {
        const { id, body } = await readDoorFile(path, context.stdin, store)
        const before = await doorToChange(store, id, body.name)
        const door = before ? await actions.change(before.id, body, typedNow()) : await actions.add(body, typedNow())
        terminal.print(`${before ? 'Changed' : 'Added'}: ${door.name}.`)
        if (door.opener.kind === 'command')
          terminal.note('A program opens it: the server runs it only when started with --door-commands.')
        terminal.note(`What it asks for: rostro doors show ${JSON.stringify(door.name)}`)
      }),
    )

  doors
    .command('test')
    .argument('<door>', 'name or id')
    .description('call what opens a door, from here, once: the door opens')
    .option('--door-commands', 'run the program where one opens it, as who types this')
    .option('--json', 'for programs')
    .action((which: string, { doorCommands, json }: { doorCommands?: true; json?: true }) =>
      acting(async (store, actions) => {
        const door = await findDoor(store, which)
        if (door.opener.kind === 'command' && !doorCommands)
          throw new RostroError('forbidden', `A program opens ${door.name}; add --door-commands to run it from here.`)
        const tried = await actions.test(door.id, typedNow())
        if (json) terminal.print(JSON.stringify(tried))
        else if (tried.ok) terminal.print(tried.message)
        if (!tried.ok)
          throw new RostroError('device_unavailable', `${door.name} was not opened: ${tried.message}; check what opens it.`)
      }),
    )

  doors
    .command('unlock')
    .argument('<door>', 'name or id')
    .description('end a pause or lock after too many refusals')
    .action((which: string) =>
      acting(async (store, actions) => {
        const door = await findDoor(store, which)
        await actions.unlock(door.id, typedNow())
        terminal.print(`${door.name} is not locked.`)
      }),
    )

  doors
    .command('remove')
    .argument('<door>', 'name or id')
    .description('delete a door and the keys of its kiosks; its log stays')
    .option('-y, --yes', 'without asking')
    .action((which: string, { yes }: { yes?: true }) =>
      acting(async (store, actions) => {
        const door = await findDoor(store, which)
        if (!(await confirm(context, `${door.name} will be removed, and its kiosks stop working.`, yes))) return
        await actions.remove(door.id, typedNow())
        terminal.print(`Removed: ${door.name}.`)
      }),
    )

  doors
    .command('kiosk')
    .argument('<door>', 'name or id')
    .description('make a key for a browser, or a reader, beside a door, and print it this once')
    .option('--account <name>', 'the administrator whose key it is, and with whom it goes; needed where there are several')
    .option('--json', 'for programs')
    .action((which: string, { account: named, json }: { account?: string; json?: true }) =>
      acting(async (store, actions) => {
        const [door, account] = [await findDoor(store, which), await administrator(store, named)]
        const { key, path } = await actions.makeKioskKey(door.id, account.id, typedNow())
        if (json) terminal.print(JSON.stringify({ key, path }))
        else if (door.source.kind === 'kiosk') {
          const url = (await runningServer(rostroHome()))?.url
          terminal.print(url === undefined ? path : new URL(path, url).href)
          terminal.note(`Open it in a browser beside ${door.name}, under an address by which that browser reaches the server.`)
        } else {
          terminal.print(key)
          terminal.note(`It is for a keypad or reader beside ${door.name}: POST /doors/${door.id}/factor, see docs/api.md.`)
        }
        if (!json)
          terminal.note(`It is shown this once; whoever has it can stand at this door. It goes with the account ${account.name}.`)
      }),
    )
}

/** @throws RostroError door_not_found for an id that is none */
async function doorToChange(store: Store, id: string | undefined, name: string): Promise<Door | undefined> {
  if (id !== undefined) return store.doors.door(id)
  const wanted = name.trim().toLowerCase()
  return (await store.doors.list()).find(door => door.name.toLowerCase() === wanted)
}

/** A key can do no more than the account that made it, and a kiosk needs an administrator's. @throws RostroError account_not_found, usage_invalid */
async function administrator({ accounts }: Store, named: string | undefined): Promise<Account> {
  const all = (await accounts.list()).filter(({ role }) => role === 'admin')
  const names = all.map(({ name }) => name).join(', ')
  const chosen = named === undefined ? all : all.filter(({ name }) => name.toLowerCase() === named.trim().toLowerCase())
  const [account, another] = chosen
  if (account && !another) return account
  if (all.length === 0)
    throw new RostroError('account_not_found', 'Nobody has an account yet: start the server, and make one on the page.')
  if (named !== undefined)
    throw new RostroError('account_not_found', `No administrator is called "${named}"; there are: ${names}.`)
  throw new RostroError('usage_invalid', `Say with --account whose key it shall be: ${names}.`)
}
