// `rostro backup`: the whole store into one encrypted file while others work with it, and whether such a file can be brought back.

import type { Command } from 'commander'
import { backUp, verifyBackup } from '../../app/backup/backups.ts'
import { storeAddress } from '../../app/store-address.ts'
import { rostroHome } from '../../models/packs/home.ts'
import { knownSecret, newSecret, type SecretOptions } from '../backup-secret.ts'
import type { Context } from '../context.ts'
import { megabytes, type Terminal } from '../terminal.ts'
import { packageVersion } from '../version.ts'
import { plural } from '../wording.ts'

export const KEY_FILE = ['--key-file <file>', 'a file of random bytes in place of a passphrase'] as const

export function addBackup(program: Command, context: Context): void {
  const { terminal, env } = context
  const backup = program.command('backup').description('keep everything in one encrypted file, and try such files out')

  backup
    .command('create')
    .argument('<file>', 'the file to write; one that is there is replaced when the new one is whole')
    .description('write a backup, while a server runs or not')
    .option(...KEY_FILE)
    .option(
      '--without-keys',
      "leave out a sealed store's keys, which you keep elsewhere: old backups open for nobody deleted since",
    )
    .action(async (file: string, options: SecretOptions & { readonly withoutKeys?: true }) => {
      const address = storeAddress(rostroHome(), env)
      const secret = await newSecret(context, options)
      const withKeys = options.withoutKeys !== true
      const onRows = countRows(terminal, 'kept')
      const { bytes, isSealed } = await backUp({ address, file, secret, rostro: packageVersion(), withKeys, onRows })
      terminal.print(`Backed up to ${file} (${megabytes(bytes)}). Try it out now and then: rostro backup verify ${file}`)
      if (isSealed)
        terminal.note(
          `The store is sealed: keep the master key${withKeys ? '' : " and the store's keys"} elsewhere; without, the backup is nothing.`,
        )
    })

  backup
    .command('verify')
    .argument('<file>', 'a backup')
    .description('bring a backup back beside the store, look at everything in it, and throw it away')
    .option(...KEY_FILE)
    .action(async (file: string, options: SecretOptions) => {
      const findSecret = (kind: 'passphrase' | 'file') => knownSecret(context, options, kind)
      const { people, heading, digests, isTriedOut } = await verifyBackup(
        { file, findSecret, onRows: countRows(terminal, 'looked at') },
        rostroHome(),
      )
      const rows = Object.values(digests).reduce((sum, digest) => sum + digest.rows, 0)
      terminal.print(
        `The backup can be restored: ${plural(people, 'person', 'people')}, ${rows} rows, of ${heading.createdAt}, by Rostro ${heading.rostro}.`,
      )
      if (!isTriedOut) terminal.note('Its rows are sealed: whether the keys you keep open them was not tried.')
    })
}

/** One line a quarter of a second at most. */
export function countRows(terminal: Terminal, done: string): (rows: number) => void {
  const state = { rows: 0, shownAtMs: performance.now() }
  return rows => {
    state.rows += rows
    if (performance.now() - state.shownAtMs < 250) return
    state.shownAtMs = performance.now()
    terminal.status(`${state.rows} rows ${done} …`)
  }
}
