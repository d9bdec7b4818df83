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
function alone({ width, height, data }: Image): Image {
  const [from, to] = [Math.ceil(0.3 * width) * 3, (Math.floor(0.7 * width) + 1) * 3]
  const wall = data.slice()
  for (let row = 0; row < height * width * 3; row += width * 3) {
    wall.fill(150, row, row + from)
    wall.fill(150, row + to, row + width * 3)
  }
  return { width, height, data: wall }
}
