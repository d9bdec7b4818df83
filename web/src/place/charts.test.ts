import { describe, expect, test } from 'vitest'
import { arrivalsByHour, labelEvery, ticksFor, toColumns, toHeat } from './charts.ts'
import { addDays } from './range.ts'

const day = (name: string, visits = 3) => ({ day: name, visits, present: visits, firstVisits: 1, returning: 1 })

describe('columns', () => {
  test('are days, with those nobody can place on top', () => {
    expect(toColumns([day('2026-05-18', 5)])).toEqual([
      {
        ...{ first: '2026-05-18', last: '2026-05-18', visits: 5, present: 5 },
        ...{ firstVisits: 1, returning: 1, others: 3 },
      },
    ])
  })

  test('are weeks where days would be too thin', () => {
    const year = Array.from({ length: 365 }, (_, i) => day(addDays('2026-01-01', i), i === 1 ? 3 : 0))
    const weeks = toColumns(year)
    expect(weeks).toHaveLength(53)
    expect(weeks[0]).toMatchObject({ first: '2026-01-01', last: '2026-01-07', visits: 3, present: undefined })
    expect(weeks.at(-1)).toMatchObject({ first: '2026-12-31', last: '2026-12-31', visits: 0 })
  })

  test('say their day each, or every few', () => {
    expect([1, 7, 30, 62].map(labelEvery)).toEqual([1, 1, 5, 9])
  })
})

test('a scale has few lines at round numbers and holds the largest value', () => {
  expect(ticksFor(0)).toEqual([0, 1])
  expect(ticksFor(3)).toEqual([0, 1, 2, 3])
  expect(ticksFor(47)).toEqual([0, 20, 40, 60])
  for (let largest = 1; largest < 3000; largest += 7) {
    const ticks = ticksFor(largest)
    expect(ticks.length).toBeLessThanOrEqual(5)
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest)
    expect(ticks.every(Number.isInteger)).toBe(true)
  }
})

describe('the week', () => {
  const hours = Array.from({ length: 168 }, (_, i) => ({
    ...{ weekday: 1 + Math.floor(i / 24), hour: i % 24 },
    ...{ arrivals: 0, days: 2 },
  }))
  const withArrivals = (weekday: number, hour: number, arrivals: number) =>
    hours.map(each => (each.weekday === weekday && each.hour === hour ? { ...each, arrivals } : each))

  test('shows the hours in which somebody came and what lies between, on average', () => {
    const open = withArrivals(1, 9, 4).map(each => (each.weekday === 5 && each.hour === 12 ? { ...each, arrivals: 20 } : each))
    const heat = toHeat(open)
    expect(heat.hours).toEqual([7, 8, 9, 10, 11, 12, 13, 14])
    expect(heat.cells).toHaveLength(56)
    expect(heat.most).toEqual({ weekday: 5, hour: 12, mean: 10, level: 5 })
    expect(heat.cells.find(({ weekday, hour }) => weekday === 1 && hour === 9)).toMatchObject({ mean: 2, level: 1 })
  })

  test('says nothing of hours that were not part of the time', () => {
    const heat = toHeat(withArrivals(1, 9, 4).map(each => (each.weekday === 7 ? { ...each, days: 0 } : each)))
    expect(heat.cells.find(({ weekday }) => weekday === 7)).toMatchObject({ mean: undefined, level: 0 })
  })

  test('shows some hours around few, within the day, and all of many', () => {
    const spans = [23, 0].map(hour => toHeat(withArrivals(5, hour, 1)).hours)
    expect(spans.map(shown => [shown[0], shown.at(-1)])).toEqual([
      [16, 23],
      [0, 7],
    ])
    const long = toHeat(withArrivals(1, 6, 1).map(each => (each.hour === 20 ? { ...each, arrivals: 1 } : each))).hours
    expect([long[0], long.at(-1)]).toEqual([6, 20])
  })

  test('is empty when nobody came', () => {
    expect(toHeat(hours)).toEqual({ hours: [], cells: [], most: undefined })
  })

  test('of one day is its hours', () => {
    expect(arrivalsByHour(withArrivals(3, 17, 6))[17]).toBe(6)
  })
})
