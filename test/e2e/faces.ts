// Photos and clips of single people, cut from the sample photos: real faces, freely licensed, nobody's name.

import sharp from 'sharp'
import { centre } from '../../src/core/geometry/box.ts'
import { cropResize } from '../../src/core/image/resize.ts'
import type { Box, Image } from '../../src/core/types.ts'
import { readPhoto } from '../../src/video/photos.ts'
import { writeClip } from '../video/clips.ts'
import { samplePhoto } from './place.ts'

/** Faces of the sample photos, found once; the photos never change. */
const FACES = {
  ada: { photo: 1, box: [1454, 190, 235, 250] },
  bruno: { photo: 1, box: [827, 423, 203, 223] },
  clara: { photo: 2, box: [1443, 159, 211, 228] },
  /** The same woman on another photo. */
  adaElsewhere: { photo: 3, box: [1070, 172, 243, 342] },
  farid: { photo: 3, box: [597, 321, 191, 279] },
  gina: { photo: 6, box: [254, 478, 213, 280] },
  /** A place on the first photo without a face. */
  nobody: { photo: 1, box: [40, 40, 120, 120] },
} as const satisfies Record<string, { photo: number; box: readonly [number, number, number, number] }>

export type Face = keyof typeof FACES

/** The group photo a face comes from. */
export const samplePhotoOf = (face: Face): string => samplePhoto(FACES[face].photo)

/** Photos of one face that differ as photos do: as it is, mirrored, turned and darker. */
type Variant = 'plain' | 'mirrored' | 'turned'

export async function writeFacePhoto(path: string, face: Face, variant: Variant = 'plain'): Promise<string> {
  const view = viewOf(face, 1.9)
  let picture = sharp(samplePhoto(FACES[face].photo)).extract({
    left: Math.max(0, Math.round(view.x)),
    top: Math.max(0, Math.round(view.y)),
    width: Math.round(view.width),
    height: Math.round(view.height),
  })
  if (variant === 'mirrored') picture = picture.flop()
  if (variant === 'turned')
    picture = sharp(await picture.rotate(12, { background: '#888' }).toBuffer()).modulate({ brightness: 0.75 })
  await picture.toFile(path)
  return path
}

/** The camera looks at one face and comes a little closer: a clip of so many frames, 25 a second. */
export async function writeFaceClip(path: string, face: Face, frames = 50): Promise<string> {
  return writeClip(path, await faceFrames(face, frames))
}

/** The pictures of such a clip, 480 × 360. */
export async function faceFrames(face: Face, frames: number): Promise<Image[]> {
  const { image } = await readPhoto(samplePhoto(FACES[face].photo))
  return Array.from({ length: frames }, (_, i) => {
    const { x, y, width, height } = viewOf(face, 2.2 - (0.5 * i) / frames)
    const wide = (height * 480) / 360
    return cropResize(image, { x: x + (width - wide) / 2, y, width: wide, height }, 480, 360)
  })
}

/** Cuts pictures of a face, shifted by shares of its height and so many heights tall. */
export async function faceView(
  face: Face,
  size: { readonly width: number; readonly height: number },
): Promise<(shift: { readonly dx: number; readonly dy: number; readonly heights: number }) => Image> {
  const { image } = await readPhoto(samplePhoto(FACES[face].photo))
  return ({ dx, dy, heights }) => {
    const { x, y, width, height } = viewOf(face, heights)
    const wide = (height * size.width) / size.height
    const px = height / heights
    return cropResize(
      image,
      { x: x + (width - wide) / 2 + dx * px, y: y + dy * px, width: wide, height },
      size.width,
      size.height,
    )
  }
}

/** The square around a face, in heights of the face. */
function viewOf(face: Face, heights: number): Box {
  const [x, y, width, height] = FACES[face].box
  const middle = centre({ x, y, width, height })
  const side = height * heights
  return { x: middle.x - side / 2, y: middle.y - side / 2, width: side, height: side }
}
