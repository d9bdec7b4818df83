import { describe, expect, test } from 'vitest'
import { dayIn, parseRange, periodBefore, periodOf, startOfDay, toSearch } from './range.ts'

const NOON = Date.parse('2026-05-18T10:30:00Z')
const MADRID = 'Europe/Madrid'

describe('the time the page is about', () => {
  test('stands in the address, and seven days need no words', () => {
    expect(parseRange('')).toEqual({ choice: '7d' })
    expect(toSearch({ choice: '7d' })).toBe('')
    for (const search of ['?range=today', '?range=30d&camera=c1', '?from=2026-05-01&to=2026-05-03'])
      expect(toSearch(parseRange(search))).toBe(search)
  })

  test('is read with care from an address somebody typed', () => {
    expect(parseRange('?range=century')).toEqual({ choice: '7d' })
    expect(parseRange('?range=own')).toEqual({ choice: '7d' })
    expect(parseRange('?from=2026-02-31&to=2026-03-01')).toEqual({ choice: '7d' })
    expect(parseRange('?from=2026-05-09&to=2026-05-01')).toEqual({ choice: 'own', first: '2026-05-01', last: '2026-05-09' })
    expect(parseRange('?from=0001-01-01&to=2026-05-01')).toMatchObject({ first: '2023-05-02' })
  })

  test('begins at midnight of the place and ends with the hour that is running', () => {
    expect(periodOf({ choice: 'today' }, MADRID, NOON)).toEqual({
      ...{ first: '2026-05-18', last: '2026-05-18', days: 1, isOpen: true },
      ...{ from: '2026-05-17T22:00:00.000Z', to: '2026-05-18T11:00:00.000Z' },
    })
    expect(periodOf({ choice: '7d' }, 'UTC', NOON)).toMatchObject({ days: 7, from: '2026-05-12T00:00:00.000Z' })
    expect(periodOf({ choice: 'yesterday' }, 'America/New_York', NOON)).toMatchObject({
      ...{ first: '2026-05-17', isOpen: false },
      ...{ from: '2026-05-17T04:00:00.000Z', to: '2026-05-18T04:00:00.000Z' },
    })
  })

  test('is never empty, also in the future', () => {
    const { from, to } = periodOf({ choice: 'own', first: '2027-01-01', last: '2027-01-02' }, 'UTC', NOON)
    expect(from < to).toBe(true)
  })

  test('is compared with as much of the days before', () => {
    const today = periodOf({ choice: 'today' }, MADRID, NOON)
    expect(periodBefore(today, MADRID)).toEqual({ from: '2026-05-16T22:00:00.000Z', to: '2026-05-17T11:00:00.000Z' })
  })
})

test('days of 23 hours, and midnights that clocks skip, begin when they begin', () => {
  expect(startOfDay('2026-03-30', MADRID) - startOfDay('2026-03-29', MADRID)).toBe(23 * 3_600_000)
  // In Beirut clocks went from 00:00 to 01:00.
  expect(dayIn(startOfDay('2026-03-29', 'Asia/Beirut'), 'Asia/Beirut')).toBe('2026-03-29')
})
