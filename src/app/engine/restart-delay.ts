// How long to wait before a dead thread is started anew.

const FIRST_MS = 200
const LONGEST_MS = 8000
const WITHIN_MS = 60_000
const MOST = 5

/** Doubles with each restart of the last minute, and never lets there be more than five in one. @param restarts their times */
export function restartDelayMs(restarts: readonly number[], nowMs: number): number {
  const recent = restarts.filter(time => nowMs - time < WITHIN_MS)
  if (recent.length >= MOST) return recent.at(-MOST)! + WITHIN_MS - nowMs
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (2 * recent.length))
}
