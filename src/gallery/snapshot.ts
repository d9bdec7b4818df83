// A gallery written into a file, whole or not at all, and read from it again; a damaged file gives none. Knows no store: who reads it asks whether it still holds.

import { createHash } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { Gallery, type GallerySnapshot } from './gallery.ts'

/** Raised whenever rows or signs lie in memory differently. */
const FORMAT = 'rostro gallery 1\n'
const CHUNK_BYTES = 4 * 2 ** 20
const HASH_BYTES = 32

type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** What is done to the bytes on their way to the file and back: nothing, or sealing. Opening fails where they are damaged. */
export interface SnapshotSeal {
  readonly seal: (plain: Bytes) => Bytes
  readonly open: (sealed: Bytes) => Bytes
}

export const UNSEALED: SnapshotSeal = { seal: plain => plain, open: sealed => sealed }

interface Head extends GallerySnapshot {
  /** The store's, of which these are the people. */
  readonly version: number
}

/**
 * Replaces the file (mode 0600). While it is written the gallery may go on changing: then nothing is. Two who write at once spoil
 * each other's draft, and the file is read as a damaged one.
 * @returns whether it was written. @throws what the file system throws
 */
export async function writeSnapshot(file: string, gallery: Gallery, version: number, { seal }: SnapshotSeal): Promise<boolean> {
  const draft = draftOf(file)
  const changes = gallery.changes
  try {
    const handle = await open(draft, 'w', 0o600)
    try {
      for await (const part of seal(plainOf(gallery, version))) await handle.write(part)
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (gallery.changes !== changes) return false
    await rename(draft, file)
    return true
  } finally {
    await rm(draft, { force: true })
  }
}

/** Undefined where there is none, or it is damaged, of another format or of another space. */
export async function readSnapshot(
  file: string,
  space: string,
  { open: unseal }: SnapshotSeal,
): Promise<{ readonly gallery: Gallery; readonly version: number } | undefined> {
  try {
    const reader = new Reader(unseal(chunksOf(file)))
    try {
      if ((await reader.text(FORMAT.length)) !== FORMAT) return undefined
      const length = Buffer.from(await reader.take(4)).readUInt32LE()
      const head = JSON.parse(await reader.text(length)) as Head
      if (head.space !== space) return undefined
      const gallery = await Gallery.restore(head, part => reader.fill(part))
      return (await reader.isWhole()) ? { gallery, version: head.version } : undefined
    } finally {
      await reader.close()
    }
  } catch {
    // Whatever is wrong with it: the store has everything, and is read.
    return undefined
  }
}

/** Also what an attempt cut short has left. */
export async function dropSnapshot(file: string): Promise<void> {
  for (const one of [file, draftOf(file)]) await rm(one, { force: true })
}

const draftOf = (file: string): string => `${file}.draft`

/** Format, length of the head, head, vectors, and the SHA-256 of all before. */
function* plainOf(gallery: Gallery, version: number): Generator<Uint8Array> {
  const hash = createHash('sha256')
  const { about, parts } = gallery.snapshot()
  const head = Buffer.from(JSON.stringify({ ...about, version } satisfies Head))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(head.length)
  for (const whole of [Buffer.from(FORMAT), length, head, ...parts()]) {
    for (let at = 0; at < whole.length; at += CHUNK_BYTES) {
      const part = whole.subarray(at, at + CHUNK_BYTES)
      hash.update(part)
      yield part
    }
  }
  yield hash.digest()
}

/** Each is valid until the next is taken: two buffers in turn, one read into while the other is worked on. */
async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  const handle = await open(file)
  const buffers = [Buffer.alloc(CHUNK_BYTES), Buffer.alloc(CHUNK_BYTES)] as const
  let [reading, following] = buffers
  let next = handle.read(reading)
  try {
    for (;;) {
      const { bytesRead } = await next
      if (bytesRead === 0) return
      const chunk = reading.subarray(0, bytesRead)
      ;[reading, following] = [following, reading]
      next = handle.read(reading)
      yield chunk
    }
  } finally {
    await next.catch(() => {})
    await handle.close()
  }
}

/** Takes bytes as they are needed from bytes as they come, and hashes them. */
class Reader {
  readonly #chunks: AsyncGenerator<Uint8Array>
  readonly #hash = createHash('sha256')
  #chunk: Uint8Array = new Uint8Array()

  constructor(bytes: Bytes) {
    this.#chunks = each(bytes)
  }

  async fill(into: Uint8Array): Promise<void> {
    for (let at = 0; at < into.length;) {
      const part = await this.#next(into.length - at)
      this.#hash.update(part)
      into.set(part, at)
      at += part.length
    }
  }

  async take(length: number): Promise<Uint8Array> {
    const taken = new Uint8Array(length)
    await this.fill(taken)
    return taken
  }

  async text(length: number): Promise<string> {
    return Buffer.from(await this.take(length)).toString()
  }

  /** Whether what was taken is followed by its hash, and that by nothing. */
  async isWhole(): Promise<boolean> {
    const expected = this.#hash.digest()
    const found = Buffer.alloc(HASH_BYTES)
    for (let at = 0; at < HASH_BYTES;) {
      const part = await this.#next(HASH_BYTES - at)
      found.set(part, at)
      at += part.length
    }
    return found.equals(expected) && this.#chunk.length === 0 && (await this.#chunks.next()).done === true
  }

  async close(): Promise<void> {
    await this.#chunks.return(undefined)
  }

  async #next(most: number): Promise<Uint8Array> {
    while (this.#chunk.length === 0) {
      const next = await this.#chunks.next()
      if (next.done) throw new Error('The snapshot is cut off.')
      this.#chunk = next.value
    }
    const part = this.#chunk.subarray(0, most)
    this.#chunk = this.#chunk.subarray(part.length)
    return part
  }
}

async function* each(bytes: Bytes): AsyncGenerator<Uint8Array> {
  yield* bytes
}
