// `rostro restore FILE`: a backup becomes the store.

import type { Command } from 'commander'
import { restoreBackup } from '../../app/backup/backups.ts'
import { storeAddress } from '../../app/store-address.ts'
import { rostroHome } from '../../models/packs/home.ts'
import { runningServer } from '../../server/server-lock.ts'
import { storePlace } from '../../stores/open-store.ts'
import { RostroError } from '../../core/errors.ts'
import { knownSecret, type SecretOptions } from '../backup-secret.ts'
import type { Context } from '../context.ts'
import { plural } from '../wording.ts'
import { countRows, KEY_FILE } from './backup.ts'

interface Options extends SecretOptions {
  readonly replace?: true
}

export function addRestore(program: Command, context: Context): void {
  const { terminal, env } = context
  program
    .command('restore')
    .argument('<file>', 'a backup')
    .description('make the store of a backup, where ROSTRO_STORE says or in the data folder')
    .option(...KEY_FILE)
    .option('--replace', 'where there is a store: keep it under another name')
    .action(async (file: string, options: Options) => {
      const home = rostroHome()
      const address = storeAddress(home, env)
      await refuseRunning(home)
      const restored = await restoreBackup({
        ...{ file, address, folder: home, replace: options.replace ?? false, onRows: countRows(terminal, 'restored') },
        findSecret: kind => knownSecret(context, options, kind),
      })
      terminal.print(
        `Restored ${plural(restored.people, 'person', 'people')} to ${storePlace(address)}, as they were at ${restored.heading.createdAt}.`,
      )
      if (restored.aside !== undefined)
        terminal.print(`What was there before is now ${restored.aside}; delete it when you need it no more.`)
      terminal.note('Whoever was deleted since is there again, and so are withdrawn keys and old passwords: see to them now.')
    })
}

/** @throws RostroError server_running */
export async function refuseRunning(home: string): Promise<void> {
  const running = await runningServer(home)
  if (!running) return
  throw new RostroError('server_running', `A Rostro server works with this data folder (process ${running.pid}); stop it first.`)
}
