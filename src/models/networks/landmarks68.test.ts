import { expect, onTestFinished, test } from 'vitest'
import { fakeSession } from '../../../test/fakes/session.ts'
import { constantModel } from '../../../test/fixtures/onnx.ts'
import { plain, tensor } from '../../../test/fixtures/tensors.ts'
import { openSession } from '../session.ts'
import { createLandmarks68 } from './landmarks68.ts'

/** iBUG 68 points with the five that matter at known places; eyes are six points around their middle. */
function points68(): Float32Array {
  const points = new Float32Array(136).fill(0.9)
  const put = (index: number, x: number, y: number) => {
    points.set([x, y], index * 2)
  }
  for (let i = 0; i < 6; i++) put(36 + i, 0.25 + (i - 2.5) / 100, 0.25)
  for (let i = 0; i < 6; i++) put(42 + i, 0.75 + (i - 2.5) / 100, 0.25)
  put(30, 0.5, 0.5)
  put(48, 0.375, 0.75)
  put(54, 0.625, 0.75)
  return points
}
const near = (x: number, y: number) => ({ x: expect.closeTo(x, 3) as number, y: expect.closeTo(y, 3) as number })

test('the five points are the mean of a look at the box and one at a square a tenth wider', async () => {
  const model = constantModel({ grey: [1, 1, 64, 64] }, { points: { dims: [1, 136], data: points68() } })
  const session = await openSession(model, { device: 'cpu', threads: 1 })
  onTestFinished(() => session.close())
  const box = { x: 100, y: 50, width: 100, height: 100 }
  const { landmarks, unsteadiness } = await createLandmarks68(session).locate(plain(300, 300), box)
  // The wider square is 110 px from (95, 45), so a point at share u lies at the mean of 100 + 100u and 95 + 110u.
  expect(landmarks).toEqual([
    near(123.75, 73.75),
    near(176.25, 73.75),
    near(150, 100),
    near(136.875, 126.25),
    near(163.125, 126.25),
  ])
  expect(unsteadiness).toBeCloseTo(Math.hypot(2.5, 2.5) / 52.5, 3)
})

test('eyes are as open as they are high against their width, the mean of both', async () => {
  const points = points68()
  const put = (first: number, height: number) => {
    const eye = [0, -height / 2, -height / 2, 0, height / 2, height / 2]
    const across = [0, 0.03, 0.07, 0.1, 0.07, 0.03]
    for (let k = 0; k < 6; k++) points.set([0.2 + across[k]!, 0.3 + eye[k]!], (first + k) * 2)
  }
  put(36, 0.03)
  put(42, 0.01)
  const session = fakeSession([1, 1, 64, 64], () => ({ points: { ...tensor([1, 136]), data: points } }), ['points'])
  const { eyeOpenness } = await createLandmarks68(session).locate(plain(300, 300), { x: 100, y: 50, width: 100, height: 100 })
  expect(eyeOpenness).toBeCloseTo((0.3 + 0.1) / 2, 3)
})

test('the network sees the box in grey, stretched to 64×64, black where the picture ends', async () => {
  const session = fakeSession([1, 1, 64, 64], () => ({ points: tensor([1, 136]) }), ['points'])
  await createLandmarks68(session).locate(plain(100, 100, [255, 0, 0]), { x: 60, y: 0, width: 80, height: 40 })
  const [near] = session.asked
  expect(near!.dims).toEqual([1, 1, 64, 64])
  expect(near!.data[0]).toBeCloseTo((0.299 * 255) / 256, 3)
  expect(near!.data[63]).toBe(0)
})

test('a network that gives other points is refused', async () => {
  const session = fakeSession([1, 1, 64, 64], () => ({ points: tensor([1, 10]) }), ['points'])
  await expect(createLandmarks68(session).locate(plain(9, 9), { x: 0, y: 0, width: 9, height: 9 })).rejects.toMatchObject({
    code: 'model_incompatible',
    message: 'The landmark network gave 10 numbers, not 136.',
  })
})
