// A photo or a folder of photos as a recorded source, one picture a second.

import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { messageOf, RostroError } from '../core/errors.ts'
import type { Source } from '../core/ports.ts'
import { createImagePicture } from './image-picture.ts'
import { readPhoto, type PhotoLimits } from './photos.ts'
import { createRecordedSource } from './recorded.ts'
import type { OnStatus } from './source-status.ts'

const PHOTO_NAME = /\.(jpe?g|png|webp|avif|gif|tiff?|bmp|hei[cf])$/i

export const createPhotoSource = (id: string, path: string, limits: PhotoLimits): Source =>
  asStills(
    createRecordedSource(id, async function* () {
      const { image } = await readPhoto(path, limits)
      yield createImagePicture(image, 0, basename(path))
    }),
  )

const asStills = (source: Source): Source => ({ ...source, stills: true })

/** Paths of the photos of one folder, by name (2 before 10). @throws RostroError file_not_found when there are none */
export async function photosIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter(name => PHOTO_NAME.test(name) && !name.startsWith('.'))
  if (names.length === 0) throw new RostroError('file_not_found', `There are no photos in the folder ${folder}.`)
  return names.sort(new Intl.Collator('en', { numeric: true }).compare).map(name => join(folder, name))
}

/**
 * Photos of one folder by name (2 before 10); one that cannot be read is told as `damaged` and skipped.
 * @throws RostroError file_not_found when the folder holds no photos; source_unavailable from frames() when none can be read
 */
export async function openPhotoFolder(id: string, path: string, limits: PhotoLimits, onStatus?: OnStatus): Promise<Source> {
  const photos = await photosIn(path)
  const source = createRecordedSource(
    id,
    async function* (signal, onDamage) {
      let read = 0
      for (const [second, photo] of photos.entries()) {
        if (signal.aborted) return
        const decoded = await readPhoto(photo, limits).catch((error: unknown) => {
          onDamage(messageOf(error))
        })
        if (!decoded) continue
        read++
        yield createImagePicture(decoded.image, second * 1000, basename(photo))
      }
      if (read === 0)
        throw new RostroError('source_unavailable', `None of the ${photos.length} photos in the folder ${path} can be read.`)
    },
    onStatus,
  )
  return asStills(source)
}
