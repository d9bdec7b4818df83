// Known, unknown or undecided: one track's evidence against a threshold, and all faces of a moment against each other.

import { assign } from '../core/assignment.ts'
import type { Candidate, Decision, Reason } from '../core/types.ts'
import { CLEAR_QUALITY, type Comparable, type Evidence, type Rule } from './evidence.ts'

export interface DecisionSettings {
  readonly rule: Rule
  /** Cosine; `>=` matches. Undefined: the gallery's. */
  readonly threshold: number | undefined
  /** How far the first person must lead the second: similarity, or share of votes. */
  readonly minMargin: number
  /** Sum of frame qualities before a first name or `unknown`. A photo has one frame: ask for less there. */
  readonly minWeight: number
  readonly minFrames: number
}

/** What a change of name costs beyond a first name, and how far a name may fall before it goes. */
const HYSTERESIS = { keep: 0.06, change: 0.06, frames: 3 }
/** Between threshold and this much below it, a face is neither known nor unknown. */
const GREY_ZONE = 0.12
/** So clear that fewer frames will do. */
const CLEARLY = 0.12

export interface FaceToDecide {
  readonly evidence: Evidence
  readonly previous: Decision | undefined
  /** Frames of evidence the previous decision had. */
  readonly previousFrames: number
}

/** Decides for all faces of one moment: one person is never two of them. Answers come in order. */
export function decideTogether(faces: readonly FaceToDecide[], gallery: Comparable, settings: DecisionSettings): Decision[] {
  const { threshold = gallery.threshold } = settings
  const alone = faces.map(face => decide(face, gallery, settings, new Set()))
  const named = alone.flatMap((d, i) => (d.candidate ? [{ d, i, similarity: d.candidate.similarity }] : []))
  if (new Set(named.map(({ d }) => d.candidate!.personId)).size === named.length) return alone
  named.sort((a, b) => b.similarity - a.similarity)
  const people = [...new Set(named.flatMap(({ d }) => d.candidates.map(c => c.personId)))]
  const personOf = assign(
    named.map(({ d }) => people.map(id => 1 - (d.candidates.find(c => c.personId === id)?.similarity ?? -1))),
    1 - threshold,
  )
  const settled = new Map<number, Decision>()
  for (const [row, { i }] of named.entries()) {
    const taken = new Set(personOf.filter((p, other) => p !== undefined && other !== row).map(p => people[p!]!))
    // A face may keep a name below the threshold, or be voted one it was not assigned: that is taken from here on.
    for (const { candidate } of settled.values()) if (candidate) taken.add(candidate.personId)
    settled.set(i, decide(faces[i]!, gallery, settings, taken))
  }
  return alone.map((decision, i) => settled.get(i) ?? decision)
}

function decide(
  { evidence, previous, previousFrames }: FaceToDecide,
  gallery: Comparable,
  settings: DecisionSettings,
  taken: ReadonlySet<string>,
): Decision {
  const { threshold = gallery.threshold } = settings
  const { candidates, margin } = evidence.rank(gallery, settings.rule, threshold)
  const first = candidates[0]
  const say = (outcome: Decision['outcome'], candidate: Candidate | undefined, ...reasons: Reason[]): Decision => ({
    outcome,
    candidate,
    candidates,
    threshold,
    margin,
    reasons,
  })

  if (evidence.count === 0) return say('undecided', undefined, 'not_enough_evidence', ...evidence.poorReasons)
  const enough = evidence.weight >= settings.minWeight && evidence.count >= settings.minFrames
  if (gallery.size === 0 && !gallery.lacks)
    return enough ? say('unknown', undefined, 'gallery_empty') : say('undecided', undefined, 'not_enough_evidence')

  const name = previous?.candidate
  const still = name && candidates.find(c => c.personId === name.personId && !taken.has(c.personId))
  if (
    still &&
    still.similarity >= threshold - HYSTERESIS.keep &&
    !overtaken(still, first, threshold, evidence.count - previousFrames)
  ) {
    return say('known', still, still.similarity >= threshold ? 'above_threshold' : 'keeps_its_name')
  }
  if (first && first.similarity >= threshold) {
    // Never the second choice instead: this face is like the first, whoever else is too.
    if (taken.has(first.personId)) return say('undecided', undefined, 'taken_by_another_face')
    if (margin !== undefined && margin < settings.minMargin) return say('undecided', undefined, 'margin_too_small')
    if (gallery.lacks === 'search') return say('undecided', undefined, 'search_incomplete')
    const clearly = evidence.weight >= settings.minWeight / 2 && first.similarity >= threshold + CLEARLY
    return enough || clearly ? say('known', first, 'above_threshold') : say('undecided', undefined, 'not_enough_evidence')
  }
  if (!enough) return say('undecided', undefined, 'not_enough_evidence')
  const nearest = first?.similarity ?? -1
  if (nearest >= threshold - GREY_ZONE) return say('undecided', undefined, 'below_threshold')
  // Somebody registered and badly seen is like nobody, too.
  if (evidence.bestQuality < CLEAR_QUALITY) return say('undecided', undefined, 'below_threshold', 'unclear')
  // Whoever this is may be among those who could not be found.
  if (gallery.lacks) return say('undecided', undefined, 'search_incomplete')
  return say('unknown', undefined, 'below_threshold')
}

/** Another person is so much more similar, for so many more frames, that the name must go. */
function overtaken(still: Candidate, first: Candidate | undefined, threshold: number, newFrames: number): boolean {
  if (!first || first.personId === still.personId) return false
  return (
    first.similarity >= threshold && first.similarity - still.similarity >= HYSTERESIS.change && newFrames >= HYSTERESIS.frames
  )
}
