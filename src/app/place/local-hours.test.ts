import { expect, test } from 'vitest'
import { localHours } from './local-hours.ts'

const hoursOf = (from: string, to: string, timeZone: string) => localHours(Date.parse(from), Date.parse(to), timeZone)
const shown = (hours: ReturnType<typeof localHours>) => hours.map(({ day, hour }) => `${day.slice(5)} ${hour}`)

test('a day of the zone has 24 hours, with its weekday', () => {
  const hours = hoursOf('2026-01-14T23:00:00Z', '2026-01-15T23:00:00Z', 'Europe/Madrid')
  expect(hours.map(({ hour }) => hour)).toEqual(Array.from({ length: 24 }, (_, i) => i))
  expect(new Set(hours.map(({ day, weekday }) => `${day} ${weekday}`))).toEqual(new Set(['2026-01-15 4']))
})

test('the day in spring has 23 hours, that in autumn 25', () => {
  const spring = hoursOf('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 'Europe/Madrid')
  expect(shown(spring).slice(0, 4)).toEqual(['03-29 0', '03-29 1', '03-29 3', '03-29 4'])
  expect(spring).toHaveLength(23)
  const autumn = hoursOf('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 'Europe/Madrid')
  expect(shown(autumn).slice(0, 5)).toEqual(['10-25 0', '10-25 1', '10-25 2', '10-25 2', '10-25 3'])
  expect(autumn).toHaveLength(25)
  expect(new Set(autumn.map(({ day }) => day))).toEqual(new Set(['2026-10-25']))
})

test('hours have no gaps, and those at the ends are cut', () => {
  const [from, to] = ['2026-03-01T10:20:00Z', '2026-04-10T12:40:00Z']
  const hours = hoursOf(from, to, 'America/New_York')
  expect([hours[0]?.startMs, hours.at(-1)?.endMs]).toEqual([Date.parse(from), Date.parse(to)])
  for (const [i, { startMs, endMs }] of hours.entries()) {
    expect(endMs).toBe(hours[i + 1]?.startMs ?? Date.parse(to))
    expect(endMs).toBeGreaterThan(startMs)
  }
})

test('zones that are ahead by parts of an hour, and that change by half an hour, show whole hours', () => {
  expect(
    hoursOf('2026-01-01T00:00:00Z', '2026-01-01T02:00:00Z', 'Asia/Kathmandu').map(({ startMs, hour }) => [startMs, hour]),
  ).toEqual([
    [Date.parse('2026-01-01T00:00:00Z'), 5],
    [Date.parse('2026-01-01T00:15:00Z'), 6],
    [Date.parse('2026-01-01T01:15:00Z'), 7],
  ])
  // Lord Howe goes back from 2:00 to 1:30, and forward from 2:00 to 2:30.
  const autumn = hoursOf('2026-04-04T14:00:00Z', '2026-04-04T16:30:00Z', 'Australia/Lord_Howe')
  expect(shown(autumn)).toEqual(['04-05 1', '04-05 1', '04-05 2'])
  const spring = hoursOf('2026-10-03T14:30:00Z', '2026-10-03T16:30:00Z', 'Australia/Lord_Howe')
  expect(spring.map(({ hour, startMs, endMs }) => [hour, (endMs - startMs) / 60_000])).toEqual([
    [1, 60],
    [2, 30],
    [3, 30],
  ])
})

test('where midnight itself is left out, the day begins at one', () => {
  // Beirut goes forward from 0:00.
  const hours = hoursOf('2026-03-28T21:00:00Z', '2026-03-28T23:00:00Z', 'Asia/Beirut')
  expect(shown(hours)).toEqual(['03-28 23', '03-29 1'])
})
