import { expect, test } from 'vitest'
import { createRandom } from '../../core/random.ts'
import type { Crossing, VisitSpan } from '../../core/visits.ts'
import { localHours } from './local-hours.ts'
import { statisticsOf } from './statistics.ts'

const HOUR_MS = 3_600_000
const MADRID = 'Europe/Madrid'

/** `who`: a person's or visitor's id, or what a stranger is. */
function span(who: string, arrived: string, minutes: number, nth?: number): VisitSpan {
  const arrivedAtMs = Date.parse(arrived)
  const kind = who === 'anonymous' || who === 'waiting' ? who : who.startsWith('v') ? 'visitor' : 'person'
  const identity = kind === 'person' || kind === 'visitor' ? who : undefined
  return { ...{ cameraId: 'door', kind, identity, nth }, arrivedAtMs, departedAtMs: arrivedAtMs + minutes * 60_000 }
}

function count(spans: readonly VisitSpan[], from: string, to: string, timeZone = MADRID, crossings: readonly Crossing[] = []) {
  const cameraName = (id: string) => (id === 'door' ? 'Front door' : id)
  return statisticsOf(spans, crossings, { from: new Date(from), to: new Date(to), timeZone, cameraName })
}

const DAY = ['2026-01-14T23:00:00Z', '2026-01-15T23:00:00Z'] as const
/** Two days of Madrid. */
const DAYS = ['2026-01-14T23:00:00Z', '2026-01-16T23:00:00Z'] as const

test('totals count visits, different people and visitors, strangers, first and later visits, and how many came again', () => {
  const spans = [
    span('ana', '2026-01-15T08:00:00Z', 10, 7),
    span('ana', '2026-01-15T12:00:00Z', 20, 8),
    span('v1', '2026-01-15T09:00:00Z', 1, 1),
    span('v2', '2026-01-15T09:30:00Z', 2, 1),
    span('v2', '2026-01-15T10:30:00Z', 3, 2),
    span('waiting', '2026-01-15T11:00:00Z', 4),
    span('anonymous', '2026-01-15T11:00:00Z', 0),
  ]
  expect(count(spans, ...DAY).totals).toEqual({
    ...{ visits: 7, people: 1, visitors: 2, anonymous: 1, firstVisits: 2, returning: 3 },
    repeatRate: 2 / 3,
    medianDwellSeconds: 180,
  })
})

test('the median between two stays has no crumbs of adding', () => {
  const stays = [4123, 4942].map(ms => {
    const stay = span('anonymous', '2026-01-15T09:00:00Z', 0)
    return { ...stay, departedAtMs: stay.arrivedAtMs + ms }
  })
  expect(count(stays, ...DAY).totals.medianDwellSeconds).toBe(4.5325)
})

test('without a visit there are days and hours, and nothing is divided by nothing', () => {
  const { totals, days, hours, busiest, dwell, crossings } = count([], ...DAYS)
  expect(totals).toMatchObject({ visits: 0, repeatRate: null, medianDwellSeconds: null })
  expect(days).toEqual(['2026-01-15', '2026-01-16'].map(day => ({ day, visits: 0, present: 0, firstVisits: 0, returning: 0 })))
  expect([hours.length, hours.every(({ arrivals }) => arrivals === 0), busiest, crossings]).toEqual([168, true, [], []])
  expect(dwell.map(({ visits }) => visits)).toEqual([0, 0, 0, 0, 0, 0, 0])
})

test('who is there over midnight is present on both days, and arrived on one', () => {
  const { days } = count([span('v1', '2026-01-15T22:50:00Z', 20, 1)], ...DAYS)
  expect(days).toEqual([
    { day: '2026-01-15', visits: 1, present: 1, firstVisits: 1, returning: 0 },
    { day: '2026-01-16', visits: 0, present: 1, firstVisits: 0, returning: 0 },
  ])
})

test('one who was there when the time began is present, and arrived on no day of it', () => {
  const { totals, days, hours } = count([span('v1', '2026-01-14T22:50:00Z', 20, 1)], ...DAY)
  expect(totals.visits).toBe(1)
  expect(days).toEqual([{ day: '2026-01-15', visits: 0, present: 1, firstVisits: 0, returning: 0 }])
  expect(hours.every(({ arrivals }) => arrivals === 0)).toBe(true)
})

test('somebody who comes three times is present once, strangers each for themselves', () => {
  const times = ['08:00', '08:20', '08:40'].map(time => `2026-01-15T${time}:00Z`)
  const spans = ['ana', 'anonymous', 'waiting'].flatMap(who => times.map(time => span(who, time, 1, 1)))
  const { days, busiest } = count(spans, ...DAY)
  expect(days).toMatchObject([{ visits: 9, present: 7 }])
  expect(busiest).toEqual([{ startsAt: '2026-01-15T08:00:00.000Z', present: 7, arrivals: 9 }])
})

test('the busiest hours come first, five at most, and a long stay is in each of its hours', () => {
  const spans = [span('v0', '2026-01-15T08:30:00Z', 400, 1), span('v1', '2026-01-15T10:10:00Z', 5, 1)]
  expect(count(spans, ...DAY).busiest).toEqual([
    { startsAt: '2026-01-15T10:00:00.000Z', present: 2, arrivals: 1 },
    { startsAt: '2026-01-15T08:00:00.000Z', present: 1, arrivals: 1 },
    ...['09', '11', '12'].map(hour => ({ startsAt: `2026-01-15T${hour}:00:00.000Z`, present: 1, arrivals: 0 })),
  ])
})

test('arrivals are counted by hour of the week, with how many such hours there were', () => {
  const spans = [span('v1', '2026-01-15T08:30:00Z', 1, 1), span('v1', '2026-01-22T08:40:00Z', 1, 2)]
  const { hours } = count(spans, '2026-01-14T23:00:00Z', '2026-01-22T23:00:00Z')
  expect(hours.slice(0, 25).map(({ weekday, hour }) => [weekday, hour])).toEqual([
    ...Array.from({ length: 24 }, (_, hour) => [1, hour]),
    [2, 0],
  ])
  const thursdays = hours.filter(({ weekday }) => weekday === 4)
  expect(thursdays.map(({ days }) => days)).toEqual(Array.from({ length: 24 }, () => 2))
  expect(thursdays.filter(({ arrivals }) => arrivals > 0)).toEqual([{ weekday: 4, hour: 9, arrivals: 2, days: 2 }])
  expect(hours.find(({ weekday, hour }) => weekday === 5 && hour === 9)).toMatchObject({ days: 1 })
})

test('in spring a day of 23 hours has no hour of two, and visits around it are on the right day', () => {
  const spans = [
    span('v1', '2026-03-29T00:59:00Z', 2, 1), // 1:59 to 3:01
    span('v2', '2026-03-29T21:59:00Z', 0, 1), // 23:59
    span('v3', '2026-03-29T22:00:00Z', 0, 1), // 0:00 of Monday
  ]
  const { days, hours } = count(spans, '2026-03-28T23:00:00Z', '2026-03-30T22:00:00Z')
  expect(days).toMatchObject([
    { day: '2026-03-29', visits: 2, present: 2 },
    { day: '2026-03-30', visits: 1, present: 1 },
  ])
  const sunday = hours.filter(({ weekday }) => weekday === 7)
  expect(sunday.map(({ days: such }) => such)).toEqual(Array.from({ length: 24 }, (_, hour) => (hour === 2 ? 0 : 1)))
  expect(sunday.filter(({ arrivals }) => arrivals > 0).map(({ hour }) => hour)).toEqual([1, 23])
})

test('in autumn the hour of two comes twice: one day, two hours', () => {
  const spans = [
    span('v1', '2026-10-25T00:30:00Z', 1, 1), // 2:30
    span('v2', '2026-10-25T01:30:00Z', 1, 1), // 2:30 again
    span('v3', '2026-10-25T22:59:00Z', 0, 1), // 23:59
  ]
  const { days, hours, busiest } = count(spans, '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z')
  expect(days).toMatchObject([{ day: '2026-10-25', visits: 3, present: 3 }])
  expect(hours.filter(({ arrivals }) => arrivals > 0)).toEqual([
    { weekday: 7, hour: 2, arrivals: 2, days: 1 },
    { weekday: 7, hour: 23, arrivals: 1, days: 1 },
  ])
  expect(busiest.map(({ startsAt, present }) => `${startsAt} ${present}`)).toEqual([
    '2026-10-25T00:00:00.000Z 1',
    '2026-10-25T01:00:00.000Z 1',
    '2026-10-25T22:00:00.000Z 1',
  ])
})

test('stays fall into bins, each from its beginning on', () => {
  const spans = [0, 0.4, 0.5, 1, 4.9, 5, 15, 30, 59.9, 60, 900].map(minutes => span('anonymous', '2026-01-15T00:30:00Z', minutes))
  expect(count(spans, ...DAY).dwell).toEqual([
    { fromSeconds: 0, toSeconds: 30, visits: 2 },
    { fromSeconds: 30, toSeconds: 60, visits: 1 },
    { fromSeconds: 60, toSeconds: 300, visits: 2 },
    { fromSeconds: 300, toSeconds: 900, visits: 1 },
    { fromSeconds: 900, toSeconds: 1800, visits: 1 },
    { fromSeconds: 1800, toSeconds: 3600, visits: 2 },
    { fromSeconds: 3600, toSeconds: null, visits: 2 },
  ])
})

test('lines and zones count in and out, by camera', () => {
  const cross = (
    name: string,
    direction: Crossing['direction'],
    kind: Crossing['kind'] = 'line',
    cameraId = 'door',
  ): Crossing => ({
    ...{ cameraId, name, kind, direction, eventId: 'e' },
    at: new Date(DAY[0]),
  })
  const crossings = [
    cross('Till', 'in'),
    cross('Till', 'in'),
    cross('Till', 'out'),
    cross('Till', 'in', 'zone'),
    cross('A', 'out', 'line', 'yard'),
  ]
  const door = { id: 'door', name: 'Front door' }
  expect(count([], ...DAY, MADRID, crossings).crossings).toEqual([
    { camera: door, name: 'Till', kind: 'line', in: 2, out: 1 },
    { camera: door, name: 'Till', kind: 'zone', in: 1, out: 0 },
    { camera: { id: 'yard', name: 'yard' }, name: 'A', kind: 'line', in: 0, out: 1 },
  ])
})

test.each([1, 2, 3])('as many are present as a plain count finds (seed %i), in whatever order visits come', seed => {
  const random = createRandom(seed)
  const [from, to] = ['2026-10-20T22:00:00Z', '2026-10-27T23:00:00Z']
  const spans = Array.from({ length: 400 }, () => {
    const who = ['anonymous', 'ana', 'bo', 'v1', 'v2', 'v3'][Math.floor(random() * 6)]!
    return span(who, new Date(Date.parse(from) + random() * 168 * HOUR_MS).toISOString(), random() ** 4 * 2000, 1)
  })
  const hours = localHours(Date.parse(from), Date.parse(to), MADRID)
  const presentFrom = (startMs: number, endMs: number): number => {
    const there = spans.filter(({ arrivedAtMs, departedAtMs }) => arrivedAtMs < endMs && departedAtMs >= startMs)
    return new Set(there.map(({ identity }, i) => identity ?? i)).size
  }
  const { days, busiest, ...rest } = count(spans, from, to)
  for (const { day, present } of days) {
    const own = hours.filter(hour => hour.day === day)
    expect(present, day).toBe(presentFrom(own[0]!.startMs, own.at(-1)!.endMs))
  }
  const counts = hours.map(({ startMs, endMs }) => presentFrom(startMs, endMs)).sort((a, b) => b - a)
  expect(busiest.map(({ present }) => present)).toEqual(counts.slice(0, 5))
  expect(count(spans.toReversed(), from, to)).toEqual({ days, busiest, ...rest })
})
