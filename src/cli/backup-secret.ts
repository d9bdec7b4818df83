// What opens a backup, as somebody at a terminal or a timer gives it: a key file, the environment, or a passphrase typed unseen.

import { readFile, stat } from 'node:fs/promises'
import { KEY_BYTES, SHORTEST_PASSPHRASE, type BackupSecret } from '../app/backup/backup-file.ts'
import { messageOf, RostroError } from '../core/errors.ts'
import { askSecret } from './ask.ts'
import type { Context } from './context.ts'

const VARIABLE = 'ROSTRO_BACKUP_PASSPHRASE'
const LARGEST_KEY_BYTES = 4096

export interface SecretOptions {
  readonly keyFile?: string
}

/** For a new backup: a passphrase is typed twice. @throws RostroError usage_invalid, file_not_found */
export async function newSecret(context: Context, { keyFile }: SecretOptions): Promise<BackupSecret> {
  if (keyFile !== undefined) return { key: await readKey(keyFile) }
  const given = context.env[VARIABLE]
  const passphrase = given ?? (await typed(context, 'A passphrase for this backup (without it nobody can open it): '))
  if (Array.from(passphrase).length < SHORTEST_PASSPHRASE) {
    throw new RostroError(
      'usage_invalid',
      `The passphrase is too short; use at least ${SHORTEST_PASSPHRASE} characters, such as five words.`,
    )
  }
  if (given === undefined && (await typed(context, 'Once more: ')) !== passphrase)
    throw new RostroError('usage_invalid', 'The two passphrases differ; nothing was written.')
  return { passphrase }
}

/** For one that is there. @throws RostroError usage_invalid, file_not_found */
export async function knownSecret(
  context: Context,
  { keyFile }: SecretOptions,
  kind: 'passphrase' | 'file',
): Promise<BackupSecret> {
  if (keyFile !== undefined) return { key: await readKey(keyFile) }
  if (kind === 'file') throw new RostroError('usage_invalid', 'This backup was made with a key file; name it with --key-file.')
  return { passphrase: context.env[VARIABLE] ?? (await typed(context, 'The passphrase of the backup: ')) }
}

async function typed(context: Context, question: string): Promise<string> {
  if (context.terminal.interactive) return askSecret(context, question)
  throw new RostroError('usage_invalid', `Nobody is here to type a passphrase; set ${VARIABLE}, or name a file with --key-file.`)
}

async function readKey(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path)
    if (size >= KEY_BYTES && size <= LARGEST_KEY_BYTES) return new Uint8Array(await readFile(path))
  } catch (error) {
    throw new RostroError('file_not_found', `Cannot read the key file ${path} (${messageOf(error)}).`, { cause: error })
  }
  const sentence = `The key file ${path} must have ${KEY_BYTES} to ${LARGEST_KEY_BYTES} random bytes: openssl rand -out FILE ${KEY_BYTES}`
  throw new RostroError('usage_invalid', sentence)
}
