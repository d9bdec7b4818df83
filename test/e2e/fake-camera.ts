// What Chromium's pretended camera shows: real faces cut from the sample photos, moving a little, as a file of JPEGs.

import { open } from 'node:fs/promises'
import type { Image } from '../../src/core/types.ts'
import { encodeJpeg } from '../../src/video/photos.ts'
import { faceView, type Face } from './faces.ts'

const SIZE = { width: 1280, height: 720 }

/** Where a face is in one frame: shares of its height off the middle, and how many of its heights the picture shows. */
export interface Shift {
  readonly dx: number
  readonly dy: number
  readonly heights: number
}

/** Chromium plays the file in a loop at 30 frames a second. */
export async function writeCamera(path: string, face: Face, shifts: readonly Shift[]): Promise<string> {
  const file = await open(path, 'w')
  try {
    const view = await faceView(face, SIZE)
    for (const shift of shifts) await file.write(await encodeJpeg(alone(view(shift)), 85))
  } finally {
    await file.close()
  }
  return path
}

/** Somebody who moves a little, to and fro in so many frames. */
export const swaying = (frames = 60): Shift[] =>
  Array.from({ length: frames }, (_, i) => {
    const phase = (2 * Math.PI * i) / frames
    return { dx: 0.06 * Math.sin(phase), dy: 0.03 * Math.cos(phase), heights: 2.3 + 0.15 * Math.sin(phase) }
  })

/** The neighbours of a group photo leave the room: only the middle of the picture stays, before a grey wall. */
function alone(image: Image): Image {
  const [from, to] = [0.3 * image.width, 0.7 * image.width]
  const data = image.data.map((value, i) => {
    const x = Math.floor(i / 3) % image.width
    return x < from || x > to ? 150 : value
  })
  return { ...image, data }
}
