import { expect, onTestFinished, test } from 'vitest'
import { fakeSession } from '../../../test/fakes/session.ts'
import { onnxModel } from '../../../test/fixtures/onnx.ts'
import { plain, tensor } from '../../../test/fixtures/tensors.ts'
import type { Box, Detection, Image } from '../../core/types.ts'
import { openSession } from '../session.ts'
import { createPad, type PadSpec } from './pad.ts'

const SPEC: PadSpec = { channels: 'rgb', mean: 0, std: 1, input: { width: 32, height: 32 }, cropScale: 2, liveClass: 0 }
const face = (box: Box): Detection => ({ box, landmarks: undefined, detectionScore: 1 })
const inTheMiddle = face({ x: 40, y: 30, width: 40, height: 40 })

/** A network whose three classes are a hundredth of the mean red, green and blue of what it sees. */
async function colourPad(spec: PadSpec = SPEC) {
  const model = onnxModel({
    inputs: { data: [1, 3, 32, 32] },
    constants: { weights: { dims: [3, 3], data: Float32Array.of(0.01, 0, 0, 0, 0.01, 0, 0, 0, 0.01) } },
    nodes: [
      { op: 'ReduceMean', inputs: ['data'], outputs: ['colour'], attributes: { axes: [2, 3], keepdims: 0 } },
      { op: 'MatMul', inputs: ['colour', 'weights'], outputs: ['classes'] },
    ],
    outputs: ['classes'],
  })
  const session = await openSession(model, { device: 'cpu', threads: 1 })
  onTestFinished(() => session.close())
  return createPad(session, spec)
}
const share = (of: number, ...others: number[]) => Math.exp(of) / [of, ...others].reduce((sum, v) => sum + Math.exp(v), 0)

test('liveness is the softmax of the class of bona fide faces, as the pack names it', async () => {
  const picture = plain(120, 100, [200, 100, 50])
  const [first, second] = [await colourPad(), await colourPad({ ...SPEC, liveClass: 1 })]
  expect(await first.assess(picture, inTheMiddle)).toEqual({ liveness: expect.closeTo(share(2, 1, 0.5), 4) as number })
  expect(await second.assess(picture, inTheMiddle)).toEqual({ liveness: expect.closeTo(share(1, 2, 0.5), 4) as number })
})

test('channels go in the order of the pack', async () => {
  const bgr = await colourPad({ ...SPEC, channels: 'bgr' })
  expect(await bgr.assess(plain(120, 100, [200, 100, 50]), inTheMiddle)).toEqual({
    liveness: expect.closeTo(share(0.5, 1, 2), 4) as number,
  })
})

/** Red grows to the right, green downwards: the crop can be read from what the network is given. */
function ramp(width: number, height: number): Image {
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) data.set([i % width, Math.floor(i / width), 0], i * 3)
  return { width, height, data }
}

async function cropSeen(box: Box, picture = ramp(120, 100)) {
  const session = fakeSession([1, 3, 32, 32], () => ({ classes: tensor([1, 3]) }), ['classes'])
  await createPad(session, SPEC).assess(picture, face(box))
  const { data } = session.asked[0]!
  const [red, green] = [data.subarray(0, 1024), data.subarray(1024, 2048)]
  return { left: red[0]!, right: red[31]!, top: green[0]!, bottom: green[1023]! }
}

test('the network sees the face with its surroundings', async () => {
  const { left, right, top, bottom } = await cropSeen({ x: 40, y: 30, width: 40, height: 40 })
  expect([left, right, top, bottom].map(v => Math.round(v / 5) * 5)).toEqual([20, 100, 10, 90])
})

test('at an edge it sees what there is of them, and nothing black', async () => {
  const { left, right, top, bottom } = await cropSeen({ x: 0, y: 0, width: 40, height: 40 })
  expect([left, right, top, bottom].map(v => Math.round(v / 5) * 5)).toEqual([0, 60, 0, 60])
})

test.each([
  ['a face half outside the picture', { x: -20, y: 30, width: 40, height: 40 }, 'cut_off'],
  ['a face without surroundings', { x: 5, y: 5, width: 110, height: 90 }, 'cut_off'],
  ['a face of a few pixels', { x: 60, y: 50, width: 7, height: 7 }, 'too_small'],
])('%s is not judged', async (_, box, unavailable) => {
  const session = fakeSession([1, 3, 32, 32], () => ({}), ['classes'])
  expect(await createPad(session, SPEC).assess(plain(120, 100), face(box))).toEqual({ unavailable })
  expect(session.asked).toEqual([])
})

test('a network without the class its pack names is refused', async () => {
  const pad = createPad(
    fakeSession([1, 3, 32, 32], () => ({ classes: tensor([1, 2]) }), ['classes']),
    { ...SPEC, liveClass: 2 },
  )
  await expect(pad.assess(plain(120, 100), inTheMiddle)).rejects.toMatchObject({
    code: 'model_incompatible',
    message: 'The PAD network gave 2 classes; its pack says that class 2 is the bona fide one.',
  })
})
