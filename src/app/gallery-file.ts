// The snapshot of one machine's gallery: where it lies, how it is sealed, and when it is written, so that a large gallery need not be read from the store at every start.

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { galleryFileName } from '../core/gallery-files.ts'
import type { Store } from '../core/ports.ts'
import type { EmbeddingSpace } from '../core/types.ts'
import type { Gallery } from '../gallery/gallery.ts'
import { hashed, sealedWith } from '../gallery/snapshot-guard.ts'
import { dropSnapshot, readSnapshot, writeSnapshot } from '../gallery/snapshot.ts'

/** Smaller galleries are read from the store in a second or two (docs/search.md), and no second copy of anybody is made. */
const SMALLEST = 20_000
/** Written once nothing changed for so long: while people are registered one after the other it would be written for nothing. */
const QUIET_MS = 60_000
const PURPOSE = 'gallery snapshot'

export interface GalleryFile {
  /** What was kept, of whatever version of the store. */
  read(): Promise<{ readonly gallery: Gallery; readonly version: number } | undefined>
  /** To be called before anybody in it goes or changes: what was theirs leaves the disk. */
  drop(): Promise<void>
  /** To be called again and again; writes in the background when it is time. */
  consider(gallery: Gallery, version: number): void
  /** Nothing more is written; what is being written may end. */
  close(): void
}

export const noGalleryFile: GalleryFile = {
  read: () => Promise.resolve(undefined),
  drop: () => Promise.resolve(),
  consider: () => {},
  close: () => {},
}

/** One file a space, beside the store or, where that is a server, in this machine's data folder. */
export function galleryFile(store: Store, space: EmbeddingSpace, folder: string, smallest = SMALLEST): GalleryFile {
  const file = join(folder, galleryFileName(createHash('sha256').update(space).digest('hex').slice(0, 16)))
  const key = store.keyFor(PURPOSE)
  const guards = key ? sealedWith(key, PURPOSE) : hashed
  let seen: { readonly version: number; readonly atMs: number } | undefined
  let written: number | undefined
  let isClosed = false

  async function write(gallery: Gallery, version: number): Promise<void> {
    try {
      if (!(await writeSnapshot(file, gallery, version, guards))) written = undefined
    } catch {
      // A full disk: the next start takes longer, and nothing else. It is tried again when the people have changed.
      await dropSnapshot(file).catch(() => {})
    }
  }

  return {
    async read() {
      const kept = await readSnapshot(file, space, guards)
      written = kept?.version
      return kept
    },
    async drop() {
      written = undefined
      await dropSnapshot(file)
    },
    consider(gallery, version) {
      if (isClosed || gallery.size < smallest || version === written) return
      if (seen?.version !== version) seen = { version, atMs: performance.now() }
      if (performance.now() - seen.atMs < QUIET_MS) return
      written = version
      void write(gallery, version)
    },
    close() {
      isClosed = true
    },
  }
}
