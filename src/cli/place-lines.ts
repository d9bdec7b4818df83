// The numbers of a place as lines of a terminal: a few sentences, bars by day and hour, the busiest hours, stays and lines crossed.

import type { PlaceStatistics } from '../app/place/statistics.ts'
import { duration, localTime } from './local-time.ts'
import { table, type Terminal } from './terminal.ts'
import { plural } from './wording.ts'

const BAR = 30
/** More days than a screen has lines are told by hour alone. */
const MOST_DAYS = 31
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

export function placeLines(counted: PlaceStatistics, colour: Terminal['colour']): string[] {
  const { from, to, totals, days, busiest, dwell, crossings } = counted
  const heading = `${localTime(new Date(from))} to ${localTime(new Date(to))}`
  if (totals.visits === 0) return [`${heading}: nobody was there.`, ...crossingLines(crossings, colour)]
  const { medianDwellSeconds, repeatRate } = totals
  const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', colour.bold(title), ...lines])
  return [
    colour.bold(heading),
    `${plural(totals.visits, 'visit')}: ${totals.firstVisits} the first of somebody, ${totals.returning} of somebody who returned, ${totals.visits - totals.firstVisits - totals.returning} of strangers not told apart.`,
    `${plural(totals.people, 'registered person', 'registered people')} and ${plural(totals.visitors, 'visitor')}${repeatRate === null ? '' : `; ${share(repeatRate)} of them came more than once`}.`,
    ...(medianDwellSeconds === null ? [] : [`Half of the visits were longer than ${duration(medianDwellSeconds)}.`]),
    ...section(
      'People present by day',
      days.length > MOST_DAYS ? [] : bars(days.map(({ day, present }) => [`${weekdayOf(day)} ${day}`, present])),
    ),
    ...section('Arrivals by hour', bars(hoursOf(counted))),
    ...section(
      'Busiest hours',
      busiest.map(({ startsAt, present }) => `${localTime(new Date(startsAt))}  ${plural(present, 'person', 'people')}`),
    ),
    ...section(
      'Length of visits',
      bars(dwell.map(({ fromSeconds, toSeconds, visits }) => [stay(fromSeconds, toSeconds), visits])),
    ),
    ...crossingLines(crossings, colour),
  ]
}

/** All weekdays together, from the first hour with an arrival to the last. */
function hoursOf({ hours }: PlaceStatistics): [string, number][] {
  const byHour = Array.from({ length: 24 }, () => 0)
  for (const { hour, arrivals } of hours) byHour[hour] = (byHour[hour] ?? 0) + arrivals
  const first = byHour.findIndex(arrivals => arrivals > 0)
  const last = byHour.findLastIndex(arrivals => arrivals > 0)
  return first < 0
    ? []
    : byHour.slice(first, last + 1).map((arrivals, i) => [`${String(first + i).padStart(2, '0')}:00`, arrivals])
}

function bars(rows: readonly (readonly [string, number])[]): string[] {
  const most = Math.max(1, ...rows.map(([, count]) => count))
  const width = Math.max(0, ...rows.map(([title]) => title.length))
  return rows.map(([title, count]) =>
    `${title.padEnd(width)}  ${'#'.repeat(Math.ceil((count / most) * BAR)).padEnd(BAR)}  ${count}`.trimEnd(),
  )
}

function crossingLines(crossings: PlaceStatistics['crossings'], colour: Terminal['colour']): string[] {
  if (crossings.length === 0) return []
  const rows = crossings.map(({ camera, name, kind, ...counts }) => [
    name,
    kind,
    camera.name,
    String(counts.in),
    String(counts.out),
  ])
  return ['', ...table([['LINE OR ZONE', 'KIND', 'CAMERA', 'IN', 'OUT'], ...rows], colour)]
}

function stay(fromSeconds: number, toSeconds: number | null): string {
  if (toSeconds === null) return `${duration(fromSeconds)} or longer`
  return fromSeconds === 0 ? `under ${duration(toSeconds)}` : `${duration(fromSeconds)} to ${duration(toSeconds)}`
}

const share = (of: number): string => `${Math.round(of * 100)} %`

const weekdayOf = (day: string): string => WEEKDAYS[(new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7] ?? ''
