// The people of a store, to be compared with: in memory, or searched for in the database where the operator wants that.

import type { Store } from '../core/ports.ts'
import type { EmbeddingSpace } from '../core/types.ts'
import type { PackManifest } from '../models/packs/manifest.ts'
import { openSearchAt } from '../stores/open-search.ts'
import { openDatabaseGallery } from './database-gallery.ts'
import type { GalleryFile } from './gallery-file.ts'
import { openLiveGallery } from './live-gallery.ts'
import type { PeopleGallery } from './people-gallery.ts'
import { searchPlace, type SearchPlace } from './search-place.ts'

export interface OpenPeopleOptions {
  readonly store: Store
  /** Of the store. */
  readonly address: string
  readonly pack: PackManifest
  readonly space: EmbeddingSpace
  /** Default: `ROSTRO_SEARCH`. */
  readonly search?: SearchPlace | undefined
  /** Hears when the store cannot be read while recognition goes on, and that a search is being prepared. */
  readonly onProblem?: ((error: unknown) => void) | undefined
  readonly onWell?: (() => void) | undefined
  /** For people in memory. */
  readonly file?: GalleryFile | undefined
}

/** @throws RostroError store_*, search_unavailable, usage_invalid */
export async function openPeople(options: OpenPeopleOptions): Promise<PeopleGallery> {
  const { store, address, pack, space, search: place = searchPlace(), onProblem = () => {}, onWell, file } = options
  if (place === 'memory') return openLiveGallery(store, pack, space, onProblem, onWell, file)
  const search = await openSearchAt(address, space, pack.networks.embedder.dimensions)
  try {
    return await openDatabaseGallery({ store, search, pack, space, onProblem, onWell })
  } catch (error) {
    await search.close()
    throw error
  }
}
