import { expect, onTestFinished, test } from 'vitest'
import { fakeSession } from '../../../test/fakes/session.ts'
import { constantModel } from '../../../test/fixtures/onnx.ts'
import { plain, tensor, tensorWith } from '../../../test/fixtures/tensors.ts'
import { resize } from '../../core/image/resize.ts'
import type { Box, Detection, Image } from '../../core/types.ts'
import { openSession, type Tensor } from '../session.ts'
import { createDetector, type DetectorNetwork } from './detector.ts'
import { ultraface } from './ultraface.ts'
import { yunet } from './yunet.ts'

const SPEC = { channels: 'rgb', mean: 0, std: 1, input: { width: 64, height: 64 }, minScore: 0.5, nmsIou: 0.4 } as const
const found = (box: Box, detectionScore = 0.9): Detection => ({ box, landmarks: undefined, detectionScore })
const silent = () => ({})
const SCORES = { start: 0.5, sure: 0.9 }
/** A decoder that finds the same part of whatever it is shown: the middle ninth. */
const middle = (fit: DetectorNetwork['fit']): DetectorNetwork => ({
  fit,
  scores: SCORES,
  decode: (_, { width, height }) => [found({ x: width / 3, y: height / 3, width: width / 3, height: height / 3 })],
})

test('a letterboxed picture is padded to a network of fixed size and its faces come back in its own pixels', async () => {
  const session = fakeSession([1, 3, 64, 64], silent)
  const detector = createDetector(session, SPEC, {
    fit: 'letterbox',
    scores: SCORES,
    decode: () => [found({ x: 8, y: 4, width: 16, height: 8 })],
  })
  const [face] = await detector.detect(plain(256, 128, [9, 9, 9]))
  expect(session.asked[0]!.dims).toEqual([1, 3, 64, 64])
  const row = (y: number) => session.asked[0]!.data[y * 64]
  expect([row(0), row(31), row(32), row(63)]).toEqual([9, 9, 0, 0])
  expect(face!.box).toEqual({ x: 32, y: 16, width: 64, height: 32 })
  expect(detector.workingSize({ width: 256, height: 128 })).toEqual({ width: 64, height: 32 })
})

test('a network of any size sees the picture padded only to whole strides of 32, and decodes that size', async () => {
  const session = fakeSession([1, 3, undefined, undefined], silent)
  const sizes: unknown[] = []
  const spec = { ...SPEC, input: { width: 640, height: 640 } }
  const detector = createDetector(session, spec, {
    fit: 'letterbox',
    scores: SCORES,
    decode: (_, size) => (sizes.push(size), []),
  })
  await detector.detect(plain(1280, 700))
  expect(session.asked[0]!.dims).toEqual([1, 3, 352, 640])
  expect(sizes).toEqual([{ width: 640, height: 352 }])
})

test.each([
  ['of fixed size', [1, 3, 60, 80]],
  ['of any size', [1, 3, undefined, undefined]],
])('a stretched picture fills a network %s exactly, each way by its own scale', async (_, inputDims) => {
  const session = fakeSession(inputDims, silent)
  const detector = createDetector(session, { ...SPEC, input: { width: 80, height: 60 } }, middle('stretch'))
  const [face] = await detector.detect(plain(300, 120))
  expect(session.asked[0]!.dims).toEqual([1, 3, 60, 80])
  expect(face!.box).toEqual({
    x: expect.closeTo(100, 6) as number,
    y: expect.closeTo(40, 6) as number,
    width: expect.closeTo(100, 6) as number,
    height: expect.closeTo(40, 6) as number,
  })
  expect(detector.workingSize({ width: 300, height: 120 })).toEqual({ width: 80, height: 60 })
})

test('a second, smaller look finds a face that fills the frame, once, in the same pixels', async () => {
  const session = fakeSession([1, 3, undefined, undefined], silent)
  const onlySmall: DetectorNetwork = {
    fit: 'letterbox',
    scores: SCORES,
    decode: (_, { width }) => (width === 32 ? [found({ x: 2, y: 2, width: 28, height: 28 })] : []),
  }
  const picture = plain(320, 320)
  const input = { width: 160, height: 160 }
  expect(await createDetector(session, { ...SPEC, input }, onlySmall).detect(picture)).toEqual([])
  expect(await createDetector(session, { ...SPEC, input, closeUpSize: 32 }, onlySmall).detect(picture)).toEqual([
    found({ x: 20, y: 20, width: 280, height: 280 }),
  ])
  const both = await createDetector(session, { ...SPEC, input, closeUpSize: 32 }, middle('letterbox')).detect(picture)
  expect(both).toHaveLength(1)
})

test('a face a broken driver gives as NaN or infinite is no face', async () => {
  const broken = [NaN, Infinity].flatMap(bad => [
    found({ x: 1, y: 1, width: 9, height: 9 }, bad),
    found({ x: bad, y: 1, width: 9, height: 9 }),
    found({ x: 1, y: 1, width: bad, height: 9 }),
  ])
  const detector = createDetector(fakeSession([1, 3, 64, 64], silent), SPEC, {
    fit: 'letterbox',
    scores: SCORES,
    decode: () => broken,
  })
  expect(await detector.detect(plain(64, 64))).toEqual([])
})

async function detectorOf(outputs: Record<string, Tensor>, network: DetectorNetwork, width: number, height: number) {
  const session = await openSession(constantModel({ input: [1, 3, height, width] }, outputs), { device: 'cpu', threads: 1 })
  onTestFinished(() => session.close())
  return createDetector(session, { ...SPEC, input: { width, height } }, network)
}

test('UltraFace outputs come through the runtime and back to the picture', async () => {
  const outputs = { scores: tensorWith([1, 2, 2], 0, [0.25, 0.75]), boxes: tensorWith([1, 2, 4], 0, [0.25, 0.5, 0.5, 0.75]) }
  const detector = await detectorOf(outputs, ultraface, 64, 48)
  expect(await detector.detect(plain(200, 100))).toEqual([found({ x: 50, y: 50, width: 50, height: 25 }, 0.75)])
})

test('a network whose outputs the decoder does not know is refused at the first picture', async () => {
  const detector = await detectorOf({ scores: tensor([1, 2, 2]) }, yunet, 64, 64)
  await expect(detector.detect(plain(64, 64))).rejects.toMatchObject({ code: 'model_incompatible' })
})

test('a picture of one face in the size for that is looked at as it is, by a network of any size only', async () => {
  const network = { ...middle('stretch'), closeSize: { width: 32, height: 16 } }
  const close = plain(32, 16)
  for (const [inputDims, seen] of [
    [
      [1, 3, undefined, undefined],
      [1, 3, 16, 32],
    ],
    [
      [1, 3, 64, 64],
      [1, 3, 64, 64],
    ],
  ] as const) {
    const session = fakeSession(inputDims, silent)
    const detector = createDetector(session, SPEC, network)
    expect(detector.closeSize).toEqual(inputDims[2] === undefined ? network.closeSize : undefined)
    await detector.detect(close)
    expect(session.asked[0]!.dims).toEqual(seen)
  }
})

test('a wide frame is stretched less than a photo, for a network of any size only', async () => {
  const network = { ...middle('stretch'), wide: { from: 1.6, heightShare: 0.5 } }
  const seen = async (inputDims: readonly (number | undefined)[], picture: Image) => {
    const session = fakeSession(inputDims, silent)
    const detector = createDetector(session, SPEC, network)
    const [frame, photo] = [detector.frameSize!(picture), detector.workingSize(picture)]
    for (const { width, height } of [frame, photo]) await detector.detect(resize(picture, width, height))
    return session.asked.map(({ dims }) => dims.slice(2).reverse())
  }
  const free = [1, 3, undefined, undefined]
  expect(await seen(free, plain(160, 90))).toEqual([
    [64, 32],
    [64, 64],
  ])
  expect(await seen(free, plain(160, 120))).toEqual([
    [64, 64],
    [64, 64],
  ])
  expect(await seen([1, 3, 64, 64], plain(160, 90))).toEqual([
    [64, 64],
    [64, 64],
  ])
})
