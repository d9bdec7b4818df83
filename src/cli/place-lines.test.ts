import picocolors from 'picocolors'
import { expect, test } from 'vitest'
import { statisticsOf } from '../app/place/statistics.ts'
import type { VisitSpan } from '../core/visits.ts'
import { placeLines } from './place-lines.ts'

const colour = picocolors.createColors(false)
const RANGE = { from: new Date(2026, 10, 2), to: new Date(2026, 10, 4) }
const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
const count = (spans: readonly VisitSpan[], range = RANGE) =>
  placeLines(statisticsOf(spans, [], { ...range, timeZone, cameraName: id => id }), colour)

const visit = (identity: string, day: number, hour: number, nth: number): VisitSpan => {
  const arrivedAtMs = new Date(2026, 10, day, hour).getTime()
  return { ...{ cameraId: 'door', kind: 'visitor', identity, nth }, arrivedAtMs, departedAtMs: arrivedAtMs + 90_000 }
}

test('a place nobody came to says so in a line', () => {
  expect(count([])).toEqual(['2026-11-02 00:00 to 2026-11-04 00:00: nobody was there.'])
})

test('days, hours and stays are bars, and what was counted is a sentence', () => {
  expect(count([visit('a', 2, 9, 1), visit('a', 3, 11, 2), visit('b', 3, 11, 1)])).toEqual([
    '2026-11-02 00:00 to 2026-11-04 00:00',
    '3 visits: 2 the first of somebody, 1 of somebody who returned, 0 of strangers not told apart.',
    '0 registered people and 2 visitors; 50 % of them came more than once.',
    'Half of the visits were longer than 2 min.',
    '',
    'People present by day',
    `Mon 2026-11-02  ${'#'.repeat(15).padEnd(30)}  1`,
    `Tue 2026-11-03  ${'#'.repeat(30)}  2`,
    '',
    'Arrivals by hour',
    `09:00  ${'#'.repeat(15).padEnd(30)}  1`,
    `10:00  ${''.padEnd(30)}  0`,
    `11:00  ${'#'.repeat(30)}  2`,
    '',
    'Busiest hours',
    '2026-11-03 11:00  2 people',
    '2026-11-02 09:00  1 person',
    '',
    'Length of visits',
    ...[
      'under 30 s',
      '30 s to 1 min',
      '1 min to 5 min',
      '5 min to 15 min',
      '15 min to 30 min',
      '30 min to 1 h',
      '1 h or longer',
    ].map(title => `${title.padEnd(16)}  ${title === '1 min to 5 min' ? `${'#'.repeat(30)}  3` : `${''.padEnd(30)}  0`}`),
  ])
})

test('more days than fit a screen are told by hour alone', () => {
  const lines = count([visit('a', 2, 9, 1)], { from: new Date(2026, 9, 1), to: new Date(2026, 11, 1) })
  expect(lines).not.toContain('People present by day')
  expect(lines).toContain('Arrivals by hour')
})
