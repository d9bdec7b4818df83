import { describe, expect, test } from 'vitest'
import { daysAgo, groupByDay, toSpan } from './days.ts'

const at = (day: number, hour: number) => ({ startedAt: new Date(2026, 2, day, hour).toISOString() })

describe('days of the timeline', () => {
  test('hold the events between two local midnights, in the order given', () => {
    const days = groupByDay([at(29, 23), at(29, 0), at(28, 23)])
    expect(days.map(day => [day.key, day.events.length])).toEqual([
      ['2026-03-29', 2],
      ['2026-03-28', 1],
    ])
    expect(days[0]?.date).toEqual(new Date(2026, 2, 29))
  })

  test('of no events are none', () => {
    expect(groupByDay([])).toEqual([])
  })

  test('are counted from midnight to midnight', () => {
    const now = new Date(2026, 2, 29, 0, 5)
    expect(daysAgo(new Date(2026, 2, 29, 0, 1), now)).toBe(0)
    expect(daysAgo(new Date(2026, 2, 28, 23, 59), now)).toBe(1)
    expect(daysAgo(new Date(2025, 2, 29), now)).toBe(365)
  })
})

describe('how long a face was there', () => {
  test.each([
    [4_400, { hours: 0, minutes: 0, seconds: 4 }],
    [59_600, { hours: 0, minutes: 1, seconds: 0 }],
    [3_599_400, { hours: 0, minutes: 59, seconds: 59 }],
    [7_199_000, { hours: 2, minutes: 0, seconds: 0 }],
    [-5, { hours: 0, minutes: 0, seconds: 0 }],
  ])('%i ms', (ms, span) => {
    expect(toSpan(1000, 1000 + ms)).toEqual(span)
  })
})
