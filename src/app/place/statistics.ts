// How many came to a place, when, how often and for how long: counted from visits and crossings alone. Reads no store and no clock.

import type { Crossing, VisitSpan } from '../../core/visits.ts'
import { localHours, type LocalHour } from './local-hours.ts'

export interface StatisticsOptions {
  readonly from: Date
  /** Outside. */
  readonly to: Date
  /** Of IANA: what days and hours are. */
  readonly timeZone: string
  readonly cameraName: (cameraId: string) => string
}

/** `present`: different people and visitors, and each stranger who is neither. */
export interface PlaceStatistics {
  from: string
  to: string
  timeZone: string
  totals: {
    visits: number
    people: number
    visitors: number
    anonymous: number
    firstVisits: number
    returning: number
    /** Share of people and visitors with more than one visit in this time. */
    repeatRate: number | null
    medianDwellSeconds: number | null
  }
  days: DayCount[]
  hours: { weekday: number; hour: number; arrivals: number; days: number }[]
  busiest: { startsAt: string; present: number; arrivals: number }[]
  dwell: { fromSeconds: number; toSeconds: number | null; visits: number }[]
  crossings: { camera: { id: string; name: string }; name: string; kind: Crossing['kind']; in: number; out: number }[]
}

export interface DayCount {
  day: string
  /** That arrived on it. */
  visits: number
  present: number
  firstVisits: number
  returning: number
}

/** Where bins of stays begin. */
const STAYS_SECONDS = [0, 30, 60, 300, 900, 1800, 3600] as const
const BUSIEST = 5
const HOURS = 24
const WEEKDAYS = 7

/** Spans are those under way from `from` (inside) to `to` (outside), as `Visits.spans` gives them; others must not be among them. */
export function statisticsOf(
  unsorted: readonly VisitSpan[],
  crossings: readonly Crossing[],
  { from, to, timeZone, cameraName }: StatisticsOptions,
): PlaceStatistics {
  const hours = localHours(from.getTime(), to.getTime(), timeZone)
  const spans = unsorted.toSorted((a, b) => a.arrivedAtMs - b.arrivedAtMs)
  const whose = identitiesOf(spans)
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    timeZone,
    totals: totalsOf(spans, whose),
    ...inTime(spans, whose, hours),
    dwell: dwellOf(spans),
    crossings: crossingsOf(crossings, cameraName),
  }
}

function totalsOf(spans: readonly VisitSpan[], whose: readonly number[]): PlaceStatistics['totals'] {
  const totals = { visits: spans.length, people: 0, visitors: 0, anonymous: 0, firstVisits: 0, returning: 0 }
  const visitsOf = new Uint32Array(spans.length)
  let repeated = 0
  for (const [i, span] of spans.entries()) {
    if (span.kind === 'anonymous') totals.anonymous++
    if (isFirst(span)) totals.firstVisits++
    if (isReturning(span)) totals.returning++
    const whom = whose[i] ?? i
    const visits = (visitsOf[whom] ?? 0) + 1
    visitsOf[whom] = visits
    if (visits === 1 && span.kind === 'person') totals.people++
    if (visits === 1 && span.kind === 'visitor') totals.visitors++
    if (visits === 2) repeated++
  }
  const identities = totals.people + totals.visitors
  return {
    ...totals,
    repeatRate: identities === 0 ? null : repeated / identities,
    medianDwellSeconds: medianOf(Float64Array.from(spans, dwellSecondsOf)),
  }
}

/** Days, hours of the week, and the busiest hours. An hour or a day has whoever was there at some moment of it. */
function inTime(
  spans: readonly VisitSpan[],
  whose: readonly number[],
  hours: readonly LocalHour[],
): Pick<PlaceStatistics, 'days' | 'hours' | 'busiest'> {
  const names = [...new Set(hours.map(({ day }) => day))].sort()
  const numberOf = new Map(names.map((day, i) => [day, i]))
  const dayOf = hours.map(({ day }) => numberOf.get(day) ?? 0)
  const inHours = new Distinct(hours.length, spans.length)
  const inDays = new Distinct(names.length, spans.length)
  const arrivals = hours.map(() => 0)
  const days = names.map((day): DayCount => ({ day, visits: 0, present: 0, firstVisits: 0, returning: 0 }))
  for (const [i, span] of spans.entries()) {
    const { arrivedAtMs, departedAtMs } = span
    const first = hourAt(hours, arrivedAtMs)
    const day = days[dayOf[first] ?? 0]
    // One under way when the time began arrived on no day of it.
    if (day && arrivedAtMs >= (hours[first]?.startMs ?? Infinity)) {
      arrivals[first] = (arrivals[first] ?? 0) + 1
      day.visits++
      if (isFirst(span)) day.firstVisits++
      if (isReturning(span)) day.returning++
    }
    const [whom, last] = [whose[i] ?? i, hourAt(hours, Math.max(arrivedAtMs, departedAtMs))]
    inHours.add(whom, first, last)
    inDays.add(whom, dayOf[first] ?? 0, dayOf[last] ?? 0)
  }
  const [presentInHours, presentInDays] = [inHours.counts(), inDays.counts()]
  return {
    days: days.map((day, i) => ({ ...day, present: presentInDays[i] ?? 0 })),
    hours: hoursOfTheWeek(hours, arrivals),
    busiest: hours
      .map(({ startMs }, i) => ({ startMs, present: presentInHours[i] ?? 0, arrivals: arrivals[i] ?? 0 }))
      .filter(({ present }) => present > 0)
      .sort((a, b) => b.present - a.present || b.arrivals - a.arrivals || a.startMs - b.startMs)
      .slice(0, BUSIEST)
      .map(({ startMs, ...counted }) => ({ startsAt: new Date(startMs).toISOString(), ...counted })),
  }
}

/** Arrivals of each hour of the week, and on how many days there was such an hour: in spring one has none, in autumn one two. */
function hoursOfTheWeek(hours: readonly LocalHour[], arrivals: readonly number[]): PlaceStatistics['hours'] {
  const week = Array.from({ length: WEEKDAYS * HOURS }, (_, i) => ({
    ...{ weekday: 1 + Math.floor(i / HOURS), hour: i % HOURS, arrivals: 0, days: 0 },
  }))
  const counted = new Set<string>()
  for (const [i, { weekday, hour, day }] of hours.entries()) {
    const slot = week[(weekday - 1) * HOURS + hour]
    if (!slot) continue
    slot.arrivals += arrivals[i] ?? 0
    if (!counted.has(`${day} ${hour}`)) slot.days++
    counted.add(`${day} ${hour}`)
  }
  return week
}

function dwellOf(spans: readonly VisitSpan[]): PlaceStatistics['dwell'] {
  const bins = STAYS_SECONDS.map((fromSeconds, i) => ({ fromSeconds, toSeconds: STAYS_SECONDS[i + 1] ?? null, visits: 0 }))
  for (const span of spans) {
    const seconds = dwellSecondsOf(span)
    const bin = bins.findLast(({ fromSeconds }) => seconds >= fromSeconds)
    if (bin) bin.visits++
  }
  return bins
}

function crossingsOf(crossings: readonly Crossing[], cameraName: (cameraId: string) => string): PlaceStatistics['crossings'] {
  const found = new Map<string, PlaceStatistics['crossings'][number]>()
  for (const { cameraId, name, kind, direction } of crossings) {
    const key = JSON.stringify([cameraId, kind, name])
    const one = found.get(key) ?? { camera: { id: cameraId, name: cameraName(cameraId) }, name, kind, in: 0, out: 0 }
    one[direction]++
    found.set(key, one)
  }
  return [...found.values()].sort(
    (a, b) => inOrder(a.camera.name, b.camera.name) || inOrder(a.kind, b.kind) || inOrder(a.name, b.name),
  )
}

/** A number for each span: the same for the same person or visitor. */
function identitiesOf(spans: readonly VisitSpan[]): readonly number[] {
  const numbers = new Map<string, number>()
  return spans.map(({ identity }, i) => {
    if (identity === undefined) return i
    const number = numbers.get(identity) ?? i
    numbers.set(identity, number)
    return number
  })
}

/**
 * How many different identities each bucket has, told by arrival of stretches of buckets. A stretch that begins no earlier
 * than those before it adds only what lies behind their furthest end: nothing has to be looked up in a set.
 */
class Distinct {
  readonly #steps: Int32Array
  readonly #furthest: Int32Array

  constructor(buckets: number, identities: number) {
    this.#steps = new Int32Array(buckets + 1)
    this.#furthest = new Int32Array(identities).fill(-1)
  }

  add(identity: number, first: number, last: number): void {
    const before = this.#furthest[identity] ?? -1
    if (last <= before) return
    const from = Math.max(first, before + 1)
    this.#steps[from] = (this.#steps[from] ?? 0) + 1
    this.#steps[last + 1] = (this.#steps[last + 1] ?? 0) - 1
    this.#furthest[identity] = last
  }

  counts(): readonly number[] {
    let count = 0
    return Array.from(this.#steps, step => (count += step))
  }
}

/** The last hour that began by then; the first for a time before all. */
function hourAt(hours: readonly LocalHour[], ms: number): number {
  let [low, high] = [0, hours.length]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((hours[middle]?.startMs ?? Infinity) <= ms) low = middle
    else high = middle
  }
  return low
}

const isFirst = ({ nth }: VisitSpan): boolean => nth === 1
const isReturning = ({ nth }: VisitSpan): boolean => nth !== undefined && nth > 1
/** So far, of one under way. */
const dwellSecondsOf = ({ arrivedAtMs, departedAtMs }: VisitSpan): number => Math.max(0, (departedAtMs - arrivedAtMs) / 1000)
/** The same on every machine, whatever its language. */
const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** To the half millisecond: times are of milliseconds. */
function medianOf(values: Float64Array): number | null {
  const sorted = values.sort()
  const upper = sorted[sorted.length >> 1]
  if (upper === undefined) return null
  const lower = sorted[(sorted.length - 1) >> 1] ?? upper
  return Math.round(((lower + upper) / 2) * 1e4) / 1e4
}
