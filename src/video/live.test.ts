import { expect, test } from 'vitest'
import { RostroError } from '../core/errors.ts'
import type { Picture } from './decoder.ts'
import { createLiveSource, type LiveOptions } from './live.ts'
import type { SourceStatus } from './source-status.ts'

/** A connection that is scripted: how many pictures, so many left out before each, and then what. */
type Script =
  { readonly pictures: number; readonly leftOut?: number; readonly then: 'end' | 'hang' | 'hang and ignore abort' } | 'refuse'

const TIMING = { connectMs: 30, stallMs: 30, firstRetryMs: 1, maxRetryMs: 4 }

function fakeCamera(scripts: readonly Script[], options: Partial<LiveOptions> = {}) {
  const open = new Set<Picture>()
  const statuses: SourceStatus[] = []
  let connections = 0
  async function* connect(signal: AbortSignal): AsyncGenerator<Picture, void, void> {
    const script = scripts[Math.min(connections++, scripts.length - 1)]!
    if (script === 'refuse') throw new RostroError('source_unavailable', 'nobody answers')
    for (let i = 0; i < script.pictures; i++) {
      const image = { width: 1, height: 1, data: new Uint8Array(3) }
      const picture = {
        width: 1,
        height: 1,
        mediaMs: 0,
        leftOut: script.leftOut,
        image: () => Promise.resolve(image),
        resized: () => Promise.resolve(image),
        close: () => open.delete(picture),
      }
      open.add(picture)
      yield picture
    }
    if (script.then === 'end') return
    await new Promise<void>(resolve => {
      if (script.then === 'hang')
        signal.addEventListener('abort', () => {
          resolve()
        })
    })
  }
  let now = 0
  const onStatus = (status: SourceStatus) => {
    statuses.push(status)
  }
  const source = createLiveSource({ id: 'cam', connect, clock: () => now++, timing: TIMING, onStatus, ...options })
  return { source, open, statuses, states: () => statuses.map(({ state }) => state), connections: () => connections }
}

/** Takes so many frames, holding none. */
async function take(frames: AsyncIterable<{ close(): void }>, count: number): Promise<number> {
  let taken = 0
  for await (const frame of frames) {
    frame.close()
    if (++taken === count) break
  }
  return taken
}

test('a stall is noticed and the camera opened again', async () => {
  const camera = fakeCamera([{ pictures: 1, then: 'hang' }])
  expect(await take(camera.source.frames(), 3)).toBe(3)
  expect(camera.states().slice(0, 4)).toEqual(['online', 'stalled', 'reconnecting', 'online'])
  expect(camera.statuses[2]!.reason).toBe('no picture came for 0.03 s')
  expect(camera.open.size).toBe(0)
})

test('a camera that hangs up is opened again, with growing patience while it refuses', async () => {
  const camera = fakeCamera([{ pictures: 1, then: 'end' }, 'refuse', 'refuse', 'refuse', { pictures: 1, then: 'end' }])
  expect(await take(camera.source.frames(), 2)).toBe(2)
  expect(camera.states().slice(0, 6)).toEqual(['online', 'reconnecting', 'offline', 'offline', 'offline', 'online'])
  for (const { retryInMs } of camera.statuses) expect(retryInMs ?? 0).toBeLessThanOrEqual(TIMING.maxRetryMs)
})

test('the first connection that fails is an error, or is tried again when told so', async () => {
  await expect(take(fakeCamera(['refuse']).source.frames(), 1)).rejects.toMatchObject({
    code: 'source_unavailable',
    message: 'nobody answers',
  })
  await expect(take(fakeCamera([{ pictures: 0, then: 'hang' }]).source.frames(), 1)).rejects.toMatchObject({
    code: 'source_unavailable',
  })
  const patient = fakeCamera(['refuse', 'refuse', { pictures: 1, then: 'hang' }], { keepTrying: true })
  expect(await take(patient.source.frames(), 1)).toBe(1)
  expect(patient.states()).toEqual(['offline', 'offline', 'online'])
})

test('a missing decoder is not tried again', async () => {
  const connect = () => {
    throw new RostroError('decoder_missing', 'install it')
  }
  await expect(take(fakeCamera([], { connect, keepTrying: true }).source.frames(), 1)).rejects.toMatchObject({
    code: 'decoder_missing',
  })
})

test('a slow consumer gets the newest picture; the overtaken ones are closed', async () => {
  const camera = fakeCamera([{ pictures: 50, then: 'hang' }])
  const frames = camera.source.frames()[Symbol.asyncIterator]() as AsyncGenerator<{ index: number; atMs: number; close(): void }>
  await frames.next()
  // All 50 pictures are there before any timer of the watchdog can run.
  await new Promise(resolve => setImmediate(resolve))
  const second = await frames.next()
  expect(second.value).toMatchObject({ index: 49, atMs: 49 })
  expect(camera.open.size).toBe(2)
  await frames.return(undefined)
  expect(camera.open.size).toBe(2) // The two that were taken and not closed.
})

test('pictures the decoder left out are counted as those that are overtaken', async () => {
  const camera = fakeCamera([{ pictures: 3, leftOut: 4, then: 'hang' }])
  const frames = camera.source.frames()[Symbol.asyncIterator]() as AsyncGenerator<{ index: number; close(): void }>
  expect((await frames.next()).value).toMatchObject({ index: 4 })
  await new Promise(resolve => setImmediate(resolve))
  expect((await frames.next()).value).toMatchObject({ index: 14 })
  await frames.return(undefined)
})

test.each(['hang', 'hang and ignore abort'] as const)('aborting ends a connection attempt that would %s', async then => {
  const camera = fakeCamera([{ pictures: 0, then }], { timing: { ...TIMING, connectMs: 60_000 } })
  const stop = new AbortController()
  const taken = take(camera.source.frames(stop.signal), 1)
  setImmediate(() => {
    stop.abort()
  })
  expect(await taken).toBe(0)
  expect(camera.connections()).toBe(1)
})

test('a camera whose driver hangs where nobody can end it is opened twice and not for ever', async () => {
  const stop = new AbortController()
  const onStatus = ({ reason }: SourceStatus) => {
    if (reason?.includes('hangs')) stop.abort()
  }
  const camera = fakeCamera([{ pictures: 1, then: 'hang and ignore abort' }], { onStatus })
  expect(await take(camera.source.frames(stop.signal), 100)).toBe(2)
  expect(camera.connections()).toBe(2)
})

test('aborting ends the wait before the next attempt', async () => {
  const stop = new AbortController()
  const timing = { ...TIMING, firstRetryMs: 3_600_000, maxRetryMs: 3_600_000 }
  const onStatus = ({ state }: SourceStatus) => {
    if (state === 'offline') stop.abort()
  }
  expect(await take(fakeCamera(['refuse'], { keepTrying: true, timing, onStatus }).source.frames(stop.signal), 1)).toBe(0)
})
