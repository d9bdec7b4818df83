// From statistics to what a chart shows: columns of days or weeks, a scale with round numbers, cells of a week. Knows no words.

import type { StatisticsJson } from '../../../src/client.ts'

type DayCount = StatisticsJson['days'][number]

export interface Column {
  readonly first: string
  readonly last: string
  readonly visits: number
  /** Undefined for a week: whoever came on two of its days is one. */
  readonly present: number | undefined
  readonly firstVisits: number
  readonly returning: number
  /** Of those nobody knows whether they were here before. */
  readonly others: number
}

/** More columns than this are too thin to be pointed at. */
const MOST_DAYS = 62
const WEEK = 7

export const isWeekly = (days: readonly DayCount[]): boolean => days.length > MOST_DAYS

/** A column a day; of many days a column for seven of them, the last of which may be fewer. */
export function toColumns(days: readonly DayCount[]): Column[] {
  const size = isWeekly(days) ? WEEK : 1
  const columns: Column[] = []
  for (let at = 0; at < days.length; at += size) {
    const part = days.slice(at, at + size)
    const sum = (field: 'visits' | 'firstVisits' | 'returning') => part.reduce((total, day) => total + day[field], 0)
    const [visits, firstVisits, returning] = [sum('visits'), sum('firstVisits'), sum('returning')]
    columns.push({
      ...{ first: part[0]!.day, last: part.at(-1)!.day, visits, firstVisits, returning },
      present: size === 1 ? part[0]!.present : undefined,
      others: Math.max(0, visits - firstVisits - returning),
    })
  }
  return columns
}

/** Every so many columns have their day written below. */
export const labelEvery = (columns: number): number => (columns <= 10 ? 1 : Math.ceil(columns / 7))

/** 0, 20, 40, 60 for 47: at most five lines, at whole numbers, the last not below the largest value. */
export function ticksFor(largest: number): number[] {
  const steps = 4
  const rough = Math.max(1, largest / steps)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.ceil([1, 2, 5, 10].map(factor => factor * power).find(each => each >= rough) ?? rough)
  return Array.from({ length: Math.max(1, Math.ceil(largest / step)) + 1 }, (_, i) => i * step)
}

export interface HeatCell {
  readonly weekday: number
  readonly hour: number
  /** Arrivals on average; undefined when there was no such hour in this time. */
  readonly mean: number | undefined
  /** 0 nobody, 5 as many as ever. */
  readonly level: number
}

export interface Heat {
  /** Those in which somebody came, and what lies between; eight at least. */
  readonly hours: readonly number[]
  readonly cells: readonly HeatCell[]
  readonly most: HeatCell | undefined
}

export const HEAT_LEVELS = 5
const LEAST_HOURS = 8

export function toHeat(hours: StatisticsJson['hours']): Heat {
  const busy = hours.filter(({ arrivals }) => arrivals > 0).map(({ hour }) => hour)
  const [opens, closes] = widened(Math.min(...busy), Math.max(...busy))
  const shown = Array.from({ length: 24 }, (_, hour) => hour).filter(hour => hour >= opens && hour <= closes)
  const meanOf = ({ arrivals, days }: { arrivals: number; days: number }) => (days === 0 ? undefined : arrivals / days)
  const largest = Math.max(0, ...hours.map(hour => meanOf(hour) ?? 0))
  const cells = hours
    .filter(({ hour }) => shown.includes(hour))
    .map(({ weekday, hour, ...counted }): HeatCell => {
      const mean = meanOf(counted)
      return { weekday, hour, mean, level: mean === undefined || largest === 0 ? 0 : Math.ceil((mean / largest) * HEAT_LEVELS) }
    })
  const most = cells.reduce<HeatCell | undefined>((a, b) => ((b.mean ?? 0) > (a?.mean ?? 0) ? b : a), undefined)
  return { hours: shown, cells, most }
}

/** To hours of a working day, within the day: a single wide column tells nothing of when. */
function widened(opens: number, closes: number): readonly [number, number] {
  const busy = closes - opens + 1
  const shown = Math.max(LEAST_HOURS, busy)
  const from = Math.min(24 - shown, Math.max(0, opens - Math.floor((shown - busy) / 2)))
  return [from, from + shown - 1]
}

/** Arrivals of one day by hour. */
export const arrivalsByHour = (hours: StatisticsJson['hours']): number[] =>
  Array.from({ length: 24 }, (_, hour) =>
    hours.filter(each => each.hour === hour).reduce((total, { arrivals }) => total + arrivals, 0),
  )
