// The file of a backup: one line that says how its key is made, and then everything compressed and sealed. docs/backup.md describes it.

import { randomBytes, randomUUID, scrypt } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { z } from 'zod'
import { messageOf, RostroError } from '../../core/errors.ts'
import { moveDurably } from '../../core/move-durably.ts'
import { openStream, sealStream } from '../../sealing/sealed-stream.ts'

/** What opens a backup: words that somebody remembers, or bytes of a file that nobody could guess. */
export type BackupSecret = { readonly passphrase: string } | { readonly key: Uint8Array }

export const KEY_BYTES = 32
export const SHORTEST_PASSPHRASE = 12

/** RFC 7914; N as OWASP's Password Storage Cheat Sheet asks for r = 8, p = 1: 128 MB and half a second a guess. */
const COST = { N: 2 ** 17, r: 8, p: 1 } as const
/** What a file may ask of whoever opens it. */
const MOST_MEMORY_BYTES = 1024 ** 3

const FirstLine = z.strictObject({
  format: z.literal('rostro-backup'),
  version: z.literal(1),
  key: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('passphrase'),
      scrypt: z.strictObject({
        N: z.union([16, 17, 18, 19].map(bits => z.literal(2 ** bits))),
        r: z.literal(8),
        p: z.literal(1),
      }),
      salt: z.base64().length(24),
    }),
    z.strictObject({ kind: z.literal('file') }),
  ]),
})
type FirstLine = z.infer<typeof FirstLine>

/** So much of the file is looked at to find its first line. */
const FIRST_LINE_BYTES = 4096
/** Fast: photos and templates hardly become smaller. */
const LEVEL = 1

/**
 * Writes the texts into a file that nobody else may read, which has its name once it is whole and on the disk.
 * @returns its bytes. @throws RostroError file_not_writable; what the texts throw
 */
export async function writeBackupFile(path: string, secret: BackupSecret, texts: AsyncIterable<string>): Promise<number> {
  const file = resolve(path)
  const draft = `${file}.${randomUUID()}`
  const key: FirstLine['key'] =
    'key' in secret ? { kind: 'file' } : { kind: 'passphrase', scrypt: COST, salt: randomBytes(16).toString('base64') }
  const first = JSON.stringify({ format: 'rostro-backup', version: 1, key } satisfies FirstLine)
  const bytes = await secretBytes(secret, key)
  const unwritable = (error: unknown) =>
    new RostroError('file_not_writable', `Cannot write ${file} (${messageOf(error)}); check folder and free space.`, {
      cause: error,
    })
  const handle = await open(draft, 'wx', 0o600).catch((error: unknown) => {
    throw unwritable(error)
  })
  try {
    let size = await writing(handle.write(`${first}\n`).then(({ bytesWritten }) => bytesWritten))
    await pipeline(Readable.from(texts), createGzip({ level: LEVEL }), async packed => {
      for await (const part of sealStream(bytes, first, packed as AsyncIterable<Uint8Array>)) {
        await writing(handle.write(part))
        size += part.length
      }
    })
    await handle.close()
    await writing(moveDurably(draft, file))
    return size
  } finally {
    await handle.close().catch(() => undefined)
    await rm(draft, { force: true })
  }

  function writing<T>(work: Promise<T>): Promise<T> {
    return work.catch((error: unknown) => {
      throw unwritable(error)
    })
  }
}

/** Calls back with the lines of the texts. @throws RostroError file_not_found, backup_invalid; what `use` throws */
export async function readBackupFile<T>(
  path: string,
  findSecret: (kind: 'passphrase' | 'file') => Promise<BackupSecret>,
  use: (lines: AsyncIterable<string>) => Promise<T>,
): Promise<T> {
  const file = resolve(path)
  const { text, key } = await readFirstLine(file)
  const bytes = await secretBytes(await findSecret(key.kind), key)
  const sealed = createReadStream(file, { start: Buffer.byteLength(text) + 1 }) as AsyncIterable<Uint8Array>
  const state: { result?: { readonly value: T } } = {}
  try {
    await pipeline(openStream(bytes, text, sealed), createGunzip(), async opened => {
      state.result = { value: await use(linesOf(opened as AsyncIterable<Buffer>)) }
    })
  } catch (error) {
    throw isDamage(error) ? damaged(file, error) : error
  }
  return state.result!.value
}

/** What opening says of wrong keys and flipped bytes, and what gunzip says of the same. */
const isDamage = (error: unknown): boolean =>
  (error instanceof RostroError && error.code === 'store_corrupt') ||
  (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_'))

async function readFirstLine(file: string): Promise<{ readonly text: string; readonly key: FirstLine['key'] }> {
  const head = await open(file, 'r')
    .then(async handle => {
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(FIRST_LINE_BYTES), 0, FIRST_LINE_BYTES, 0)
        return buffer.subarray(0, bytesRead)
      } finally {
        await handle.close()
      }
    })
    .catch((error: unknown) => {
      throw new RostroError('file_not_found', `Cannot read ${file} (${messageOf(error)}); check the path.`, { cause: error })
    })
  const end = head.indexOf(10)
  const text = head.subarray(0, Math.max(0, end)).toString('utf8')
  try {
    return { text, key: FirstLine.parse(JSON.parse(text)).key }
  } catch (error) {
    throw new RostroError('backup_invalid', `${file} is no backup of Rostro's, or of a newer one; name another file.`, {
      cause: error,
    })
  }
}

async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, void, void> {
  let waiting: Buffer[] = []
  for await (const chunk of chunks) {
    let from = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      yield Buffer.concat([...waiting, chunk.subarray(from, end)]).toString('utf8')
      waiting = []
      from = end + 1
    }
    if (from < chunk.length) waiting.push(chunk.subarray(from))
  }
  if (waiting.length > 0) yield Buffer.concat(waiting).toString('utf8')
}

function secretBytes(secret: BackupSecret, key: FirstLine['key']): Promise<Uint8Array> {
  if (key.kind === 'file') {
    if ('key' in secret) return Promise.resolve(secret.key)
    return Promise.reject(new RostroError('usage_invalid', 'This backup was made with a key file; name it with --key-file.'))
  }
  if (!('passphrase' in secret))
    return Promise.reject(new RostroError('usage_invalid', 'This backup was made with a passphrase; leave --key-file out.'))
  const { N, r, p } = key.scrypt
  return new Promise((done, fail) => {
    // Composed, so that it does not matter on which keyboard it was typed.
    const words = secret.passphrase.normalize('NFC')
    scrypt(words, Buffer.from(key.salt, 'base64'), KEY_BYTES, { N, r, p, maxmem: MOST_MEMORY_BYTES }, (error, bytes) => {
      if (error) fail(error)
      else done(bytes)
    })
  })
}

const damaged = (file: string, cause: unknown): RostroError => {
  const sentence = `The backup ${file} cannot be opened: it is damaged, or the passphrase or key is another; try those again, then another copy.`
  return new RostroError('backup_invalid', sentence, { cause })
}
