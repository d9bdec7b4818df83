// Compares the tracks of a clip with who is really there.

import { centre } from '../core/geometry/box.ts'
import type { Box, Outcome } from '../core/types.ts'
import { appearanceAt, type Appearance } from './clip-labels.ts'

/** A confirmed track in one frame. */
export interface SeenInClip {
  readonly atMs: number
  readonly box: Box
  readonly outcome: Outcome
  readonly name: string | undefined
  /** Cosine of everybody compared with, by name. */
  readonly similarities: Readonly<Record<string, number>>
}

export interface TrackStory {
  readonly id: number
  readonly firstSeenAtMs: number
  /** One a frame. */
  readonly seen: readonly SeenInClip[]
}

export interface ClipStory {
  readonly frames: number
  readonly tracks: readonly TrackStory[]
}

export const TRACK_VERDICTS = ['right', 'wrong', 'undecided', 'unknown', 'nobody'] as const
/** `nobody`: it shows nobody of the labels, and was given no name. */
export type TrackVerdict = (typeof TRACK_VERDICTS)[number]

export interface TrackScore {
  readonly id: number
  readonly fromMs: number
  readonly toMs: number
  /** Whom it shows most of the time; undefined for a track on nobody's face. */
  readonly truth: Appearance | undefined
  readonly verdict: TrackVerdict
  readonly names: readonly string[]
  /** How long it carried a name while the face was another person's or none. */
  readonly wrongMs: number
  /** The highest to the person it shows; undefined when nobody was compared. */
  readonly similarity: number | undefined
  /** From the first detection to the first name. */
  readonly toNameMs: number | undefined
}

export interface ClipScore {
  readonly tracks: readonly TrackScore[]
  readonly count: Readonly<Record<TrackVerdict, number>>
  readonly identitySwitches: number
  /** Appearances of people seen frontally that at least one track named right, of all of them. */
  readonly named: number
  readonly toBeNamed: number
  /** Undefined when nobody was named. */
  readonly medianToNameMs: number | undefined
}

/** A person followed by two tracks with a gap shorter than this was lost, not gone. */
const LOST_NOT_GONE_MS = 1000
/** The frames between a cut and the next detection still carry the old names: that long a wrong name is not counted. */
const GRACE_MS = 150

export function scoreClip({ tracks }: ClipStory, labels: readonly Appearance[]): ClipScore {
  const scores = tracks.map(track => scoreTrack(track, labels))
  const count = { right: 0, wrong: 0, undecided: 0, unknown: 0, nobody: 0 }
  for (const { verdict } of scores) count[verdict]++
  const expected = labels.filter(appearance => appearance.frontal)
  const toName = scores.flatMap(s => s.toNameMs ?? []).sort((a, b) => a - b)
  return {
    tracks: scores,
    count,
    identitySwitches: renamed(scores) + broken(scores),
    named: expected.filter(a => scores.some(s => s.truth === a && s.verdict === 'right')).length,
    toBeNamed: expected.length,
    medianToNameMs: toName[Math.floor(toName.length / 2)],
  }
}

function scoreTrack({ id, firstSeenAtMs, seen }: TrackStory, labels: readonly Appearance[]): TrackScore {
  const last = seen.at(-1)!
  const appearances = seen.map(s => appearanceAt(labels, s.atMs, centre(s.box)))
  const person = mostFrequent(appearances)
  const names = [...new Set(seen.flatMap(s => s.name ?? []))]
  const named = seen.find(s => s.name !== undefined)
  const wrongMs = seen.reduce((sum, s, i) => {
    const wrong = s.name !== undefined && s.name !== appearances[i]?.name
    return sum + (wrong ? s.atMs - (seen[i - 1]?.atMs ?? firstSeenAtMs) : 0)
  }, 0)
  const verdict = (): TrackVerdict => {
    if (wrongMs > GRACE_MS) return 'wrong'
    if (!person) return 'nobody'
    if (names.length > 0) return 'right'
    return last.outcome === 'unknown' ? 'unknown' : 'undecided'
  }
  const similarities = seen.flatMap(s => (person && s.similarities[person.name]) ?? [])
  return {
    id,
    fromMs: firstSeenAtMs,
    toMs: last.atMs,
    truth: person,
    verdict: verdict(),
    names,
    wrongMs,
    similarity: similarities.length > 0 ? Math.max(...similarities) : undefined,
    toNameMs: named && named.atMs - firstSeenAtMs,
  }
}

/** Changes from one person's name to another's within a track. */
const renamed = (scores: readonly TrackScore[]) => scores.reduce((sum, s) => sum + Math.max(0, s.names.length - 1), 0)

/** Tracks that begin during or shortly after another track of the same appearance. */
const broken = (scores: readonly TrackScore[]) =>
  scores.filter(({ truth, id, fromMs }) =>
    scores.some(before => truth && before.truth === truth && before.id < id && fromMs - before.toMs < LOST_NOT_GONE_MS),
  ).length

function mostFrequent<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0]
}
