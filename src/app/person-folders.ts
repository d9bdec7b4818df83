// A folder for each person, named after them, with their photos in it.

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { RostroError } from '../core/errors.ts'
import { photosIn } from '../video/photo-source.ts'

export interface PersonFolder {
  readonly name: string
  /** Paths. */
  readonly photos: readonly string[]
}

/** By name; folders without photos are left out. @throws RostroError file_not_found when there is no folder with photos in it */
export async function personFolders(dir: string): Promise<PersonFolder[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause: unknown) => {
    throw new RostroError('file_not_found', `There is no folder ${dir} that may be read.`, { cause })
  })
  const folders: PersonFolder[] = []
  for (const entry of entries.filter(e => e.isDirectory() && !e.name.startsWith('.'))) {
    const photos = await photosIn(join(dir, entry.name)).catch((error: unknown) => {
      if (error instanceof RostroError && error.code === 'file_not_found') return []
      throw error
    })
    if (photos.length > 0) folders.push({ name: entry.name, photos })
  }
  if (folders.length === 0) {
    throw new RostroError(
      'file_not_found',
      `${dir} holds no folder with photos; it needs one folder for each person, named after them.`,
    )
  }
  return folders.sort((a, b) => a.name.localeCompare(b.name))
}
