// Temporary folders with a store in them, for tests of one file or several processes.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A path for a store in a folder that is removed when the test ends. */
export async function storeFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-store-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'data', 'people.db')
}

/** The bytes of everything in a folder, as latin1 text so that it can be searched. */
export async function bytesIn(folder: string): Promise<string> {
  const files = await readdir(folder)
  // A log may go while it is looked at: whoever closed the database last removes it.
  const contents = await Promise.all(files.map(file => readFile(join(folder, file), 'latin1').catch(goneIsEmpty)))
  return contents.join('\n')
}

function goneIsEmpty(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
  throw error
}

/** A few runs of 16 bytes from the start to the end of an array, to be looked for in `bytesIn`. */
export function runs(array: Uint8Array | Float32Array): string[] {
  const text = Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('latin1')
  return [0, 0.2, 0.5, 0.8, 1].map(part => Math.floor((text.length - 16) * part)).map(start => text.slice(start, start + 16))
}
