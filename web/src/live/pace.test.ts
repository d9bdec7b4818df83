import fc from 'fast-check'
import { expect, test } from 'vitest'
import { adapt, intervalMs, mostInFlight, percentile, startPace, widthOf, type Pace, type RoundTrip } from './pace.ts'

/** A link and a server for so many seconds; round trips may depend on what is sent. */
function run(pace: Pace, from: number, seconds: number, answer: (pace: Pace) => RoundTrip): Pace {
  let now = from
  while (now < from + seconds * 1000) {
    now += intervalMs(pace)
    pace = adapt(pace, answer(pace), now)
  }
  return pace
}

test('a fast connection keeps the largest picture', () => {
  const pace = run(startPace(0), 0, 60, () => ({ totalMs: 40, tookMs: 25 }))
  expect([widthOf(pace), intervalMs(pace)]).toEqual([1280, 1000 / 15])
})

test('a slow way gets smaller pictures, until they travel in time', () => {
  const pace = run(startPace(0), 0, 30, at => ({ totalMs: 10 + widthOf(at) / 8, tookMs: 10 }))
  expect(widthOf(pace)).toBe(640)
  expect(intervalMs(pace)).toBeCloseTo(1000 / 15)
})

test('a slow server gets fewer pictures, not smaller ones', () => {
  const pace = run(startPace(0), 0, 10, at => ({
    totalMs: intervalMs(at) < 90 ? 160 : 80,
    tookMs: intervalMs(at) < 90 ? 140 : 60,
  }))
  expect([widthOf(pace), intervalMs(pace)]).toEqual([1280, 100])
})

test('a machine that is slow at everything still sends pictures large enough to recognise', () => {
  const pace = run(startPace(0), 0, 60, () => ({ totalMs: 180, tookMs: 85 }))
  expect([widthOf(pace), intervalMs(pace)]).toEqual([640, 1000 / 6])
})

test('one hiccup changes nothing', () => {
  let frames = 0
  const pace = run(startPace(0), 0, 30, () => ({ totalMs: ++frames % 40 === 0 ? 900 : 40, tookMs: 20 }))
  expect(widthOf(pace)).toBe(1280)
})

test('when there is room again, the picture grows again', () => {
  const squeezed = run(startPace(0), 0, 20, () => ({ totalMs: 300, tookMs: 20 }))
  expect([widthOf(squeezed), intervalMs(squeezed)]).toEqual([480, 1000 / 6])
  const pace = run(squeezed, 20_000, 60, () => ({ totalMs: 30, tookMs: 15 }))
  expect([widthOf(pace), intervalMs(pace)]).toEqual([1280, 1000 / 15])
})

test('trying more is tried ever more rarely while it goes badly', () => {
  let tries = 0
  let pace = startPace(0)
  let now = 0
  while (now < 120_000) {
    now += intervalMs(pace)
    const next = adapt(pace, widthOf(pace) > 640 ? { totalMs: 200, tookMs: 10 } : { totalMs: 40, tookMs: 10 }, now)
    if (widthOf(next) > widthOf(pace)) tries++
    pace = next
  }
  expect(tries).toBeGreaterThan(1)
  expect(tries).toBeLessThan(7)
})

test('two frames travel at once only when the way is long', () => {
  const with20 = (roundTrip: RoundTrip) => ({ ...startPace(0), recent: Array.from({ length: 20 }, () => roundTrip) })
  expect(mostInFlight(with20({ totalMs: 40, tookMs: 20 }))).toBe(1)
  expect(mostInFlight(with20({ totalMs: 200, tookMs: 150 }))).toBe(1)
  expect(mostInFlight(with20({ totalMs: 200, tookMs: 30 }))).toBe(2)
})

test('whatever is measured, size and rate stay among those there are', () => {
  const roundTrip = fc.record({
    totalMs: fc.double({ min: 0, max: 5000, noNaN: true }),
    tookMs: fc.double({ min: 0, max: 5000, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(roundTrip, { maxLength: 300 }), trips => {
      const pace = trips.reduce((before, trip, i) => adapt(before, trip, i * 400), startPace(0))
      expect([1280, 960, 640, 480]).toContain(widthOf(pace))
      expect(intervalMs(pace)).toBeLessThanOrEqual(1000 / 6)
      expect(pace.recent.length).toBeLessThanOrEqual(24)
    }),
  )
})

test('a percentile is one of the values', () => {
  expect(percentile([], 0.95)).toBe(0)
  expect(percentile([5, 1, 3], 0.5)).toBe(3)
  expect(percentile([5, 1, 3], 0.95)).toBe(5)
})
