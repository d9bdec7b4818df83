import { onTestFinished, expect, test } from 'vitest'
import { constantModel, onnxModel, type Graph } from '../../test/fixtures/onnx.ts'
import { RostroError } from '../core/errors.ts'
import { candidateDevices, defaultThreads, DEVICES, missingFor, openSession, type Session } from './session.ts'

const doubling: Graph = {
  inputs: { pixels: ['n', 3] },
  constants: { two: { dims: [1], data: Float32Array.of(2) } },
  nodes: [{ op: 'Mul', inputs: ['pixels', 'two'], outputs: ['doubled'] }],
  outputs: ['doubled'],
}

async function open(model: Uint8Array): Promise<Session> {
  const session = await openSession(model, { device: 'cpu', threads: 1 })
  onTestFinished(() => session.close())
  return session
}

test('a network runs and says what it takes and gives', async () => {
  const session = await open(onnxModel(doubling))
  expect(session).toMatchObject({ device: 'cpu', inputDims: [undefined, 3], outputNames: ['doubled'] })
  const { doubled } = await session.run({ data: Float32Array.of(1, 2, 3), dims: [1, 3] })
  expect([...doubled!.data]).toEqual([2, 4, 6])
  expect(doubled!.dims).toEqual([1, 3])
})

test('runs may overlap', async () => {
  const session = await open(onnxModel(doubling))
  const all = await Promise.all(
    [1, 2, 3, 4].map(n => session.run({ data: new Float32Array(3 * n).fill(n), dims: [n, 3] }).then(o => o['doubled']!)),
  )
  expect(all.map(({ data, dims }) => [data[0], dims[0]])).toEqual([
    [2, 1],
    [4, 2],
    [6, 3],
    [8, 4],
  ])
})

test('an input of the wrong shape is refused with its shape', async () => {
  const session = await open(onnxModel(doubling))
  await expect(session.run({ data: new Float32Array(8), dims: [2, 4] })).rejects.toMatchObject({
    code: 'model_incompatible',
    message: expect.stringContaining('2×4') as string,
  })
})

test.each([
  ['garbage', Uint8Array.from({ length: 300 }, (_, i) => i * 37)],
  ['nothing', new Uint8Array(0)],
  ['half a model', onnxModel(doubling).subarray(0, 90)],
])('%s instead of a model does not load', async (_, model) => {
  await expect(openSession(model, { device: 'cpu', threads: 1 })).rejects.toMatchObject({ code: 'model_incompatible' })
})

test('a network with two inputs is refused', async () => {
  const adding: Graph = {
    inputs: { a: [1], b: [1] },
    nodes: [{ op: 'Add', inputs: ['a', 'b'], outputs: ['sum'] }],
    outputs: ['sum'],
  }
  await expect(openSession(onnxModel(adding), { device: 'cpu', threads: 1 })).rejects.toMatchObject({
    code: 'model_incompatible',
    message: 'The model takes 2 inputs; Rostro runs networks with one tensor.',
  })
})

test('an output that is not float32 is refused by name', async () => {
  const shape: Graph = {
    inputs: { pixels: ['n', 3] },
    nodes: [{ op: 'Shape', inputs: ['pixels'], outputs: ['size'] }],
    outputs: ['size'],
    int64Outputs: ['size'],
  }
  const session = await open(onnxModel(shape))
  await expect(session.run({ data: new Float32Array(3), dims: [1, 3] })).rejects.toMatchObject({
    code: 'model_incompatible',
    message: 'The network\'s output "size" is int64; Rostro reads float32.',
  })
})

test.each(DEVICES.filter(device => missingFor(device) !== undefined))(
  'device %s, which cannot start here, says what is missing',
  async device => {
    const refused = openSession(constantModel({ x: [1] }, {}), { device, threads: 1 })
    await expect(refused).rejects.toSatisfy(
      error =>
        error instanceof RostroError &&
        error.code === 'device_unavailable' &&
        error.message === `Device "${device}" cannot start: ${missingFor(device)!}`,
    )
    expect(missingFor(device)).toMatch(/no .+|not installed/)
    expect(candidateDevices()).not.toContain(device)
  },
)

test('the CPU needs nothing, closes the list of devices, and gets a sensible number of threads', () => {
  expect(missingFor('cpu')).toBeUndefined()
  expect(candidateDevices().at(-1)).toBe('cpu')
  expect(defaultThreads()).toBeGreaterThanOrEqual(1)
  expect(defaultThreads()).toBeLessThanOrEqual(4)
})
