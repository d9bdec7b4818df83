import { expect, test } from 'vitest'
import { daysAgo, duration, localTime, parseFrom, parseTo } from './local-time.ts'

test('a day begins at midnight of the clock on the wall, and as an end it is meant with all of it', () => {
  expect(parseFrom('2026-11-01')).toEqual(new Date(2026, 10, 1))
  expect(parseTo('2026-11-01')).toEqual(new Date(2026, 10, 2))
  expect(parseTo('2026-12-31')).toEqual(new Date(2027, 0, 1))
})

test('a moment is taken as it is, of the wall’s clock or of a zone', () => {
  expect([parseFrom, parseTo].map(parse => parse('2026-11-01T09:05'))).toEqual(Array(2).fill(new Date(2026, 10, 1, 9, 5)))
  expect(parseFrom('2026-11-01T09:05Z')).toEqual(new Date('2026-11-01T09:05:00Z'))
})

test.each(['soon', '2026-13-01', ''])('%j is no time', typed => {
  expect(() => parseFrom(typed)).toThrow('It must be a day or a time')
  expect(() => parseTo(typed)).toThrow('It must be a day or a time')
})

test('times and durations are short', () => {
  expect(localTime(new Date(2026, 0, 2, 3, 4))).toBe('2026-01-02 03:04')
  expect(daysAgo(1, new Date(2026, 2, 1, 12))).toEqual(new Date(2026, 1, 28))
  expect([0, 59.4, 59.6, 60, 90, 3599, 3600, 3900].map(duration)).toEqual([
    ...['0 s', '59 s', '1 min', '1 min', '2 min', '1 h', '1 h', '1 h 05 min'],
  ])
})
