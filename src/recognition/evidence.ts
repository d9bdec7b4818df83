// What the frames of one track have shown of a face, and how each rule ranks people by it.

import { dot, meanTemplate } from '../core/template.ts'
import type { Candidate, QualityReason, Template } from '../core/types.ts'
import type { Quality } from './quality.ts'

export const RULES = ['fusion', 'vote', 'best'] as const
/**
 * `fusion`: the quality-weighted mean of the track against one mean template a person.
 * `vote`: the name that occurs most among the k most similar references of each frame, counting those above the threshold.
 * `best`: the single highest similarity of any frame to any reference.
 */
export type Rule = (typeof RULES)[number]

/** The people to compare with. */
export interface Comparable {
  readonly size: number
  /**
   * Undefined: everybody is here. `people`: some cannot be found yet, so that nobody is unknown. `search`: nobody could be looked
   * for just now, so that there is no new name either.
   */
  readonly lacks?: 'people' | 'search' | undefined
  /** From which similarity on a face is one of them, unless told otherwise: it belongs to the size of a gallery. */
  readonly threshold: number
  byMean(probe: Template, limit: number): Candidate[]
  byReference(probe: Template, limit: number): Candidate[]
}

/** People who are not in memory: whoever is like a face has to be looked for first. */
export interface Searchable {
  readonly size: number
  readonly threshold: number
  /** Everybody worth comparing with one of these faces, and maybe others. What cannot be searched is no error: see `lacks`. */
  near(probes: readonly Template[]): Promise<Comparable>
}

export type People = Comparable | Searchable

/** At once, where everybody is in memory. */
export const whoIsNear = (people: People, probes: readonly Template[]): Comparable | Promise<Comparable> =>
  'near' in people ? people.near(probes) : people

export interface Ranking {
  /** One a person, best first. */
  readonly candidates: readonly Candidate[]
  /** What the first person leads the second by: similarity, or share of votes. Undefined with fewer than two people. */
  readonly margin: number | undefined
}

/** Frames kept for rules that compare each frame; the mean takes in all of them. */
const MAX_FRAMES = 12
/** Eight perfect frames: a mean of more would not notice that somebody else has taken the place. */
const MAX_WEIGHT = 800
/** Of poorer faces more than half are unlike their own person (docs/accuracy.md): they say nothing about who somebody is. */
export const MIN_QUALITY = 25
/**
 * Of so good a face four in five are like their person's others: it says who somebody is not. Of registered people made worse in 19 ways,
 * asking for it before `unknown` left 18 of 61 errors, and 47 of 49 strangers seen well unknown (docs/accuracy.md).
 */
export const CLEAR_QUALITY = 50
const CANDIDATES = 5
/** References each frame is compared with: k of the forerunner's vote; `best` must see past all photos of one person. */
const NEAREST = { vote: 5, best: 64 }

interface Sighting {
  readonly template: Template
  readonly weight: number
}

/** Bounded however long a track lasts. */
export class Evidence {
  #mean: Sighting | undefined
  #best: Sighting[] = []
  #count = 0
  #poorReasons: readonly QualityReason[] = []

  /** Takes in one frame's face. Returns false when its quality is too low to say anything. */
  add(template: Template, quality: Quality): boolean {
    if (quality.value < MIN_QUALITY) {
      this.#poorReasons = quality.reasons
      return false
    }
    const sighting = { template, weight: quality.value }
    const pooled = meanTemplate(this.#mean ? [this.#mean, sighting] : [sighting])
    if (!pooled) return false
    // Each frame counts by its quality alone, until so much is known that the past must fade for a change to show.
    this.#mean = { template: pooled, weight: Math.min(MAX_WEIGHT, (this.#mean?.weight ?? 0) + sighting.weight) }
    this.#best = [...this.#best, sighting].sort((a, b) => b.weight - a.weight).slice(0, MAX_FRAMES)
    this.#count++
    return true
  }

  /** Frames good enough to count. */
  get count(): number {
    return this.#count
  }

  /** Sum of their qualities, capped: 100 is one perfect frame. */
  get weight(): number {
    return this.#mean?.weight ?? 0
  }

  get mean(): Template | undefined {
    return this.#mean?.template
  }

  /** Quality of the best frame; 0 without evidence. */
  get bestQuality(): number {
    return this.#best[0]?.weight ?? 0
  }

  /** Why the last frame that did not count was too poor. */
  get poorReasons(): readonly QualityReason[] {
    return this.#poorReasons
  }

  /** Cosine of a new face to what was seen so far; undefined without evidence. */
  agreesWith(template: Template): number | undefined {
    return this.#mean && this.#mean.template.space === template.space
      ? dot(this.#mean.template.vector, template.vector)
      : undefined
  }

  /** What rank() compares: the same objects until there is more evidence. */
  probes(rule: Rule): readonly Template[] {
    if (!this.#mean) return []
    return rule === 'fusion' ? [this.#mean.template] : this.#best.map(({ template }) => template)
  }

  rank(gallery: Comparable, rule: Rule, threshold: number): Ranking {
    if (!this.#mean) return { candidates: [], margin: undefined }
    if (rule === 'fusion') return bySimilarity(gallery.byMean(this.#mean.template, CANDIDATES))
    const hits = this.#best.map(({ template }) => gallery.byReference(template, NEAREST[rule])).flat()
    return rule === 'best' ? bySimilarity(bestOfEach(hits)) : byVotes(hits, threshold)
  }
}

function bySimilarity(candidates: readonly Candidate[]): Ranking {
  const [first, second] = candidates
  return { candidates, margin: first && second && first.similarity - second.similarity }
}

function bestOfEach(hits: readonly Candidate[]): Candidate[] {
  const best = new Map<string, Candidate>()
  for (const hit of hits) if (hit.similarity > (best.get(hit.personId)?.similarity ?? -2)) best.set(hit.personId, hit)
  return ranked([...best.values()].sort((a, b) => b.similarity - a.similarity))
}

function byVotes(hits: readonly Candidate[], threshold: number): Ranking {
  const votes = new Map<string, Candidate[]>()
  for (const hit of hits) if (hit.similarity >= threshold) votes.set(hit.personId, [...(votes.get(hit.personId) ?? []), hit])
  if (votes.size === 0) return bySimilarity(bestOfEach(hits))
  const tally = [...votes.values()].sort((a, b) => b.length - a.length || b[0]!.similarity - a[0]!.similarity)
  const total = tally.reduce((sum, of) => sum + of.length, 0)
  const candidates = tally.map(of => ({ ...of[0]!, similarity: of.reduce((sum, hit) => sum + hit.similarity, 0) / of.length }))
  return { candidates: ranked(candidates), margin: tally[1] && (tally[0]!.length - tally[1].length) / total }
}

const ranked = (candidates: readonly Candidate[]): Candidate[] =>
  candidates.slice(0, CANDIDATES).map((c, i) => ({ ...c, rank: i + 1 }))
