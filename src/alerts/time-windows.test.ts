import { afterAll, beforeAll, expect, test } from 'vitest'
import { dayOf, isInWindow, midnightBefore } from './time-windows.ts'

const before = process.env.TZ
beforeAll(() => {
  process.env.TZ = 'Europe/Berlin'
})
afterAll(() => {
  if (before === undefined) delete process.env.TZ
  else process.env.TZ = before
})

const weekdays = [1, 2, 3, 4, 5]
/** Tuesday, 24 November 2026. */
const tuesday = (clock: string) => new Date(`2026-11-24T${clock}:00+01:00`)

test.each([
  ['08:59', false],
  ['09:00', true],
  ['16:59', true],
  ['17:00', false],
])('a window from 09:00 to 17:00 at %s: %s', (clock, inside) => {
  expect(isInWindow({ days: weekdays, from: '09:00', to: '17:00' }, tuesday(clock))).toBe(inside)
})

test('a window counts on its days only', () => {
  expect(isInWindow({ days: [3], from: '09:00', to: '17:00' }, tuesday('10:00'))).toBe(false)
  expect(isInWindow({ days: [7], from: '09:00', to: '17:00' }, new Date('2026-11-29T10:00:00+01:00'))).toBe(true)
})

test('a window over midnight belongs to the day on which it begins', () => {
  const fridayNight = { days: [5], from: '22:00', to: '06:00' }
  expect(isInWindow(fridayNight, new Date('2026-11-27T23:00:00+01:00'))).toBe(true)
  expect(isInWindow(fridayNight, new Date('2026-11-28T05:59:00+01:00'))).toBe(true)
  expect(isInWindow(fridayNight, new Date('2026-11-28T06:00:00+01:00'))).toBe(false)
  expect(isInWindow(fridayNight, new Date('2026-11-28T23:00:00+01:00'))).toBe(false)
  expect(isInWindow(fridayNight, new Date('2026-11-27T05:00:00+01:00'))).toBe(false)
  const sundayNight = { days: [7], from: '22:00', to: '06:00' }
  expect(isInWindow(sundayNight, new Date('2026-11-30T01:00:00+01:00'))).toBe(true)
})

test('a window that ends when it begins lasts 24 hours', () => {
  const allTuesday = { days: [2], from: '00:00', to: '00:00' }
  expect(isInWindow(allTuesday, tuesday('00:00'))).toBe(true)
  expect(isInWindow(allTuesday, tuesday('23:59'))).toBe(true)
  expect(isInWindow(allTuesday, new Date('2026-11-25T00:00:00+01:00'))).toBe(false)
})

test('when the clocks change, a window follows the clock on the wall', () => {
  const night = { days: [7], from: '01:30', to: '03:30' }
  // 29 March 2026: 02:00 becomes 03:00. 25 October 2026: 03:00 becomes 02:00.
  expect(isInWindow(night, new Date('2026-03-29T01:45:00+01:00'))).toBe(true)
  expect(isInWindow(night, new Date('2026-03-29T03:15:00+02:00'))).toBe(true)
  expect(isInWindow(night, new Date('2026-03-29T03:45:00+02:00'))).toBe(false)
  expect(isInWindow(night, new Date('2026-10-25T02:30:00+02:00'))).toBe(true)
  expect(isInWindow(night, new Date('2026-10-25T02:30:00+01:00'))).toBe(true)
  expect(isInWindow(night, new Date('2026-10-25T03:30:00+01:00'))).toBe(false)
})

test('a day begins at local midnight, also where it has 23 or 25 hours', () => {
  expect(midnightBefore(new Date('2026-03-29T12:00:00+02:00'))).toEqual(new Date('2026-03-29T00:00:00+01:00'))
  expect(midnightBefore(new Date('2026-10-25T12:00:00+01:00'))).toEqual(new Date('2026-10-25T00:00:00+02:00'))
  expect(dayOf(new Date('2026-11-24T00:30:00+01:00'))).toBe('2026-11-24')
})
