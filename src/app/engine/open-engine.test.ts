import { EventEmitter } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import type { EngineClock } from './engine-clock.ts'
import { SILENT_TICKS } from './engine-thread.ts'
import { openEngine, type OpenEngineOptions } from './open-engine.ts'
import type { Call, FromWorker } from './wire.ts'

/** How a thread ends: when asked, only by force, or never. */
type Ends = 'asked' | 'forced' | 'never'

/** A thread that is opened, lives, hangs and ends when the test says so. */
class FakeThread extends EventEmitter {
  readonly asked: Call[] = []
  terminated = false
  ends: Ends

  constructor(ends: Ends) {
    super()
    this.ends = ends
  }

  say(message: FromWorker): void {
    this.emit('message', message)
  }

  postMessage(call: Call): void {
    this.asked.push(call)
    if (call.method === 'close') {
      if (this.ends === 'asked') this.emit('exit', 0)
    } else if (call.method !== 'recognize') this.say({ type: 'result', id: call.id, result: undefined })
  }

  terminate(): Promise<number> {
    this.terminated = true
    if (this.ends === 'never') return new Promise(() => {})
    this.emit('exit', 1)
    return Promise.resolve(1)
  }
}

const CAMERA = { id: 'c', name: 'C', address: 'rtsp://127.0.0.1/', settings: {} }

/** An engine of fake threads in made-up time: a tick is a second of the main thread. */
function fakeEngine(...ends: readonly Ends[]) {
  const threads: FakeThread[] = []
  const problems: (string | undefined)[] = []
  const stuck: string[] = []
  const heard: string[] = []
  const ticking = new Set<() => void>()
  const clock: EngineClock = {
    monotonic: () => 0,
    now: () => new Date(0),
    every(_ms, work) {
      ticking.add(work)
      return () => ticking.delete(work)
    },
    wait: () => new Promise(resolve => setImmediate(resolve)),
  }
  const options: OpenEngineOptions = {
    clock,
    listener: {
      ...{ onEvent: () => {}, onCrossing: () => {}, onPicture: () => {}, onCamera: () => {} },
      onLook: id => heard.push(id),
      onProblem: problem => problems.push(problem?.message),
    },
    onStuck: error => stuck.push(error.message),
    startWorker: () => {
      const thread = new FakeThread(ends[threads.length] ?? 'asked')
      threads.push(thread)
      return thread as unknown as Worker
    },
  }
  return {
    ...{ threads, problems, stuck, heard, ticking },
    opening: openEngine(options),
    tick: (count: number) => {
      for (let i = 0; i < count; i++) for (const work of [...ticking]) work()
    },
    /** Lets all happen that waits for nothing but time. */
    pass: async () => {
      for (let i = 0; i < 20; i++) await new Promise(resolve => setImmediate(resolve))
    },
  }
}

async function working(...ends: readonly Ends[]) {
  const fake = fakeEngine(...ends)
  fake.threads[0]!.say({ type: 'ready' })
  return { ...fake, engine: await fake.opening }
}

test('a thread that says that it lives is left alone, however long it works', async () => {
  const { threads, tick, problems } = await working()
  for (let i = 0; i < 10; i++) {
    tick(SILENT_TICKS.working - 1)
    threads[0]!.say({ type: 'alive' })
  }
  expect(threads).toHaveLength(1)
  expect(problems).toEqual([])
})

test('a thread that is silent is told as a problem, ended and started anew with its cameras and streams; calls fail, none is answered late', async () => {
  const { engine, threads, tick, pass, problems, stuck, heard } = await working('forced')
  await engine.openStream({ id: 's', name: 'tester', events: false })
  const lost = expect(engine.recognize(new Uint8Array())).rejects.toMatchObject({ code: 'device_unavailable' })
  tick(SILENT_TICKS.working)
  await lost
  // What it still says opens no door.
  threads[0]!.say({ type: 'heard', what: 'onLook', args: ['door', {}] })
  expect(heard).toEqual([])
  await pass()
  expect(threads[0]!.terminated).toBe(true)
  expect(threads).toHaveLength(2)
  await expect(engine.describe()).rejects.toMatchObject({ code: 'device_unavailable' })
  threads[1]!.say({ type: 'ready' })
  await pass()
  expect(threads[1]!.asked.map(({ method }) => method)).toEqual(['openStream'])
  expect(problems).toEqual([
    'Recognition gave no sign of life for 30 s and is being started anew.',
    'Recognition stopped unexpectedly and is being started anew: try again in a moment.',
    undefined,
  ])
  expect(stuck).toEqual([])
})

test('a thread that cannot be ended is told once, and no other is started beside it', async () => {
  const { threads, tick, pass, stuck, problems } = await working('never')
  tick(SILENT_TICKS.working)
  await pass()
  tick(1000)
  await pass()
  expect(threads[0]!.terminated).toBe(true)
  expect(threads).toHaveLength(1)
  expect(stuck).toEqual([expect.stringContaining('Rostro ends')])
  expect(problems).toHaveLength(1)
})

test('a thread with cameras is not ended by force, which would end the process without a word', async () => {
  const { engine, threads, tick, pass, stuck } = await working('forced')
  await engine.runCamera(CAMERA)
  tick(SILENT_TICKS.working)
  await pass()
  expect(threads[0]!.terminated).toBe(false)
  expect(stuck).toHaveLength(1)
})

test('opening may take longer, and not for ever', async () => {
  const { opening, threads, tick, pass, stuck } = fakeEngine('forced')
  tick(SILENT_TICKS.working * 2)
  await pass()
  expect(threads[0]!.terminated).toBe(false)
  const failed = expect(opening).rejects.toMatchObject({ code: 'device_unavailable' })
  tick(SILENT_TICKS.opening)
  await failed
  await pass()
  expect(threads[0]!.terminated).toBe(true)
  expect(stuck).toEqual([])
})

test('another pack whose thread hangs changes nothing: the one before works on', async () => {
  const { engine, threads, tick, pass, stuck } = await working('asked', 'never')
  const changing = expect(engine.usePack('other')).rejects.toMatchObject({ code: 'device_unavailable' })
  for (let i = 0; i < SILENT_TICKS.opening; i++) {
    tick(1)
    threads[0]!.say({ type: 'alive' })
  }
  await changing
  await pass()
  expect(stuck).toEqual([])
  await engine.describe()
  // At the end it keeps the process from ending.
  await engine.close()
  expect(stuck).toHaveLength(1)
})

test('closing ends although the thread hangs, and says that the process has to end', async () => {
  const { engine, stuck, ticking } = await working('never')
  await engine.close()
  expect(stuck).toHaveLength(1)
  const calm = await working('asked')
  await calm.engine.close()
  expect(calm.stuck).toEqual([])
  expect(calm.ticking.size).toBe(0)
  expect(ticking.size).toBe(1)
})
