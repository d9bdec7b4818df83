// Small pictures of the faces a report shows side by side, for that one file and kept nowhere else.

import { readFile } from 'node:fs/promises'
import { scaleAround, squareAround } from '../../core/geometry/box.ts'
import { cropResize } from '../../core/image/resize.ts'
import { centralFace } from '../../evaluation/observation.ts'
import type { Evaluation } from '../../evaluation/report/evaluation.ts'
import { decodePhoto, encodeJpeg } from '../../video/photos.ts'
import type { Observer } from './observer.ts'

const SIDE = 128
/** Of the face's height: with hair and chin. */
const AROUND = 1.7

/** JPEGs as data URIs by file; a photo that cannot be read any more has none. */
export async function toThumbnails(observer: Observer, pairs: Evaluation['pairs']): Promise<ReadonlyMap<string, string>> {
  const files = new Set(pairs.flatMap(({ items }) => items.flatMap(({ left, right }) => [left, right])))
  const pictures = new Map<string, string>()
  for (const file of files) {
    const picture = await thumbnail(observer, file).catch(() => undefined)
    if (picture !== undefined) pictures.set(file, picture)
  }
  return pictures
}

async function thumbnail(observer: Observer, file: string): Promise<string> {
  const bytes = await readFile(file)
  const observation = await observer.observe({ name: file, bytes: () => Promise.resolve(bytes) })
  const { image } = await decodePhoto(bytes, { name: file })
  const face = centralFace(observation)
  const view = face
    ? scaleAround(squareAround(face.box), AROUND)
    : squareAround({ x: 0, y: 0, width: image.width, height: image.height })
  const jpeg = await encodeJpeg(cropResize(image, view, SIDE, SIDE), 80)
  return `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`
}
