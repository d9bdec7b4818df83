// Which time and which camera the page Place is about, as it stands in the address, and where its days begin. Knows no component.

export const CHOICES = ['today', 'yesterday', '7d', '30d', 'own'] as const
export type Choice = (typeof CHOICES)[number]

/** Days are `2026-05-18`; first and last are those shown when somebody chose their own. */
export interface Range {
  readonly choice: Choice
  readonly first?: string
  readonly last?: string
  readonly cameraId?: string
}

export interface Period {
  readonly first: string
  readonly last: string
  /** How many days, both ends counted. */
  readonly days: number
  /** Whether it is not over yet. */
  readonly isOpen: boolean
  readonly from: string
  /** Outside. */
  readonly to: string
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const USUAL: Choice = '7d'
/** Of one choice: three years. */
const MOST_DAYS = 1096

export function parseRange(search: string): Range {
  const params = new URLSearchParams(search)
  const camera = params.get('camera')
  const rest = camera && camera.length <= 100 ? { cameraId: camera } : {}
  const [first, last] = ['from', 'to'].map(name => toDay(params.get(name)))
  if (first !== undefined && last !== undefined) {
    const [from, to] = first <= last ? [first, last] : [last, first]
    return { choice: 'own', first: daysFrom(from, to) > MOST_DAYS ? addDays(to, 1 - MOST_DAYS) : from, last: to, ...rest }
  }
  const choice = CHOICES.find(each => each === params.get('range') && each !== 'own')
  return { choice: choice ?? USUAL, ...rest }
}

/** The address's query for this range; empty, or beginning with `?`. */
export function toSearch({ choice, first, last, cameraId }: Range): string {
  const params = new URLSearchParams()
  if (choice === 'own' && first !== undefined && last !== undefined) {
    params.set('from', first)
    params.set('to', last)
  } else if (choice !== USUAL) params.set('range', choice)
  if (cameraId !== undefined) params.set('camera', cameraId)
  return params.size === 0 ? '' : `?${params.toString()}`
}

/** Days are those of `zone`. What has not come yet is left out, in whole hours, so that averages count no future. */
export function periodOf({ choice, first, last }: Range, zone: string, nowMs: number): Period {
  const today = dayIn(nowMs, zone)
  const [from, to] = {
    today: [today, today],
    yesterday: [addDays(today, -1), addDays(today, -1)],
    '7d': [addDays(today, -6), today],
    '30d': [addDays(today, -29), today],
    own: [first ?? today, last ?? today],
  }[choice] as [string, string]
  return toPeriod(from, to, zone, nowMs)
}

/** The same stretch of time before it: of last week until this hour, when this week is not over. */
export function periodBefore(period: Period, zone: string): Pick<Period, 'from' | 'to'> {
  const from = startOfDay(addDays(period.first, -period.days), zone)
  const length = Date.parse(period.to) - Date.parse(period.from)
  return { from: new Date(from).toISOString(), to: new Date(from + length).toISOString() }
}

function toPeriod(first: string, last: string, zone: string, nowMs: number): Period {
  const from = startOfDay(first, zone)
  const end = startOfDay(addDays(last, 1), zone)
  const hourEnd = (Math.floor(nowMs / HOUR_MS) + 1) * HOUR_MS
  const to = Math.max(from + HOUR_MS, Math.min(end, hourEnd))
  return {
    ...{ first, last },
    days: daysFrom(first, last),
    isOpen: to < end,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
  }
}

export const browserZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone

export function dayIn(ms: number, zone: string): string {
  return new Date(ms + offsetAt(ms, zone)).toISOString().slice(0, 10)
}

export const addDays = (day: string, days: number): string => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)

const daysFrom = (first: string, last: string): number => Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS) + 1

/** The zone's midnight; where clocks skip it, the first moment of the day. */
export function startOfDay(day: string, zone: string): number {
  const midnight = Date.parse(day)
  const guess = midnight - offsetAt(midnight, zone)
  const corrected = midnight - offsetAt(guess, zone)
  return dayIn(corrected, zone) < day ? guess : corrected
}

/** By how much the zone's clocks are ahead of UTC. */
function offsetAt(ms: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
  const shown = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000
}

function toDay(text: string | null): string | undefined {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const ms = Date.parse(text)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) ? text : undefined
}
