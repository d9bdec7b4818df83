import { expect, test } from 'vitest'
import { fakeNetworks, HEIGHT, paint, WIDTH } from '../../test/fakes/scene.ts'
import { plain } from '../../test/fixtures/tensors.ts'
import type { Detector } from '../core/ports.ts'
import { examine, isFace } from './examine.ts'
import { findFaces } from './find-faces.ts'

const boxes = (found: readonly { detection: { box: object } }[]) => found.map(({ detection }) => detection.box)

test('all faces of a picture come largest first, each with its own template', async () => {
  const networks = fakeNetworks()
  const image = paint([
    { who: 0, x: 20, y: 40, side: 70 },
    { who: 1, x: 300, y: 60, side: 100 },
  ])
  const found = (await findFaces(image, networks)).filter(isFace)
  expect(found.map(f => f.template.vector.indexOf(1))).toEqual([1, 0])
  expect(found.every(f => f.surelyAFace)).toBe(true)
  expect(networks.embedded).toBe(2)
})

test('what the second look does not see is left out, and nothing is embedded for it', async () => {
  const networks = fakeNetworks()
  expect(await findFaces(paint([{ who: 0, x: 20, y: 40, falseAlarm: true }]), networks)).toEqual([])
  expect(networks.embedded).toBe(0)
})

test('a face too small to be evidence is told with its reason, without a template', async () => {
  const [found] = await findFaces(paint([{ who: 0, x: 20, y: 40, side: 12 }]), fakeNetworks())
  expect(found).toMatchObject({ rejected: 'too_small' })
})

test('an empty picture has no faces', async () => {
  expect(await findFaces(plain(WIDTH, HEIGHT), fakeNetworks())).toEqual([])
})

test('a picture in which nothing is seen is shown once more with black around', async () => {
  const networks = fakeNetworks()
  const views: number[] = []
  const detect: Detector['detect'] = image => {
    views.push(image.width)
    return views.length === 1 ? Promise.resolve([]) : networks.detector.detect(image)
  }
  const found = await findFaces(paint([{ who: 0, x: 20, y: 40 }]), { ...networks, detector: { ...networks.detector, detect } })
  expect(boxes(found)).toEqual([{ x: 20, y: 40, width: 80, height: 80 }])
  expect(views.slice(0, 2)).toEqual([WIDTH, 2 * WIDTH])
})

test('faces too small for the detector’s view of a large picture are found in tiles, once each', async () => {
  const networks = fakeNetworks()
  const detector: Detector = {
    ...networks.detector,
    workingSize: ({ width, height }) => ({ width: Math.min(320, Math.round(width)), height: Math.min(180, Math.round(height)) }),
    detect: async image => (await networks.detector.detect(image)).filter(({ box }) => box.width > 25),
  }
  const small = paint([{ who: 0, x: 20, y: 40 }])
  const large = { width: 960, height: 540, data: new Uint8Array(960 * 540 * 3) }
  for (let y = 0; y < HEIGHT; y++) large.data.set(small.data.subarray(y * WIDTH * 3, (y + 1) * WIDTH * 3), y * large.width * 3)
  const found = await findFaces(large, { ...networks, detector })
  expect(found).toHaveLength(1)
  expect(Math.abs(found[0]!.detection.box.x - 20)).toBeLessThan(4)
})

test('faces are examined in the order of their detections, looked at again only when asked', async () => {
  const networks = fakeNetworks()
  const looks: number[] = []
  const detector: Detector = { ...networks.detector, detect: image => (looks.push(image.width), networks.detector.detect(image)) }
  const image = paint([
    { who: 0, x: 20, y: 40 },
    { who: 1, x: 300, y: 60 },
  ])
  const detections = (await networks.detector.detect(image)).reverse()
  const once = await examine(image, detections, { ...networks, detector }, { secondLook: false })
  expect(looks).toEqual([])
  expect(boxes(once)).toEqual(boxes(detections.map(detection => ({ detection }))))
  await examine(image, detections, { ...networks, detector }, { secondLook: true })
  expect(looks).toHaveLength(2)
})

test('without landmarks from detector or pack nothing can be aligned, and that is said', async () => {
  const networks = fakeNetworks()
  const detect: Detector['detect'] = async image =>
    (await networks.detector.detect(image)).map(d => ({ ...d, landmarks: undefined }))
  const blind = { ...networks, detector: { ...networks.detector, detect } }
  await expect(findFaces(paint([{ who: 0, x: 20, y: 40 }]), blind)).rejects.toMatchObject({ code: 'model_incompatible' })
})

test('landmarks and embeddings that are NaN make no face', async () => {
  const networks = fakeNetworks()
  const image = paint([{ who: 0, x: 20, y: 40 }])
  const [detection] = await networks.detector.detect(image)
  const landmarks = detection!.landmarks!.map(() => ({ x: NaN, y: NaN })) as never
  const [unaligned] = await examine(image, [{ ...detection!, landmarks }], networks, { secondLook: false })
  expect(unaligned).toMatchObject({ rejected: 'not_a_face' })
  const embedder = {
    ...networks.embedder,
    embed: () => Promise.resolve([{ space: networks.embedder.space, vector: new Float32Array(16).fill(NaN) }]),
  }
  const [unreadable] = await examine(image, [detection!], { ...networks, embedder }, { secondLook: false })
  expect(unreadable).toMatchObject({ rejected: 'unclear' })
})
