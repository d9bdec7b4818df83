// A photo or a folder of photos as a recorded source, one picture a second.

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, RostroError } from '../core/errors.ts'
import type { Source } from '../core/ports.ts'
import { createImagePicture } from './image-picture.ts'
import { readPhoto, type PhotoLimits } from './photos.ts'
import { createRecordedSource } from './recorded.ts'
import type { OnStatus } from './source-status.ts'

const PHOTO_NAME = /\.(jpe?g|png|webp|avif|gif|tiff?|bmp|hei[cf])$/i

export const createPhotoSource = (id: string, path: string, limits: PhotoLimits): Source =>
  createRecordedSource(id, async function* () {
    const { image } = await readPhoto(path, limits)
    yield createImagePicture(image, 0)
  })

/**
 * Photos of one folder by name (2 before 10); one that cannot be read is told as `damaged` and skipped.
 * @throws RostroError file_not_found when the folder holds no photos; source_unavailable from frames() when none can be read
 */
export async function openPhotoFolder(id: string, path: string, limits: PhotoLimits, onStatus?: OnStatus): Promise<Source> {
  const names = (await readdir(path)).filter(name => PHOTO_NAME.test(name) && !name.startsWith('.'))
  if (names.length === 0) throw new RostroError('file_not_found', `There are no photos in the folder ${path}.`)
  names.sort(new Intl.Collator('en', { numeric: true }).compare)
  return createRecordedSource(
    id,
    async function* (signal, onDamage) {
      let read = 0
      for (const [second, name] of names.entries()) {
        if (signal.aborted) return
        const photo = await readPhoto(join(path, name), limits).catch((error: unknown) => {
          onDamage(messageOf(error))
        })
        if (!photo) continue
        read++
        yield createImagePicture(photo.image, second * 1000)
      }
      if (read === 0)
        throw new RostroError('source_unavailable', `None of the ${names.length} photos in the folder ${path} can be read.`)
    },
    onStatus,
  )
}
