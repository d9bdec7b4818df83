// Follows faces from frame to frame by motion and overlap. It knows boxes and times, nothing of who somebody is.

import { assign } from '../core/assignment.ts'
import { centre, iou } from '../core/geometry/box.ts'
import type { Box, Detection, Track, TrackState } from '../core/types.ts'
import { BoxFilter } from './kalman.ts'

export interface TrackerOptions {
  /** A detection this good may start a track; weaker ones only continue one (Zhang et al. 2022, ByteTrack). */
  readonly startScore: number
  /** A track nobody saw for this long is lost. */
  readonly maxGapMs: number
  /** Sightings before a tentative track can be confirmed. */
  readonly minHits: number
}

export const TRACKER_DEFAULTS: TrackerOptions = { startScore: 0.7, maxGapMs: 700, minHits: 2 }

/** Below this IoU of predicted and detected box a pair is not the same face… */
const MIN_IOU = 0.15
/** …unless their centres are within this part of the face's size: fast small faces overlap little. */
const MAX_CENTRE_DISTANCE = 1

interface Followed {
  readonly id: number
  readonly filter: BoxFilter
  readonly firstSeenAtMs: number
  lastSeenAtMs: number
  hits: number
  confirmed: boolean
}

export interface TrackedDetection {
  readonly track: Track
  readonly detection: Detection
}

export interface TrackerStep {
  /** Tracks seen in this frame with the detection that continues them. */
  readonly seen: readonly TrackedDetection[]
  readonly lost: readonly Track[]
}

export class Tracker {
  readonly #options: TrackerOptions
  #followed: Followed[] = []
  #nextId = 1
  #steppedAtMs = -Infinity
  #pauseMs = Infinity

  constructor(options: Partial<TrackerOptions> = {}) {
    this.#options = { ...TRACKER_DEFAULTS, ...options }
  }

  /** Takes in what a detector saw at a moment. */
  step(detections: readonly Detection[], atMs: number): TrackerStep {
    // After a stall nobody knows who stands there now. A slow source's own pace is no stall.
    const pause = atMs - this.#steppedAtMs
    const stalled = pause > Math.max(this.#options.maxGapMs, 3 * this.#pauseMs) ? this.end(atMs) : []
    this.#steppedAtMs = atMs
    this.#pauseMs = pause
    const predicted = this.#followed.map(f => f.filter.at(atMs))
    const costs = predicted.map(box => detections.map(d => mismatch(box, d.box)))
    const detectionOf = assign(costs, 1)
    const seen: { followed: Followed; detection: Detection }[] = []
    for (const [i, followed] of this.#followed.entries()) {
      const detection = detections[detectionOf[i] ?? -1]
      if (!detection) continue
      followed.filter.measure(detection.box, atMs)
      followed.lastSeenAtMs = atMs
      followed.hits++
      seen.push({ followed, detection })
    }
    const taken = new Set(detectionOf)
    for (const [i, detection] of detections.entries()) {
      if (taken.has(i) || detection.detectionScore < this.#options.startScore) continue
      const followed = this.#start(detection, atMs)
      seen.push({ followed, detection })
    }
    const lost = this.#drop(f => atMs - f.lastSeenAtMs > this.#options.maxGapMs, atMs)
    return {
      seen: seen.map(({ followed, detection }) => ({ track: toTrack(followed, atMs), detection })),
      lost: [...stalled, ...lost],
    }
  }

  /** Where every followed face should be at a moment, between detections. */
  predict(atMs: number): Track[] {
    return this.#followed.map(f => toTrack(f, atMs))
  }

  /** Sightings so far reach what a confirmed track needs. */
  canConfirm(id: number): boolean {
    const followed = this.#followed.find(f => f.id === id)
    return followed !== undefined && followed.hits >= this.#options.minHits
  }

  /** The caller has looked closer: this track is a face. */
  confirm(id: number): void {
    const followed = this.#followed.find(f => f.id === id)
    if (followed) followed.confirmed = true
  }

  /** The source goes on with pictures so many times as wide and high. */
  rescale(sx: number, sy: number): void {
    for (const { filter } of this.#followed) filter.rescale(sx, sy)
  }

  /** Ends tracks at once: all of them at a cut of the picture, or one that turned out to be two faces or none. */
  end(atMs: number, id?: number): Track[] {
    return this.#drop(f => id === undefined || f.id === id, atMs)
  }

  #start(detection: Detection, atMs: number): Followed {
    const followed: Followed = {
      id: this.#nextId++,
      filter: new BoxFilter(detection.box, atMs),
      firstSeenAtMs: atMs,
      lastSeenAtMs: atMs,
      hits: 1,
      confirmed: false,
    }
    this.#followed.push(followed)
    return followed
  }

  #drop(ended: (f: Followed) => boolean, atMs: number): Track[] {
    const lost = this.#followed.filter(ended)
    if (lost.length > 0) this.#followed = this.#followed.filter(f => !lost.includes(f))
    return lost.map(f => ({ ...toTrack(f, atMs), state: 'lost' }))
  }
}

/** 0 for the same box, 1 at the limit of what may be one face, more beyond. */
function mismatch(a: Box, b: Box): number {
  const overlap = (1 - iou(a, b)) / (1 - MIN_IOU)
  const p = centre(a)
  const q = centre(b)
  const size = (a.width + a.height + b.width + b.height) / 4
  const distance = Math.hypot(p.x - q.x, p.y - q.y) / size / MAX_CENTRE_DISTANCE
  const growth = Math.abs(Math.log((a.width * a.height) / Math.max(1, b.width * b.height)))
  return Math.min(overlap, distance + growth / Math.LN2 / 2)
}

function toTrack(f: Followed, atMs: number): Track {
  const state: TrackState = f.confirmed ? 'confirmed' : 'tentative'
  return { id: f.id, state, box: f.filter.at(atMs), firstSeenAtMs: f.firstSeenAtMs, lastSeenAtMs: f.lastSeenAtMs }
}
