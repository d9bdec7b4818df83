// Small clips, made by the tests themselves: nobody's face, nobody's licence.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Image } from '../../src/core/types.ts'
import { openClipWriter } from '../../src/video/clip-writer.ts'
import { encodeJpeg } from '../../src/video/photos.ts'

export interface Folder extends AsyncDisposable {
  file(name: string): string
}

/** A folder that goes with the test. */
export async function makeFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'rostro-video-'))
  return { file: name => join(path, name), [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

export type Colour = readonly [red: number, green: number, blue: number]

/** Left and right half in one colour each. */
export function twoHalves(width: number, height: number, left: Colour, right: Colour): Image {
  const data = new Uint8Array(width * height * 3)
  for (let pixel = 0; pixel < width * height; pixel++) data.set(pixel % width < width / 2 ? left : right, pixel * 3)
  return { width, height, data }
}

export const plain = (width: number, height: number, colour: Colour) => twoHalves(width, height, colour, colour)

/** The colour at a place given as shares of width and height. */
export function colourAt(image: Image, x: number, y: number): Colour {
  const at = (Math.floor(y * image.height) * image.width + Math.floor(x * image.width)) * 3
  return [image.data[at]!, image.data[at + 1]!, image.data[at + 2]!]
}

/** Blue grows by 8 a frame from red's full; the frame number can be read from any pixel. */
export const numbered = (width: number, height: number, index: number) => plain(width, height, [200, 40, (index * 8) % 256])

export const numberOf = (image: Image) => Math.round(colourAt(image, 0.5, 0.5)[2] / 8)

export async function writeClip(path: string, images: Iterable<Image>, framesPerSecond = 25): Promise<string> {
  const [first, ...rest] = images
  if (!first) throw new Error('a clip needs a picture')
  const writer = await openClipWriter(path, { width: first.width, height: first.height, framesPerSecond })
  let index = 0
  for (const image of [first, ...rest]) await writer.write(image, (index++ * 1000) / framesPerSecond)
  await writer.close()
  return path
}

/** JPEGs one after another: a clip whose pictures may differ in size. */
export async function writeMotionJpeg(path: string, images: readonly Image[]): Promise<string> {
  await writeFile(path, Buffer.concat(await Promise.all(images.map(image => encodeJpeg(image, 95)))))
  return path
}

/** Sets how an MP4 is to be turned when shown: clockwise quarter turns, in its track header (ISO 14496-12, 8.3.2). */
export async function turnClip(path: string, quarterTurns: 1 | 2 | 3): Promise<void> {
  const one = 1 << 16
  const turns = { 1: [0, one, -one, 0], 2: [-one, 0, 0, -one], 3: [0, -one, one, 0] } as const
  const bytes = await readFile(path)
  const matrix = bytes.indexOf('tkhd') + 4 + 40
  turns[quarterTurns].forEach((value, i) => bytes.writeInt32BE(value, matrix + [0, 4, 12, 16][i]!))
  await writeFile(path, bytes)
}

/** Leaves the first part of a file. */
export async function cutFile(path: string, share: number): Promise<void> {
  const bytes = await readFile(path)
  await writeFile(path, bytes.subarray(0, Math.floor(bytes.length * share)))
}

/** Inverts every byte between two shares of a file. */
export async function spoilFile(path: string, from: number, to: number): Promise<void> {
  const bytes = await readFile(path)
  const spoilt = bytes.subarray(Math.floor(bytes.length * from), Math.floor(bytes.length * to))
  spoilt.forEach((byte, at) => (spoilt[at] = byte ^ 0xff))
  await writeFile(path, bytes)
}
