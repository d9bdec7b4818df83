// What Chromium's pretended camera shows: real faces cut from the sample photos, moving a little, as a file of JPEGs.

import { open } from 'node:fs/promises'
import type { Image } from '../../src/core/types.ts'
import { encodeJpeg } from '../../src/video/photos.ts'
import { faceView, type Face } from './faces.ts'

const SIZE = { width: 1280, height: 720 }

/** Chromium plays the file in a loop at 30 frames a second. One scene a face; `frames` each. */
export async function writeFakeCamera(path: string, faces: readonly Face[], frames = 60): Promise<string> {
  const file = await open(path, 'w')
  try {
    for (const face of faces) {
      const view = await faceView(face, SIZE)
      for (let i = 0; i < frames; i++) {
        const phase = (2 * Math.PI * i) / frames
        const picture = view({ dx: 0.06 * Math.sin(phase), dy: 0.03 * Math.cos(phase), heights: 2.3 + 0.15 * Math.sin(phase) })
        await file.write(await encodeJpeg(alone(picture), 85))
      }
    }
  } finally {
    await file.close()
  }
  return path
}

/** The neighbours of a group photo leave the room: only the middle of the picture stays, before a grey wall. */
function alone(image: Image): Image {
  const [from, to] = [0.3 * image.width, 0.7 * image.width]
  const data = image.data.map((value, i) => {
    const x = Math.floor(i / 3) % image.width
    return x < from || x > to ? 150 : value
  })
  return { ...image, data }
}
