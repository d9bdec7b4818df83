import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { alertOf } from '../../test/alerts/fixtures.ts'
import { HandClock } from '../../test/alerts/hand-clock.ts'
import { openAlerts } from '../../test/alerts/open-alerts.ts'
import { Deliverer, type DelivererOptions, type Progress } from './deliverer.ts'

const START = new Date('2026-11-24T10:00:00Z')

/** A deliverer to a target that takes alerts while `up`, with `count` alerts waiting. */
async function setUp(count: number, options: Partial<DelivererOptions> = {}) {
  const { alerts, lock, unlock, settled } = await openAlerts()
  await alerts.putTarget({ id: 't1', body: '{}' })
  const add = (from: number, to: number) =>
    alerts.add(
      Array.from({ length: to - from + 1 }, (_, i) => ({ id: `n${from + i}`, at: START, body: '{}', once: `${from + i}` })),
    )
  if (count > 0) await add(1, count)
  const clock = new HandClock(START)
  const target = { up: true, attempts: [] as number[], taken: [] as number[] }
  const progress: Progress[] = []
  const deliverer = new Deliverer({
    targetId: 't1',
    alerts,
    clock,
    random: () => 0,
    sink: {
      deliver({ sequence }) {
        target.attempts.push(sequence)
        if (!target.up) return Promise.reject(new Error('refused'))
        target.taken.push(sequence)
        return Promise.resolve()
      },
    },
    toAlert: ({ sequence }) => Promise.resolve(alertOf(sequence)),
    onProgress: step => progress.push(step),
    ...options,
  })
  return { alerts, lock, unlock, settled, add, clock, target, progress, deliverer }
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

test('what waits is sent in order, and what comes meanwhile after it', async () => {
  const { alerts, add, target, deliverer, settled } = await setUp(120)
  deliverer.wake()
  await add(121, 123)
  deliverer.wake()
  await settled()
  expect(target.taken).toEqual(numbers(1, 123))
  expect(await alerts.delivery('t1')).toMatchObject({ position: 123, failures: 0, lastError: undefined })
})

test('a target that is down is tried after 1, 2, 4 … seconds, an hour at most, always with the oldest alert', async () => {
  const { alerts, clock, target, deliverer, add, settled } = await setUp(2)
  target.up = false
  deliverer.wake()
  await settled()
  const waits: number[] = []
  for (let attempt = 0; attempt < 14; attempt++) {
    waits.push(clock.nextInMs! / 1000)
    clock.advance(clock.nextInMs!)
    await settled()
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600])
  expect(new Set(target.attempts)).toEqual(new Set([1]))
  expect(await alerts.delivery('t1')).toMatchObject({ position: 0, failures: 15, lastError: 'refused' })
  // News does not hurry it, so that a thousand alerts are not a thousand attempts.
  await add(3, 3)
  deliverer.wake()
  await settled()
  expect(target.attempts).toHaveLength(15)

  target.up = true
  clock.advance(3_600_000)
  await settled()
  expect(target.taken).toEqual([1, 2, 3])
  expect(await alerts.delivery('t1')).toMatchObject({ position: 3, failures: 0, nextAt: undefined, lastError: undefined })
})

test('chance takes up to half of a wait away', async () => {
  const { clock, target, deliverer, settled } = await setUp(1, { random: () => 1 })
  target.up = false
  deliverer.wake()
  await settled()
  expect(clock.nextInMs).toBe(500)
})

test('a target known to be there again is sent to at once', async () => {
  const { clock, target, deliverer, settled } = await setUp(1)
  target.up = false
  deliverer.wake()
  await settled()
  target.up = true
  deliverer.retryNow()
  await settled()
  expect(target.taken).toEqual([1])
  expect(clock.nextInMs).toBeUndefined()
})

test('alerts for other targets are passed by', async () => {
  const { alerts, target, deliverer, settled } = await setUp(6, {
    toAlert: ({ sequence }) => Promise.resolve(sequence % 3 === 1 ? alertOf(sequence) : undefined),
  })
  deliverer.wake()
  await settled()
  expect(target.taken).toEqual([1, 4])
  expect(await alerts.delivery('t1')).toMatchObject({ position: 6 })
})

test('one alert is under way at a time, however often there is news', async () => {
  let underWay = 0
  let most = 0
  const { add, deliverer, settled } = await setUp(5, {
    sink: {
      async deliver() {
        most = Math.max(most, ++underWay)
        await setImmediate()
        underWay--
      },
    },
  })
  for (let i = 6; i < 10; i++) {
    deliverer.wake()
    await add(i, i)
    deliverer.retryNow()
    await setImmediate()
  }
  await settled()
  expect(most).toBe(1)
})

test('a store that fails is tried again, and nothing is sent twice for it but what was under way', async () => {
  const { lock, unlock, clock, target, progress, deliverer, settled } = await setUp(2)
  lock()
  deliverer.wake()
  await settled()
  expect(progress).toEqual([
    { failures: 1, lastError: expect.stringContaining('locked by another process') as string, dropped: 0 },
  ])
  unlock()
  clock.advance(clock.nextInMs!)
  await settled()
  expect(target.taken).toEqual([1, 1, 2])
})

test('what was dropped meanwhile stays counted', async () => {
  const { alerts, clock, target, progress, deliverer, settled } = await setUp(10)
  target.up = false
  deliverer.wake()
  await settled()
  await alerts.expire(new Date(0), 4)
  target.up = true
  clock.advance(1000)
  await settled()
  expect(target.taken).toEqual([7, 8, 9, 10])
  expect(progress.at(-1)).toMatchObject({ failures: 0, dropped: 6 })
})

test('closing waits for the attempt under way, counts no failure and begins nothing new', async () => {
  let fail: (error: Error) => void = () => {}
  const { alerts, clock, deliverer, settled } = await setUp(2, {
    sink: { deliver: () => new Promise((_, reject) => (fail = reject)) },
  })
  deliverer.wake()
  await settled()
  const closed = deliverer.close()
  fail(new Error('cut off'))
  await closed
  deliverer.wake()
  await settled()
  expect(await alerts.delivery('t1')).toMatchObject({ position: 0, failures: 0 })
  expect(clock.nextInMs).toBeUndefined()
})
