import { expect, test } from 'vitest'
import { createTimeLeft, roughly } from './time-left.ts'

test('what is left is estimated from how fast it went lately, and not before it can be known', () => {
  let now = 0
  const timeLeft = createTimeLeft(() => now)
  const step = (done: number, tookMs: number) => {
    now += tookMs
    return timeLeft(done, 1000)
  }
  // From the cache.
  for (let done = 1; done <= 500; done++) expect(step(done, 1)).toBeUndefined()
  let left: number | undefined
  for (let done = 501; done <= 600; done++) left = step(done, 200)
  expect(left).toBeCloseTo(400 * 200, 0)
})

test('another kind of step begins anew', () => {
  let now = 0
  const timeLeft = createTimeLeft(() => now)
  for (let done = 1; done <= 50; done++) {
    now += 100
    timeLeft(done, 50)
  }
  now += 10
  expect(timeLeft(1, 1e6)).toBeUndefined()
})

test.each([
  [900, 'about 1 s'],
  [59_000, 'about 59 s'],
  [75_000, 'about 1 min'],
  [7_200_000, 'about 2.0 h'],
])('%d ms are said as "%s"', (ms, said) => {
  expect(roughly(ms)).toBe(said)
})
