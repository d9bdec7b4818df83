// Long streams of bytes, sealed in parts that cannot be changed, reordered, left out or cut off; for backups and snapshots.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { RostroError } from '../core/errors.ts'
import { deriveKey } from './derive-key.ts'

/**
 * The STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár 2015): a key for this stream alone, the part's number as the nonce, and
 * one byte of it that says which part is the last.
 */
const HEADER = Buffer.from([0x52, 0x6f, 0x53, 2])
const SALT_BYTES = 16
const PART_BYTES = 64 * 1024
const TAG_BYTES = 16

type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** @param purpose what the stream is: opened as anything else it is refused */
export async function* sealStream(secret: Uint8Array, purpose: string, plain: Bytes): AsyncGenerator<Uint8Array> {
  const salt = randomBytes(SALT_BYTES)
  const key = keyOf(secret, purpose, salt)
  yield Buffer.concat([HEADER, salt])
  let number = 0
  for await (const { part, isLast } of partsOf(plain, PART_BYTES)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number++, isLast), { authTagLength: TAG_BYTES })
    yield Buffer.concat([cipher.update(part), cipher.final(), cipher.getAuthTag()])
  }
}

/** Gives out nothing that was not checked; the end is certain only once it has ended. @throws RostroError store_corrupt */
export async function* openStream(secret: Uint8Array, purpose: string, sealed: Bytes): AsyncGenerator<Uint8Array> {
  const iterator = each(sealed)
  try {
    const { head, remainder } = await takeHead(iterator, HEADER.length + SALT_BYTES)
    if (!head.subarray(0, HEADER.length).equals(HEADER)) throw damaged()
    const key = keyOf(secret, purpose, head.subarray(HEADER.length))
    let number = 0
    for await (const { part, isLast } of partsOf(after(remainder, iterator), PART_BYTES + TAG_BYTES)) {
      yield openPart(key, nonceOf(number++, isLast), part)
    }
  } finally {
    await iterator.return(undefined)
  }
}

function openPart(key: Uint8Array, nonce: Uint8Array, part: Buffer): Uint8Array {
  if (part.length < TAG_BYTES) throw damaged()
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAuthTag(part.subarray(part.length - TAG_BYTES))
  const plain = decipher.update(part.subarray(0, part.length - TAG_BYTES))
  try {
    decipher.final()
  } catch (error) {
    throw damaged(error)
  }
  return plain
}

const keyOf = (secret: Uint8Array, purpose: string, salt: Uint8Array): Uint8Array =>
  deriveKey(secret, `stream ${purpose} ${Buffer.from(salt).toString('hex')}`)

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(number, 5, 6)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

/** Parts of equal length, the last one shorter or empty; which is the last is known once the source has ended. */
async function* partsOf(source: Bytes, length: number): AsyncGenerator<{ readonly part: Buffer; readonly isLast: boolean }> {
  let waiting: Buffer[] = []
  let size = 0
  for await (const bytes of source) {
    waiting.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    size += bytes.length
    if (size <= length) continue
    let all = Buffer.concat(waiting)
    while (all.length > length) {
      yield { part: all.subarray(0, length), isLast: false }
      all = all.subarray(length)
    }
    waiting = [Buffer.from(all)]
    size = all.length
  }
  yield { part: Buffer.concat(waiting), isLast: true }
}

async function takeHead(iterator: AsyncGenerator<Uint8Array>, length: number) {
  const taken: Uint8Array[] = []
  for (let size = 0; size < length;) {
    const next = await iterator.next()
    if (next.done) throw damaged()
    taken.push(next.value)
    size += next.value.length
  }
  const all = Buffer.concat(taken)
  return { head: all.subarray(0, length), remainder: all.subarray(length) }
}

async function* after(first: Uint8Array, iterator: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
}

async function* each(bytes: Bytes): AsyncGenerator<Uint8Array> {
  yield* bytes
}

const damaged = (cause?: unknown): RostroError => {
  const sentence = 'What was sealed is damaged, cut off, or sealed with another key; use another copy of it.'
  return new RostroError('store_corrupt', sentence, { cause })
}
