import { expect, test } from 'vitest'
import { fivePoints } from '../geometry/detection.ts'
import { apply, type SimilarityTransform } from '../geometry/similarity-transform.ts'
import type { Image, Landmarks5, Point } from '../types.ts'
import { ALIGNED_SIZE, alignedPoints, alignFace } from './align.ts'

/** Template coordinates → picture coordinates. */
const pose = (scale: number, degrees: number, tx: number, ty: number): SimilarityTransform => {
  const angle = (degrees * Math.PI) / 180
  return { a: scale * Math.cos(angle), b: scale * Math.sin(angle), tx, ty }
}
const landmarksAt = (t: SimilarityTransform): Landmarks5 => fivePoints(k => apply(t, alignedPoints[k]!))

function picture(width: number, height: number, brightness: (x: number, y: number) => number): Image {
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) data.fill(brightness(i % width, Math.floor(i / width)), i * 3, i * 3 + 3)
  return { width, height, data }
}

/** One soft bright spot at each of the five points. */
const spotted = (points: Landmarks5, radius: number, width = 900, height = 900) =>
  picture(width, height, (x, y) => Math.max(...points.map(p => 255 * Math.exp(-((x - p.x) ** 2 + (y - p.y) ** 2) / radius ** 2))))

/** The centre of brightness around a point. */
function brightest({ width, data }: Image, around: Point): Point {
  const sum = { x: 0, y: 0, weight: 0 }
  for (let y = Math.round(around.y) - 6; y <= Math.round(around.y) + 6; y++) {
    for (let x = Math.round(around.x) - 6; x <= Math.round(around.x) + 6; x++) {
      const weight = data[(y * width + x) * 3]!
      sum.x += x * weight
      sum.y += y * weight
      sum.weight += weight
    }
  }
  return { x: sum.x / sum.weight, y: sum.y / sum.weight }
}

const grey = ({ data }: Image, x: number, y: number) => data[(y * ALIGNED_SIZE + x) * 3]!

test.each([
  ['smaller than the template', pose(0.7, 0, 300, 300)],
  ['of the template’s size', pose(1, 0, 200, 250)],
  ['turned by 30°', pose(1.5, 30, 400, 200)],
  ['lying on its side', pose(1.9, -90, 300, 700)],
  ['four times as large and upside down', pose(4, 180, 700, 700)],
  ['six times as large', pose(6, 12, 150, 60)],
])('the five points of a face %s land on the template', (_, t) => {
  const landmarks = landmarksAt(t)
  const aligned = alignFace(spotted(landmarks, 3 * Math.hypot(t.a, t.b)), landmarks)!
  expect([aligned.width, aligned.height, aligned.data.length]).toEqual([112, 112, 112 * 112 * 3])
  for (const expected of alignedPoints) {
    const found = brightest(aligned, expected)
    expect(Math.hypot(found.x - expected.x, found.y - expected.y)).toBeLessThan(0.25)
  }
})

test('a large face is averaged, so fine stripes turn grey instead of aliasing', () => {
  const stripes = picture(900, 900, x => (x % 2 === 0 ? 0 : 254))
  const aligned = alignFace(stripes, landmarksAt(pose(6, 0, 100, 100)))!
  expect(Math.min(...aligned.data)).toBeGreaterThan(110)
  expect(Math.max(...aligned.data)).toBeLessThan(144)
})

test.each([1, 5])('outside the picture is black for a face %d times the template', scale => {
  const white = picture(300, 300, () => 255)
  const aligned = alignFace(white, landmarksAt(pose(scale, 0, 300 - 56 * scale, 50)))!
  expect(grey(aligned, 20, 20)).toBe(255)
  expect(grey(aligned, 90, 20)).toBe(0)
  const gone = alignFace(white, landmarksAt(pose(scale, 0, 5000, 5000)))!
  expect(Math.max(...gone.data)).toBe(0)
})

test('a face already on the template is copied pixel by pixel', () => {
  const noise = picture(ALIGNED_SIZE, ALIGNED_SIZE, (x, y) => (x * 31 + y * 17) % 256)
  expect(alignFace(noise, landmarksAt(pose(1, 0, 0, 0)))!.data).toEqual(noise.data)
})

test('points that are NaN, infinite or all one point give no face', () => {
  const image = picture(20, 20, () => 100)
  expect(
    alignFace(
      image,
      fivePoints(() => ({ x: NaN, y: 1 })),
    ),
  ).toBeUndefined()
  expect(
    alignFace(
      image,
      fivePoints(k => ({ x: k === 2 ? Infinity : k, y: k })),
    ),
  ).toBeUndefined()
  expect(
    alignFace(
      image,
      fivePoints(() => ({ x: 7, y: 7 })),
    ),
  ).toBeUndefined()
})
