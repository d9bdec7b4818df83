// Puts a file that was written beside in its place, so that it is there whole after a power cut, or what was there before.

import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Flushes `from` and renames it to `to` within one file system. */
export async function moveDurably(from: string, to: string): Promise<void> {
  const file = await open(from, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(from, to)
  // Windows cannot flush a folder; NTFS journals the rename itself.
  if (process.platform === 'win32') return
  const folder = await open(dirname(to), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
