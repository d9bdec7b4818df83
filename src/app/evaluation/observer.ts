// Looks at photos once and remembers what was seen by the photo's content, so that a measurement can stop, go on, and be repeated in seconds.

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Networks } from '../../core/ports.ts'
import type { Observation, ObservedFace, PhotoToObserve } from '../../evaluation/observation.ts'
import type { PackManifest } from '../../models/packs/manifest.ts'
import { isFace } from '../../recognition/examine.ts'
import { findFaces } from '../../recognition/find-faces.ts'
import { decodePhoto } from '../../video/photos.ts'
import { openObservationCache } from './observation-cache.ts'

/** Raised whenever faces are found, measured, aligned or embedded differently: what was seen before is then seen anew. */
const LOOKED_AT_AS = 2
/** While one photo is decoded another is looked at; more only wait for the cores. */
const AT_ONCE = 3

export interface ObserverOptions {
  readonly pack: PackManifest
  readonly networks: Networks
  /** Where what was seen is kept; undefined keeps nothing. */
  readonly cacheFolder: string | undefined
}

/** What became of one photo; one that cannot be read never stops the others. */
export type Observed<Photo> =
  | { readonly photo: Photo; readonly observation: Observation }
  | { readonly photo: Photo; readonly observation: undefined; readonly error: unknown }

export interface ObserveOptions {
  readonly onProgress?: ((done: number, of: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Observer {
  readonly pack: PackManifest
  readonly networks: Networks
  /** @throws RostroError image_*, and what `bytes` throws */
  observe(photo: PhotoToObserve): Promise<Observation>
  /** All of them, in their order. @throws the signal's reason; what was seen until then is kept */
  observeAll<Photo extends PhotoToObserve>(photos: readonly Photo[], options?: ObserveOptions): Promise<Observed<Photo>[]>
  readonly count: { readonly seenAnew: number; readonly fromCache: number }
  close(): Promise<void>
}

export const cacheFolderOf = (home: string): string => join(home, 'eval-cache')

/** Networks stay the caller's to close. */
export async function openObserver({ pack, networks, cacheFolder }: ObserverOptions): Promise<Observer> {
  const { space } = networks.embedder
  const cache = await openObservationCache(cacheFolder && join(cacheFolder, `${lookOf(pack)}.jsonl`), space)
  const count = { seenAnew: 0, fromCache: 0 }

  async function observe(photo: PhotoToObserve): Promise<Observation> {
    const bytes = await photo.bytes()
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const known = cache.find(sha256)
    if (known) {
      count.fromCache++
      return known
    }
    const { image } = await decodePhoto(bytes, { name: photo.name })
    const examined = (await findFaces(image, networks, 'everywhere', { embedAll: true })).filter(isFace)
    const faces: ObservedFace[] = examined.map(({ detection: { box }, landmarks, signals, template }) => ({
      box,
      landmarks,
      signals,
      template,
    }))
    const observation = { sha256, width: image.width, height: image.height, faces }
    await cache.add(observation)
    count.seenAnew++
    return observation
  }

  return {
    pack,
    networks,
    observe,
    count,
    close: () => cache.close(),
    async observeAll(photos, { onProgress, signal } = {}) {
      const results: Observed<(typeof photos)[number]>[] = []
      const state = { next: 0, done: 0 }
      const work = async () => {
        for (let i = state.next++; i < photos.length; i = state.next++) {
          signal?.throwIfAborted()
          const photo = photos[i]!
          results[i] = await observe(photo).then(
            observation => ({ photo, observation }),
            (error: unknown) => ({ photo, observation: undefined, error }),
          )
          onProgress?.(++state.done, photos.length)
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
      return results
    },
  }
}

/** Tells apart everything that changes what is seen: files, how networks are fed, and this code. How it is judged does not. */
function lookOf({ name, files, networks }: PackManifest): string {
  const { detector, landmarks, embedder } = networks
  const hashes = files.map(file => [file.name, file.sha256])
  const fed = { ...embedder, lengths: undefined }
  const identity = createHash('sha256').update(JSON.stringify([LOOKED_AT_AS, detector, landmarks, fed, hashes]))
  return `${name}-${identity.digest('hex').slice(0, 16)}`
}
