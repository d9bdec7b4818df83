// Clips that are harder than six friends: a wall of faces that sway, and one clip enlarged. They show faces, so they stay in the system's folder for temporary files.

import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cropResize } from '../../src/core/image/resize.ts'
import type { Size } from '../../src/core/ports.ts'
import type { Image } from '../../src/core/types.ts'
import { openClipWriter } from '../../src/video/clip-writer.ts'
import { openSource } from '../../src/video/open-source.ts'
import { readPhoto } from '../../src/video/photos.ts'

export const FRAMES_PER_SECOND = 25
const FOLDER = join(tmpdir(), 'rostro-bench-clips')
/** Of a photo of LFW, 250 pixels wide, the middle with the head. */
const HEAD = { x: 60, y: 55, width: 130, height: 140 }
/** Of a cell, how far a face sways each way. */
const SWAY = 0.06
const GREY = 96

export interface Wall {
  readonly clip: string
  readonly columns: number
  readonly rows: number
}

/** As near to square cells as can be. */
export function gridOf(count: number, { width, height }: Size): { readonly columns: number; readonly rows: number } {
  const columns = Math.ceil(Math.sqrt((count * width) / height))
  return { columns, rows: Math.ceil(count / columns) }
}

/** One face a cell, row by row; made once. */
export async function wallOfFaces(photos: readonly string[], size: Size, frames: number): Promise<Wall> {
  const grid = gridOf(photos.length, size)
  const clip = await fileNamed(`wall-${photos.length}-${size.width}-${frames}.mp4`)
  if (existsSync(clip)) return { clip, ...grid }
  const cell = { width: Math.floor(size.width / grid.columns), height: Math.floor(size.height / grid.rows) }
  const margin = Math.ceil(Math.max(cell.width, cell.height) * SWAY)
  const side = Math.min(cell.width, cell.height) - 2 * margin
  const faces = await Promise.all(photos.map(async photo => cropResize((await readPhoto(photo)).image, HEAD, side, side)))
  const writer = await openClipWriter(clip, { ...size, framesPerSecond: FRAMES_PER_SECOND })
  const picture = { ...size, data: new Uint8Array(size.width * size.height * 3) }
  for (let frame = 0; frame < frames; frame++) {
    picture.data.fill(GREY)
    for (const [i, face] of faces.entries()) {
      const angle = frame / 9 + i
      const left = (i % grid.columns) * cell.width + margin + Math.round(margin * Math.sin(angle))
      const top = Math.floor(i / grid.columns) * cell.height + margin + Math.round(margin * Math.cos(angle))
      paste(face, picture, left, top)
    }
    await writer.write(picture, (frame * 1000) / FRAMES_PER_SECOND)
  }
  await writer.close()
  return { clip, ...grid }
}

function paste(face: Image, picture: Image, left: number, top: number): void {
  for (let y = 0; y < face.height; y++) {
    const row = face.data.subarray(y * face.width * 3, (y + 1) * face.width * 3)
    picture.data.set(row, ((top + y) * picture.width + left) * 3)
  }
}

/** The first frames of a clip at another size; made once. */
export async function resizedClip(clip: string, { width, height }: Size, frames: number): Promise<string> {
  const path = await fileNamed(`resized-${width}-${frames}.mp4`)
  if (existsSync(path)) return path
  const writer = await openClipWriter(path, { width, height, framesPerSecond: FRAMES_PER_SECOND })
  for await (const frame of (await openSource(clip)).frames()) {
    if (frame.index < frames) await writer.write(await frame.resized(width, height), frame.atMs)
    frame.close()
    if (frame.index + 1 >= frames) break
  }
  await writer.close()
  return path
}

async function fileNamed(name: string): Promise<string> {
  await mkdir(FOLDER, { recursive: true, mode: 0o700 })
  return join(FOLDER, name)
}
