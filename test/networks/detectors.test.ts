// Every decoder with the network it was written for, on group photos whose faces are counted.

import { readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import type { Detection, Point } from '../../src/core/types.ts'
import { createDetector, type DetectorSpec } from '../../src/models/networks/detector.ts'
import { DETECTOR_NETWORKS } from '../../src/models/networks/detectors.ts'
import { openSession } from '../../src/models/session.ts'
import { isSharedHere, readShared, sharedModel, sharedPhoto } from '../fixtures/shared.ts'

const input = { width: 640, height: 640 }
const RGB = { channels: 'rgb', mean: 0, std: 1, input, minScore: 0.5, nmsIou: 0.4 } as const
const SCRFD = { ...RGB, mean: 127.5, std: 128, closeUpSize: 128 }
const NETWORKS = {
  scrfd500m: { file: 'det_500m.onnx', decoder: 'scrfd', spec: SCRFD },
  'scrfd2.5g': { file: 'scrfd_2.5g_kps.onnx', decoder: 'scrfd', spec: SCRFD },
  yunet: {
    file: 'face_detection_yunet_2023mar.onnx',
    decoder: 'yunet',
    spec: { ...RGB, channels: 'bgr', minScore: 0.6, nmsIou: 0.45 },
  },
  retinaface: { file: 'retinaface_mnet025_s16s32.onnx', decoder: 'retinaface', spec: RGB },
} as const satisfies Record<string, { file: string; decoder: keyof typeof DETECTOR_NETWORKS; spec: DetectorSpec }>
type Network = keyof typeof NETWORKS
/** Photo → faces in it. */
const PHOTOS = { t1: 6, bbt1: 4, bbt3: 5, bbt5: 5, '000_5': 5, '011_3': 3, '016_8': 8, '017_0': 0 }
type Photo = keyof typeof PHOTOS
/** Without stride 8 this export sees nothing as small as the 30 px faces of 016_8. */
const tooSmall = (network: Network, photo: Photo) => network === 'retinaface' && photo === '016_8'

const found = {} as Record<Network, Record<Photo, Detection[]>>
beforeAll(async () => {
  if (!isSharedHere) return
  const images = await Promise.all(Object.keys(PHOTOS).map(async name => [name, await readShared(`group/${name}.jpg`)] as const))
  for (const [name, { file, decoder, spec }] of Object.entries(NETWORKS)) {
    const session = await openSession(await readFile(sharedModel(file)), { device: 'cpu', threads: 2 })
    const detector = createDetector(session, spec, DETECTOR_NETWORKS[decoder])
    const all: [string, Detection[]][] = []
    for (const [photo, image] of images) all.push([photo, await detector.detect(image)])
    found[name as Network] = Object.fromEntries(all) as Record<Photo, Detection[]>
    await session.close()
  }
})

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y)
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const nearestTo = (nose: Point, faces: readonly Detection[]) =>
  faces.toSorted((a, b) => distance(a.landmarks![2], nose) - distance(b.landmarks![2], nose))[0]!

test.skipIf(!isSharedHere).each(Object.keys(NETWORKS) as Network[])('%s finds as many faces as there are', network => {
  for (const [photo, faces] of Object.entries(PHOTOS) as [Photo, number][]) {
    if (!tooSmall(network, photo)) expect(found[network][photo], photo).toHaveLength(faces)
  }
})

test.skipIf(!isSharedHere)('retinaface is all but certain of all six faces of t1', () => {
  expect(Math.min(...found.retinaface.t1.map(face => face.detectionScore))).toBeGreaterThanOrEqual(0.99)
})

test.skipIf(!isSharedHere)('all detectors draw much the same boxes', () => {
  const middles = (network: Network) =>
    found[network].t1.map(({ box }) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 }))
  for (const network of ['scrfd500m', 'scrfd2.5g', 'retinaface'] as const) {
    for (const middle of middles(network)) {
      expect(Math.min(...middles('yunet').map(other => distance(middle, other)))).toBeLessThan(20)
    }
  }
})

test.skipIf(!isSharedHere).each(['scrfd500m', 'scrfd2.5g'] as const)(
  '%s and YuNet agree on landmarks within a few pixels',
  network => {
    const distances = found[network].bbt1.flatMap(face => {
      const other = nearestTo(face.landmarks![2], found.yunet.bbt1)
      return face.landmarks!.map((p, k) => distance(p, other.landmarks![k]!))
    })
    expect(mean(distances)).toBeLessThan(5)
  },
)

test.skipIf(!isSharedHere).each(['scrfd500m', 'scrfd2.5g', 'yunet'] as const)(
  '%s finds the noses where people marked them',
  async network => {
    const annotations = await readFile(sharedPhoto('group/annotations.json'), 'utf8')
    const { noses } = JSON.parse(annotations) as { noses: Record<string, [number, number][]> }
    for (const photo of ['000_5', '011_3', '016_8'] as const) {
      for (const [x, y] of noses[`${photo}.jpg`]!) {
        const face = nearestTo({ x, y }, found[network][photo])
        expect(distance(face.landmarks![2], { x, y }), `${photo} ${x},${y}`).toBeLessThan(0.25 * face.box.width)
      }
    }
  },
)
