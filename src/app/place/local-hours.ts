// The hours a clock on the wall shows in a time zone, also on days of 23 and 25 of them. Knows no visits.

/** A stretch of time during which the wall's clock shows one hour of one day: shorter at the ends of what was asked for. */
export interface LocalHour {
  readonly startMs: number
  /** Outside. */
  readonly endMs: number
  /** `YYYY-MM-DD`. */
  readonly day: string
  /** 0–23. */
  readonly hour: number
  /** 1 Monday … 7 Sunday. */
  readonly weekday: number
}

const SECOND_MS = 1000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** In order and without gaps, from `fromMs` (inside) to `toMs` (outside). An hour that is shown twice is there twice. */
export function localHours(fromMs: number, toMs: number, timeZone: string): readonly LocalHour[] {
  return offsets(fromMs, toMs, timeZone).flatMap(({ startMs, endMs, offsetMs }) => {
    const hours: LocalHour[] = []
    for (let ms = startMs; ms < endMs;) {
      const nextMs = Math.min(endMs, floor(ms + offsetMs, HOUR_MS) + HOUR_MS - offsetMs)
      const shown = new Date(ms + offsetMs)
      hours.push({
        ...{ startMs: ms, endMs: nextMs },
        day: shown.toISOString().slice(0, 10),
        hour: shown.getUTCHours(),
        weekday: shown.getUTCDay() || 7,
      })
      ms = nextMs
    }
    return hours
  })
}

interface Offset {
  readonly startMs: number
  readonly endMs: number
  readonly offsetMs: number
}

/** Stretches during which the zone is ahead of UTC by the same. Asking costs microseconds, so it is asked once a day. */
function offsets(fromMs: number, toMs: number, timeZone: string): readonly Offset[] {
  const offsetAt = zoneOffset(timeZone)
  const found: Offset[] = []
  let [startMs, offsetMs] = [fromMs, offsetAt(fromMs)]
  for (let ms = fromMs; ms < toMs;) {
    const nextMs = Math.min(toMs, ms + DAY_MS)
    const next = offsetAt(nextMs)
    if (next !== offsetMs) {
      const changedMs = changeBetween(ms, nextMs, offsetAt)
      found.push({ startMs, endMs: changedMs, offsetMs })
      startMs = changedMs
      offsetMs = next
    }
    ms = nextMs
  }
  return [...found, { startMs, endMs: toMs, offsetMs }].filter(stretch => stretch.startMs < stretch.endMs)
}

/** The first whole second with the later offset. */
function changeBetween(fromMs: number, toMs: number, offsetAt: (ms: number) => number): number {
  const before = offsetAt(fromMs)
  let [low, high] = [Math.floor(fromMs / SECOND_MS), Math.ceil(toMs / SECOND_MS)]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle * SECOND_MS) === before) low = middle
    else high = middle
  }
  return Math.min(toMs, high * SECOND_MS)
}

/** By how much the zone's clocks are ahead of UTC. @throws RangeError for a zone there is none of */
function zoneOffset(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  return ms => {
    const shown = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    // "GMT", "GMT-05:00", and with seconds long ago.
    const [, sign, hours = '0', minutes = '0', seconds = '0'] = /([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(shown) ?? []
    const ahead = Number(hours) * HOUR_MS + Number(minutes) * 60_000 + Number(seconds) * SECOND_MS
    return sign === '-' ? -ahead : ahead
  }
}

const floor = (value: number, step: number): number => Math.floor(value / step) * step
