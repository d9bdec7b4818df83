import { EventEmitter } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { onnxModel, type Graph } from '../../../test/fixtures/onnx.ts'
import { InferenceThreads } from './inference.ts'
import { TICK_MS, type StartLane } from './lane.ts'
import type { Ask } from './messages.ts'

const doubling: Graph = {
  inputs: { pixels: ['n', 3] },
  constants: { two: { dims: [1], data: Float32Array.of(2) } },
  nodes: [{ op: 'Mul', inputs: ['pixels', 'two'], outputs: ['doubled'] }],
  outputs: ['doubled'],
}
const CPU = { device: 'cpu', threads: 1 } as const
const model = () => Promise.resolve(onnxModel(doubling))

function inferenceOf(threads: number, start?: StartLane, onGivenUp?: () => void): InferenceThreads {
  const inference = new InferenceThreads({ threads, onGivenUp, ...(start && { start }) })
  onTestFinished(() => inference.close())
  return inference
}

test('a network in a thread of its own is a session like any other', async () => {
  const session = await inferenceOf(1).open(model, CPU)
  expect(session).toMatchObject({ device: 'cpu', inputDims: [undefined, 3], outputNames: ['doubled'] })
  const all = await Promise.all([1, 2, 3].map(n => session.run({ data: new Float32Array(3 * n).fill(n), dims: [n, 3] })))
  expect(all.map(({ doubled }) => [[...doubled!.data], doubled!.dims])).toEqual([
    [
      [2, 2, 2],
      [1, 3],
    ],
    [new Array(6).fill(4), [2, 3]],
    [new Array(9).fill(6), [3, 3]],
  ])
})

test('what a thread tells the runtime is told to the whole process', async () => {
  delete process.env['ORT_DISABLE_TELEMETRY']
  await inferenceOf(1).open(model, CPU)
  expect(process.env['ORT_DISABLE_TELEMETRY']).toBe('1')
})

test('what the caller made stays the caller’s, what was lent is lent again', async () => {
  const session = await inferenceOf(1).open(model, CPU)
  const own = Float32Array.of(1, 2, 3)
  await session.run({ data: own, dims: [1, 3] })
  expect([...own]).toEqual([1, 2, 3])
  const lent = session.room(3)
  lent.set(own)
  const { doubled } = await session.run({ data: lent, dims: [1, 3] })
  expect([...doubled!.data]).toEqual([2, 4, 6])
  expect(lent.length).toBe(0)
  expect([...session.room(3)]).toEqual([1, 2, 3])
})

test('errors keep their code, and the thread goes on', async () => {
  const inference = inferenceOf(1)
  await expect(inference.open(() => Promise.resolve(new Uint8Array(9)), CPU)).rejects.toMatchObject({
    code: 'model_incompatible',
  })
  const session = await inference.open(model, CPU)
  const wrong = session.run({ data: new Float32Array(8), dims: [2, 4] })
  await expect(wrong).rejects.toMatchObject({ code: 'model_incompatible', message: expect.stringContaining('2×4') as string })
  expect((await session.run({ data: Float32Array.of(1, 2, 3), dims: [1, 3] }))['doubled']!.data[2]).toBe(6)
})

/** Threads that answer when the test says so. */
function fakeThreads() {
  const threads: (EventEmitter & { readonly asked: Ask[]; answer(count?: number): void })[] = []
  const start = () => {
    const asked: Ask[] = []
    const thread = Object.assign(new EventEmitter(), {
      ...{ asked, ref: () => {}, unref: () => {}, terminate: () => Promise.resolve(0) },
      postMessage: (ask: Ask) => {
        asked.push(ask)
        if (ask.type !== 'open') return
        const opened = { device: 'cpu', inputDims: [1], outputNames: ['out'] }
        thread.emit('message', { type: 'opened', id: ask.id, opened })
      },
      answer(count = Infinity) {
        for (const ask of asked.filter(({ type }) => type === 'run').slice(0, count)) {
          asked.splice(asked.indexOf(ask), 1)
          if (ask.type === 'run') thread.emit('message', { type: 'ran', id: ask.id, outputs: {}, room: ask.input.data })
        }
      },
    })
    threads.push(thread)
    return thread
  }
  return { threads, start: start as unknown as StartLane }
}

const runs = ({ asked }: { readonly asked: readonly Ask[] }) => asked.filter(({ type }) => type === 'run').length
const input = () => ({ data: new Float32Array(1), dims: [1] })
/** Lets everything that is only a promise happen. */
const settled = () => new Promise(resolve => setImmediate(resolve))

test('a second thread is started when somebody waits for the first, and never more than wanted', async () => {
  const { threads, start } = fakeThreads()
  const session = await inferenceOf(2, start).open(model, CPU)
  const first = session.run(input())
  await settled()
  expect(threads.length).toBe(1)
  threads[0]!.answer()
  await first
  const both = [session.run(input()), session.run(input())]
  await settled()
  expect(threads.length).toBe(2)
  const more = [session.run(input()), session.run(input())]
  await settled()
  // The second thread opened the same network before it took a run.
  expect(threads.map(({ asked }) => asked[0]?.type)).toEqual(['open', 'open'])
  expect(threads.map(runs)).toEqual([2, 2])
  expect(threads.length).toBe(2)
  for (const thread of threads) thread.answer()
  await Promise.all([...both, ...more])
})

test('when its thread ends a run fails with a code, and the next one runs in a new thread', async () => {
  const { threads, start } = fakeThreads()
  const session = await inferenceOf(1, start).open(model, CPU)
  const lost = session.run(input())
  await settled()
  threads[0]!.emit('error', new Error('out of memory'))
  threads[0]!.emit('exit')
  await expect(lost).rejects.toMatchObject({ code: 'device_unavailable' })
  const next = session.run(input())
  await settled()
  threads[1]!.answer()
  await next
  expect(threads.length).toBe(2)
})

test('a run that gets no answer for a minute fails, and after three such threads nothing runs any more, which is told once', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const { threads, start } = fakeThreads()
  let given = 0
  const session = await inferenceOf(1, start, () => given++).open(model, CPU)
  for (let i = 0; i < 3; i++) {
    const stuck = session.run(input())
    stuck.catch(() => {}) // Looked at below.
    await settled()
    vi.advanceTimersByTime(14 * TICK_MS)
    await expect(stuck).rejects.toMatchObject({ code: 'device_unavailable', message: expect.stringContaining('60 s') as string })
  }
  await expect(session.run(input())).rejects.toMatchObject({ message: expect.stringContaining('restart Rostro') as string })
  expect(threads.length).toBe(3)
  expect(given).toBe(1)
})
