// Pictures with painted faces, and networks that read the paint: who somebody is lies in green, how sure a detector is in blue.

import { fivePoints } from '../../src/core/geometry/detection.ts'
import { alignedPoints } from '../../src/core/image/align.ts'
import type { Frame, Networks } from '../../src/core/ports.ts'
import type { AlignedFace, Detection, Image } from '../../src/core/types.ts'
import { probe, SPACE, stranger } from '../fixtures/templates.ts'

export interface PaintedFace {
  /** 0, 1, 2 … are people a, b, c … of `galleryOf`; from 5 on strangers, each another one. */
  readonly who: number
  readonly x: number
  readonly y: number
  readonly side?: number
  /** What the detector gives it. */
  readonly score?: number
  /** Seen in the whole picture only, never on a second look. */
  readonly falseAlarm?: boolean
}
export const WIDTH = 480
export const HEIGHT = 270
const MARKED = 150
const FALSE_ALARM = 155

export function paint(faces: readonly PaintedFace[], background = 0): Image {
  const image = { width: WIDTH, height: HEIGHT, data: new Uint8Array(WIDTH * HEIGHT * 3).fill(background) }
  for (const { who, x, y, side = 80, score = 0.95, falseAlarm } of faces) {
    const blue = falseAlarm ? FALSE_ALARM : 160 + Math.round(90 * score)
    for (let v = Math.max(0, y); v < Math.min(HEIGHT, y + side); v++) {
      for (let u = Math.max(0, x); u < Math.min(WIDTH, x + side); u++) {
        const texture = ((u - x) >> 2) * 7 + ((v - y) >> 2) * 13
        image.data.set([texture % 5 < 2 ? 240 : 20, 40 + who * 15, blue], (v * WIDTH + u) * 3)
      }
    }
  }
  return image
}

export const frameOf = (faces: readonly PaintedFace[], atMs: number, background = 0): Frame => ({
  sourceId: 'scene',
  index: Math.round(atMs / 100),
  atMs,
  width: WIDTH,
  height: HEIGHT,
  resized: () => Promise.resolve(paint(faces, background)),
  image: () => Promise.resolve(paint(faces, background)),
  close: () => {},
})

export interface FakeNetworks extends Networks {
  /** Faces embedded so far. */
  embedded: number
}

export function fakeNetworks(): FakeNetworks {
  const networks: FakeNetworks = {
    detector: {
      scores: { start: 0.7, sure: 0.9 },
      workingSize: ({ width, height }) => ({ width, height }),
      detect: image => Promise.resolve(findPaint(image)),
    },
    landmarker: undefined,
    embedder: {
      space: SPACE,
      embed(faces) {
        networks.embedded += faces.length
        return Promise.resolve(faces.map(face => ({ space: SPACE, vector: templateOf(whoIs(face)).vector.map(v => v * 3) })))
      },
    },
    embeddingLengths: undefined,
    embedded: 0,
  }
  return networks
}

const templateOf = (who: number) => (who < 5 ? probe([0, 1, 2, 3, 4].map(k => (k === who ? 1 : 0))) : stranger(who - 4))

function whoIs({ width, data }: AlignedFace): number {
  return Math.round((data[(56 * width + 56) * 3 + 1]! - 40) / 15)
}

/** The boxes of painted faces that do not touch each other. */
function findPaint({ width, height, data }: Image): Detection[] {
  const seen = new Uint8Array(width * height)
  const blueAt = (x: number, y: number) => data[(y * width + x) * 3 + 2]!
  const found: Detection[] = []
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const blue = blueAt(x, y)
      if (seen[y * width + x] || blue < MARKED) continue
      let [right, bottom] = [x, y]
      while (right + 1 < width && Math.abs(blueAt(right + 1, y) - blue) < 3) right++
      while (bottom + 1 < height && Math.abs(blueAt(x, bottom + 1) - blue) < 3) bottom++
      for (let v = y; v <= bottom; v++) seen.fill(1, v * width + x, v * width + right + 1)
      const falseAlarm = Math.abs(blue - FALSE_ALARM) < 3
      if (falseAlarm && width < WIDTH) continue
      found.push(detectionAt(x, y, right + 1 - x, bottom + 1 - y, falseAlarm ? 0.95 : (blue - 160) / 90))
    }
  }
  return found
}

/** The box spans 16…96 of the aligned face. */
const detectionAt = (x: number, y: number, width: number, height: number, detectionScore: number): Detection => ({
  box: { x, y, width, height },
  landmarks: fivePoints(k => ({
    x: x + ((alignedPoints[k]!.x - 16) / 80) * width,
    y: y + ((alignedPoints[k]!.y - 16) / 80) * height,
  })),
  detectionScore,
})
