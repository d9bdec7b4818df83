// `rostro seal`: people's templates, pictures and names encrypted in their store, the key for it kept elsewhere.

import type { Command } from 'commander'
import {
  newMasterKey,
  recoverySheet,
  resealStore,
  rotateMasterKey,
  sealingState,
  sealStore,
  unsealStore,
} from '../../app/sealing.ts'
import { rostroHome } from '../../models/packs/home.ts'
import { lockServer } from '../../server/server-lock.ts'
import type { Context } from '../context.ts'
import type { Terminal } from '../terminal.ts'
import { typedNow, withStore } from '../with-store.ts'
import { plural } from '../wording.ts'

const HELP = `
A sealed store is read with a master key that does not lie beside it: in a file of
its own, in ROSTRO_MASTER_KEY, printed by the program ROSTRO_MASTER_KEY_COMMAND names, or
handed over by systemd as the credential rostro-master-key. Without it nothing can be read,
by nobody and never again: keep the recovery sheet. docs/sealing.md says what it protects.`

export function addSeal(program: Command, { terminal, env }: Context): void {
  const seal = program
    .command('seal')
    .description('encrypt who is kept, with a key that is kept elsewhere')
    .addHelpText('after', HELP)
  const home = rostroHome(env)
  const asked = {
    home,
    env,
    onProgress: (done: number, all: number) => {
      terminal.status(`${done} of ${all} rows …`)
    },
  }

  seal
    .command('status', { isDefault: true })
    .description('whether the store is sealed, and where its master key is')
    .option('--json', 'for programs')
    .action(async ({ json }: { json?: true }) => {
      const found = await sealingState(asked)
      if (json) terminal.print(JSON.stringify(found))
      else if (found.state === 'clear') terminal.print(`${found.place} is not sealed; "rostro seal on" does it.`)
      else if (found.state === 'unfinished')
        terminal.print(`Sealing ${found.place} was cut short; run the same command again, which goes on.`)
      else {
        terminal.print(
          `${found.place} is sealed: ${plural(found.owners, 'key')}, wrapped by master key ${found.masterId ?? '?'}.`,
        )
        terminal.print(`The master key comes from ${found.where}.`)
      }
    })

  seal
    .command('on')
    .description('seal the store; a server must not run meanwhile')
    .option('--key-file <path>', 'where to put the master key, outside the data folder')
    .action(({ keyFile }: { keyFile?: string }) =>
      alone(home, async () => {
        const { rows, damaged, where, sheet } = await sealStore({ ...asked, keyFile })
        await note('store_sealed')
        terminal.print(`Sealed: ${plural(rows, 'row')}. The master key comes from ${where}.`)
        tellDamaged(terminal, damaged)
        tellSheet(terminal, sheet)
      }),
    )

  seal
    .command('off')
    .description('decrypt the store; a server must not run meanwhile')
    .action(() =>
      alone(home, async () => {
        const { rows, damaged } = await unsealStore(asked)
        await note('store_unsealed')
        terminal.print(`Not sealed any more: ${plural(rows, 'row')}. The master key is needed for older copies only.`)
        tellDamaged(terminal, damaged)
      }),
    )

  seal
    .command('rotate')
    .description('another master key, while a server works; older copies of the keys open no more')
    .option('--data', 'also new keys for everybody and another form of every template; a server must not run meanwhile')
    .action(async ({ data }: { data?: true }) => {
      if (data) {
        await alone(home, async () => {
          const { rows, damaged } = await resealStore(asked)
          terminal.print(`Sealed anew: ${plural(rows, 'row')}.`)
          tellDamaged(terminal, damaged)
        })
      }
      const { keys, where, sheet, isOldGone } = await rotateMasterKey(asked)
      await note(data ? 'store_sealed_anew' : 'master_key_rotated')
      terminal.print(`A new master key, from ${where}, wraps ${plural(keys, 'key')}.`)
      terminal.print(isOldGone ? 'The old one is gone.' : 'Take the old one out now.')
      tellSheet(terminal, sheet)
    })

  seal
    .command('sheet')
    .description('print the recovery sheet: the master key itself')
    .action(async () => {
      tellSheet(terminal, await recoverySheet(asked))
    })

  seal
    .command('key')
    .description('print a new master key, for wherever you keep secrets')
    .action(() => {
      terminal.print(newMasterKey())
    })
}

/** While rows are converted nobody else may work with the store. @throws RostroError server_running */
async function alone(home: string, work: () => Promise<void>): Promise<void> {
  const lock = await lockServer(home)
  try {
    await work()
  } finally {
    await lock.release()
  }
}

const note = (action: string): Promise<unknown> => withStore(store => store.audit.add({ ...typedNow(), action, detail: '{}' }))

function tellDamaged(terminal: Terminal, damaged: readonly string[]): void {
  if (damaged.length === 0) return
  terminal.print(`${plural(damaged.length, 'row')} were damaged before and stay as they are; "rostro doctor" names whose:`)
  for (const row of damaged.slice(0, 20)) terminal.print(`  ${row}`)
}

function tellSheet(terminal: Terminal, sheet: string): void {
  terminal.print('')
  terminal.print('Recovery sheet. Write it down or print it, and keep it away from this machine. Whoever has it and')
  terminal.print('the data reads everything; without it and without the key nobody ever reads anything again.')
  terminal.print('')
  terminal.print(`  ${sheet}`)
  terminal.print('')
  terminal.print('To use it: write it into a file of mode 0600 and name that in ROSTRO_MASTER_KEY_FILE.')
}
