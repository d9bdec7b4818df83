// Runs a clip through the whole pipeline with some people registered, in a store of its own that goes afterwards.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, extname, join } from 'node:path'
import { RostroError } from '../../core/errors.ts'
import type { Networks } from '../../core/ports.ts'
import type { ClipStory, SeenInClip } from '../../evaluation/clip-tracks.ts'
import type { Chosen } from '../../gallery/operating-point.ts'
import { embeddingSpace, type PackManifest } from '../../models/packs/manifest.ts'
import type { RecognizerSettings } from '../../recognition/recognizer.ts'
import { openSource } from '../../video/open-source.ts'
import { photosIn } from '../../video/photo-source.ts'
import { openLiveGallery } from '../live-gallery.ts'
import { openStore, type Rostro } from '../open-rostro.ts'
import { personFolders, type PersonFolder } from '../person-folders.ts'
import { photoFile, startEnrolment, storeEnrolment, tryPhotos } from '../register.ts'
import { watch } from '../watch.ts'

/** What a clip needs of a Rostro. */
export type ClipRostro = Pick<Rostro, 'store' | 'gallery'> & { readonly networks: Networks }

/** A folder for each person, or one photo a file, named after the person. @throws RostroError file_not_found */
export async function peopleIn(dir: string): Promise<PersonFolder[]> {
  const folders = await personFolders(dir).catch((error: unknown) => {
    if (error instanceof RostroError && error.code === 'file_not_found') return []
    throw error
  })
  if (folders.length > 0) return folders
  return (await photosIn(dir)).map(path => ({ name: basename(path, extname(path)), photos: [path] }))
}

/**
 * Registers these people and nobody else.
 * @returns what `use` gives; photos that were not kept are told to `onRefused`
 */
export async function withPeople<T>(
  { pack, networks }: { readonly pack: PackManifest; readonly networks: Networks },
  people: readonly PersonFolder[],
  onRefused: (photo: string, why: string) => void,
  use: (rostro: ClipRostro) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-eval-'))
  try {
    const store = await openStore(folder, join(folder, 'people.db'))
    try {
      const gallery = await openLiveGallery(store, pack, embeddingSpace(pack), () => {})
      const rostro = { store, networks, gallery }
      try {
        for (const { name, photos } of people) {
          const enrolment = startEnrolment(rostro)
          for await (const { photo, verdict } of tryPhotos(enrolment, photos.map(photoFile)))
            if (!verdict.kept) onRefused(`${name}: ${photo}`, 'reason' in verdict ? verdict.reason : verdict.error.message)
          if (enrolment.references.length > 0) await storeEnrolment(rostro, name, enrolment)
        }
        return await use(rostro)
      } finally {
        gallery.close()
      }
    } finally {
      await store.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The story of every confirmed track. @throws RostroError source_* */
export async function followClip(
  rostro: Pick<ClipRostro, 'networks' | 'gallery'>,
  clip: string,
  settings: RecognizerSettings,
  chosen: Chosen = {},
  { signal, onFrame }: { readonly signal?: AbortSignal | undefined; readonly onFrame?: (atMs: number) => void } = {},
): Promise<ClipStory> {
  rostro.gallery.aimFor({ rule: settings.rule, ...chosen })
  const tracks = new Map<number, { firstSeenAtMs: number; seen: SeenInClip[] }>()
  let frames = 0
  for await (const { frame, result } of watch(rostro, await openSource(clip), settings, signal)) {
    if (frame) frames++
    onFrame?.(result.atMs)
    for (const { track, decision } of result.faces) {
      const story = tracks.get(track.id) ?? { firstSeenAtMs: track.firstSeenAtMs, seen: [] }
      tracks.set(track.id, story)
      story.seen.push({
        atMs: result.atMs,
        box: track.box,
        outcome: decision.outcome,
        name: decision.candidate?.name,
        similarities: Object.fromEntries(decision.candidates.map(c => [c.name, c.similarity])),
      })
    }
  }
  return { frames, tracks: [...tracks].map(([id, story]) => ({ id, ...story })) }
}
