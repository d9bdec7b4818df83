// What Chromium's pretended camera shows: real faces cut from the sample photos, moving a little, as a file of JPEGs.

import { open } from 'node:fs/promises'
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
        await file.write(await encodeJpeg(picture, 85))
      }
    }
  } finally {
    await file.close()
  }
  return path
}
