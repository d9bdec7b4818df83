// Reads what bench/server-meter.ts noted, and computes how many frames were answered and how old they were by then.

import { readFile } from 'node:fs/promises'
import { quantile, round } from '../common.ts'

export interface AnsweredFrame {
  readonly cameraId: string
  /** Counts what was decoded; frames dropped because a newer one was there leave gaps. */
  readonly index: number
  /** When it came out of the decoder; milliseconds of the time of day, as all of these. */
  readonly cameMs: number
  readonly answeredMs: number
  /** It was searched for faces; in the others tracks are moved along. */
  readonly detected: boolean
  readonly faces: number
}

export interface MeterLine {
  readonly atMs: number
  /** `idle` is of a process that does nothing: when it is late, all are. */
  readonly thread: 'main' | 'worker' | 'idle'
  readonly loopMaxMs: number
  readonly loopP99Ms: number
  /** The longest it worked between two of its timer's ticks, without the time it waited for a core. */
  readonly ranMaxMs: number
  readonly handles: number
  /** The thread's heap, garbage included. */
  readonly heapMb: number
  readonly frames: readonly AnsweredFrame[]
}

export interface CameraRates {
  readonly answeredPerSecond: number
  readonly detectedPerSecond: number
  readonly dropped: number
  readonly faces: number
  /** From what an idle decoder would have given the frame at, to its decision. */
  readonly decisionAgeMs: Quantiles
  /** The part after the decoder. */
  readonly sinceDecodedMs: Quantiles
}

export interface Quantiles {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** A camera silent for so long was away: its pictures are counted anew. */
const AWAY_MS = 1000
const MS_DIGITS = 0

export async function readMeter(file: string): Promise<readonly MeterLine[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').slice(0, -1)
  return lines.map(line => JSON.parse(line) as MeterLine)
}

export const quantiles = (values: readonly number[]): Quantiles => ({
  p50: round(quantile(values, 0.5), MS_DIGITS),
  p95: round(quantile(values, 0.95), MS_DIGITS),
  p99: round(quantile(values, 0.99), MS_DIGITS),
})

export interface Window {
  readonly fromMs: number
  readonly toMs: number
}

export const within = ({ fromMs, toMs }: Window, atMs: number): boolean => atMs >= fromMs && atMs < toMs

/** Frames of each camera in order, with how late each was; of the whole run, so that the lateness of a quiet moment is known. */
export function agedFrames(lines: readonly MeterLine[], framesPerSecond: number): ReadonlyMap<string, readonly AgedFrame[]> {
  const byCamera = new Map<string, AnsweredFrame[]>()
  for (const frame of lines.flatMap(({ frames }) => frames)) {
    const own = byCamera.get(frame.cameraId) ?? []
    own.push(frame)
    byCamera.set(frame.cameraId, own)
  }
  return new Map([...byCamera].map(([id, frames]) => [id, aged(frames, framesPerSecond)]))
}

export interface AgedFrame extends AnsweredFrame {
  readonly ageMs: number
}

/**
 * The camera sends picture i at i frame times from its start, so what a picture came later than the earliest one did, by that
 * reckoning, it spent in a queue: the network's, the decoder's, or of a thread that had no time.
 */
function aged(frames: readonly AnsweredFrame[], framesPerSecond: number): AgedFrame[] {
  const late = (frame: AnsweredFrame) => frame.cameMs - (frame.index * 1000) / framesPerSecond
  const result: AgedFrame[] = []
  let from = 0
  for (let i = 1; i <= frames.length; i++) {
    if (i < frames.length && frames[i]!.cameMs - frames[i - 1]!.cameMs < AWAY_MS) continue
    const stretch = frames.slice(from, i)
    const least = stretch.reduce((least, frame) => Math.min(least, late(frame)), Infinity)
    for (const frame of stretch) result.push({ ...frame, ageMs: frame.answeredMs - frame.cameMs + late(frame) - least })
    from = i
  }
  return result
}

export function ratesOf(all: readonly AgedFrame[], window: Window): CameraRates {
  const frames = all.filter(({ answeredMs }) => within(window, answeredMs))
  const seconds = (window.toMs - window.fromMs) / 1000
  const gaps = frames.slice(1).map((frame, i) => frame.index - frames[i]!.index - 1)
  return {
    answeredPerSecond: round(frames.length / seconds, 1),
    detectedPerSecond: round(frames.filter(({ detected }) => detected).length / seconds, 1),
    dropped: gaps.reduce((sum, gap) => sum + gap, 0),
    faces: frames.reduce((most, { faces }) => Math.max(most, faces), 0),
    decisionAgeMs: quantiles(frames.map(({ ageMs }) => ageMs)),
    sinceDecodedMs: quantiles(frames.map(({ cameMs, answeredMs }) => answeredMs - cameMs)),
  }
}

/** Of one thread in the window: the longest its event loop was held up, and itself worked, and the median of each second's 99th percentile. */
export function loopDelay(lines: readonly MeterLine[], thread: MeterLine['thread'], window: Window) {
  const own = lines.filter(line => line.thread === thread && within(window, line.atMs))
  const most = (of: (line: MeterLine) => number) =>
    round(
      own.reduce((most, line) => Math.max(most, of(line)), 0),
      1,
    )
  return {
    maxMs: most(line => line.loopMaxMs),
    ranMaxMs: most(line => line.ranMaxMs),
    p99Ms: round(
      quantile(
        own.map(({ loopP99Ms }) => loopP99Ms),
        0.5,
      ),
      1,
    ),
  }
}
