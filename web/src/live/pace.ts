// How large and how often frames are sent, from the round trips measured: smaller or rarer when slow, back when there is room.

/** The largest first. */
export const WIDTHS = [1280, 960, 640, 480] as const
/** Frames a second, the most first. Boxes are moved on between answers: more than 15 would only cost. */
const RATES = [15, 10, 6] as const

/** From capture to the answer, 90th percentile: the slowest tenth are first looks at new faces, which no pace makes faster. */
const AIM_MS = 90
const ROOMY_MS = 60
/** The smallest picture costs recognition dearly: only for a way that is this long. */
const SLOW_WAY_MS = 120
/** Answers to have seen before anything is changed. */
const ENOUGH = 16
const WINDOW = 24
const SLOWER_AFTER_MS = 1200
const FASTER_AFTER_MS = 4000
const MAX_FASTER_AFTER_MS = 60_000

export interface RoundTrip {
  /** From capture to the answer. */
  readonly totalMs: number
  /** The server's part of it. */
  readonly tookMs: number
}

export interface Pace {
  /** Indices into WIDTHS and RATES. */
  readonly width: number
  readonly rate: number
  readonly since: number
  /** How long all must go well before trying more; doubles when trying more went badly. */
  readonly patienceMs: number
  readonly lastChange: 'faster' | 'slower' | undefined
  readonly recent: readonly RoundTrip[]
}

export const startPace = (now: number): Pace => ({
  width: 0,
  rate: 0,
  since: now,
  patienceMs: FASTER_AFTER_MS,
  lastChange: undefined,
  recent: [],
})

export const widthOf = (pace: Pace): number => WIDTHS[pace.width] ?? 480
export const intervalMs = (pace: Pace): number => 1000 / (RATES[pace.rate] ?? 6)

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}

const totalOf = ({ totalMs }: RoundTrip): number => totalMs
const tookOf = ({ tookMs }: RoundTrip): number => tookMs
/** Making the JPEG and carrying it: all that is not the server's. */
const wayOf = ({ totalMs, tookMs }: RoundTrip): number => totalMs - tookMs

/** Two frames may be on their way when the way, not the server, is what takes long. */
export function mostInFlight({ recent }: Pace): 1 | 2 {
  const way = percentile(recent.map(wayOf), 0.5)
  return recent.length >= 4 && way > 60 && way > percentile(recent.map(tookOf), 0.5) ? 2 : 1
}

export function adapt(before: Pace, roundTrip: RoundTrip, now: number): Pace {
  const recent = [...before.recent, roundTrip].slice(-WINDOW)
  const pace = { ...before, recent }
  if (recent.length < ENOUGH) return pace
  const slow = percentile(recent.map(totalOf), 0.9)
  const lasted = now - pace.since
  if (slow > AIM_MS && lasted >= SLOWER_AFTER_MS) return slower(pace, now)
  if (slow < ROOMY_MS && lasted >= pace.patienceMs) return faster(pace, now)
  return pace
}

function slower(pace: Pace, now: number): Pace {
  const step = slowerStep(pace)
  if (!step) return pace
  const failed = pace.lastChange === 'faster'
  const patienceMs = failed ? Math.min(MAX_FASTER_AFTER_MS, pace.patienceMs * 2) : pace.patienceMs
  return { ...step, since: now, patienceMs, lastChange: 'slower', recent: [] }
}

/** Smaller pictures travel faster but are recognised no faster: when the server is the slow part, fewer are sent. */
function slowerStep({ width, rate, recent }: Pace): Pick<Pace, 'width' | 'rate'> | undefined {
  const isServerSlow = percentile(recent.map(tookOf), 0.9) > percentile(recent.map(wayOf), 0.9)
  const rarer = rate < RATES.length - 1 ? { width, rate: rate + 1 } : undefined
  const smaller = width < WIDTHS.length - 2 ? { width: width + 1, rate } : undefined
  const isWayLong = percentile(recent.map(wayOf), 0.5) > SLOW_WAY_MS
  const smallest = width === WIDTHS.length - 2 && isWayLong ? { width: width + 1, rate } : undefined
  return isServerSlow ? (rarer ?? smaller ?? smallest) : (smaller ?? smallest ?? rarer)
}

function faster(pace: Pace, now: number): Pace {
  if (pace.width === 0 && pace.rate === 0) return pace
  const step = pace.rate > 0 ? { width: pace.width, rate: pace.rate - 1 } : { width: pace.width - 1, rate: pace.rate }
  return { ...step, since: now, patienceMs: pace.patienceMs, lastChange: 'faster', recent: [] }
}
