// A gallery written into a file, whole or not at all, and read from it into its place; a damaged file gives none. Knows no store: who reads it asks whether it still holds.

import { randomBytes } from 'node:crypto'
import { open, rm, type FileHandle } from 'node:fs/promises'
import { moveDurably } from '../core/move-durably.ts'
import { Gallery, type GalleryShape } from './gallery.ts'
import type { SnapshotGuard, SnapshotGuards } from './snapshot-guard.ts'

/**
 * Format, salt, the gallery's parts as they lie in memory, the head, the head's length and its mark. Raised whenever parts lie in
 * memory differently; a file of another format is none.
 */
const FORMAT = Buffer.from('rostro gallery 2')
const SALT_BYTES = 16
const LENGTH_BYTES = 4
/** What is read and checked at once, and how many of them at a time: more than there are threads to work on them. */
const [CHUNK_BYTES, AT_ONCE] = [4 * 2 ** 20, 8]
/** The head's number: no file has so many chunks. */
const HEAD = 2 ** 32 - 1

interface Head extends GalleryShape {
  /** The store's, of which these are the people. */
  readonly version: number
  /** Hexadecimal: the salt, and what each chunk is known by. */
  readonly salt: string
  readonly marks: readonly string[]
}

/**
 * Replaces the file (mode 0600). While it is written the gallery may go on changing: then nothing is. Two who write at once spoil
 * each other's draft, and the file is read as a damaged one.
 * @returns whether it was written. @throws what the file system throws
 */
export async function writeSnapshot(file: string, gallery: Gallery, version: number, guards: SnapshotGuards): Promise<boolean> {
  const draft = draftOf(file)
  try {
    const handle = await open(draft, 'w', 0o600)
    try {
      if (!(await write(handle, gallery, version, guards))) return false
    } finally {
      await handle.close()
    }
    await moveDurably(draft, file)
    return true
  } finally {
    await rm(draft, { force: true })
  }
}

/** Undefined where there is none, or it is damaged, of another format or of another space. */
export async function readSnapshot(
  file: string,
  space: string,
  guards: SnapshotGuards,
): Promise<{ readonly gallery: Gallery; readonly version: number } | undefined> {
  try {
    const handle = await open(file)
    try {
      return await read(handle, space, guards)
    } finally {
      await handle.close()
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

async function write(handle: FileHandle, gallery: Gallery, version: number, guards: SnapshotGuards): Promise<boolean> {
  const { changes } = gallery
  const salt = randomBytes(SALT_BYTES)
  const guard = guards(salt)
  await handle.writeFile(Buffer.concat([FORMAT, salt]))
  const { shape, parts } = gallery.snapshot()
  const marks: string[] = []
  for (const [number, chunk] of chunksOf(parts).entries()) {
    // A part that has grown lies elsewhere now.
    if (gallery.changes !== changes) return false
    const { bytes, mark } = await guard.close(number, chunk.bytes)
    await handle.writeFile(bytes)
    marks.push(Buffer.from(mark).toString('hex'))
  }
  const plain = Buffer.from(JSON.stringify({ ...shape, version, salt: salt.toString('hex'), marks } satisfies Head))
  const head = await guard.close(HEAD, plain)
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32LE(plain.length)
  await handle.writeFile(Buffer.concat([head.bytes, length, head.mark]))
  return gallery.changes === changes
}

async function read(handle: FileHandle, space: string, guards: SnapshotGuards) {
  const start = Buffer.alloc(FORMAT.length + SALT_BYTES)
  await fill(handle, 0, start)
  if (!start.subarray(0, FORMAT.length).equals(FORMAT)) return undefined
  const salt = start.subarray(FORMAT.length)
  const guard = guards(salt)
  const found = await readHead(handle, guard)
  if (found?.head.space !== space || found.head.salt !== salt.toString('hex')) return undefined
  const { head, endOfParts } = found
  const { gallery, parts } = Gallery.restore(head)
  const chunks = chunksOf(parts)
  const length = parts.reduce((sum, part) => sum + part.length, start.length)
  if (length !== endOfParts || chunks.length !== head.marks.length) return undefined
  const waiting = chunks.entries()
  const areWhole = async () => {
    for (const [number, { at, bytes }] of waiting) {
      await fill(handle, start.length + at, bytes)
      if (!(await guard.open(number, Buffer.from(head.marks[number]!, 'hex'), bytes))) return false
    }
    return true
  }
  // All have ended before the file is closed.
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, areWhole))
  const isWhole = ended.every(one => one.status === 'fulfilled' && one.value)
  return isWhole ? { gallery, version: head.version } : undefined
}

async function readHead(handle: FileHandle, guard: SnapshotGuard) {
  const { size } = await handle.stat()
  const end = Buffer.alloc(LENGTH_BYTES + guard.markBytes)
  await fill(handle, size - end.length, end)
  const length = end.readUInt32LE()
  const endOfParts = size - end.length - length
  if (endOfParts < 0) return undefined
  const plain = Buffer.alloc(length)
  await fill(handle, endOfParts, plain)
  const isWhole = await guard.open(HEAD, end.subarray(LENGTH_BYTES), plain)
  return isWhole ? { head: JSON.parse(plain.toString()) as Head, endOfParts } : undefined
}

/** Where each begins among all parts, and where it lies. */
function chunksOf(parts: readonly Uint8Array[]): readonly { readonly at: number; readonly bytes: Uint8Array }[] {
  const chunks: { at: number; bytes: Uint8Array }[] = []
  let start = 0
  for (const part of parts) {
    for (let at = 0; at < part.length; at += CHUNK_BYTES) {
      chunks.push({ at: start + at, bytes: part.subarray(at, at + CHUNK_BYTES) })
    }
    start += part.length
  }
  return chunks
}

async function fill(handle: FileHandle, from: number, into: Uint8Array): Promise<void> {
  for (let at = 0; at < into.length;) {
    const { bytesRead } = await handle.read(into, at, into.length - at, from + at)
    if (bytesRead === 0) throw new Error('The snapshot is cut off.')
    at += bytesRead
  }
}
