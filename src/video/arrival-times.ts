// Times for the packets of a live stream that says none, such as Motion JPEG over HTTP: made of when they had to be waited for.

/** Reading that took this share of the usual time between two packets waited for the camera. */
const WAITED = 0.5
/** Of what was learned about the time between two packets, kept at each new one. */
const KEPT = 0.9

/** Takes the packets in order and gives each its time: that of its arrival where nothing was waiting, else one interval after the one before. */
export function createArrivalTimes(): (nowMs: number, readMs: number) => number {
  let intervalMs: number | undefined
  /** Of the last packet that was waited for, and how many were read since. */
  let freshMs: number | undefined
  let since = 0
  let last = 0
  return (nowMs, readMs) => {
    since++
    if (freshMs !== undefined && intervalMs !== undefined && readMs < intervalMs * WAITED) return (last += intervalMs)
    if (freshMs !== undefined) {
      const newMs = (nowMs - freshMs) / since
      intervalMs = intervalMs === undefined ? newMs : KEPT * intervalMs + (1 - KEPT) * newMs
    }
    freshMs = nowMs
    since = 0
    return (last = nowMs)
  }
}
