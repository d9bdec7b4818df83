// Ways of making one answer of the frames of a track, computed from similarities alone, so that all of them judge the very same track.

/** One track compared with everybody. Cosines throughout; a person has one template or several. */
export interface TrackScores {
  /** Of each frame: 0–100. */
  readonly quality: readonly number[]
  /** Frames with frames. */
  readonly agreement: readonly ArrayLike<number>[]
  /** Person → template → frame. */
  readonly similarity: readonly (readonly ArrayLike<number>[])[]
  /** Of people who are nobody in this study, if rules ask for it: see fusion-norm.ts. */
  readonly cohort?: {
    /** Other → frame. */
    readonly similarity: readonly ArrayLike<number>[]
    /** Person → other, of the person's first template. */
    readonly people: readonly ArrayLike<number>[]
  }
}

/**
 * Who is named from which threshold on: a step says whom at every threshold up to it, down to the next step's; steps fall. All but
 * votes have one step: a person and a score.
 */
export type Naming = readonly { readonly upTo: number; readonly person: number | undefined }[]

export const nameAt = (naming: Naming, threshold: number): number | undefined =>
  naming.findLast(step => threshold <= step.upTo)?.person

/** Whom a track is said to be; asked without one person, as if they were not enrolled. */
export type FusionRule = (track: TrackScores) => (without?: number) => Naming

/** The most similar person by a score of their own, if it leads by `minLead`. */
export const byScore =
  (score: (track: TrackScores) => readonly number[], minLead = 0): FusionRule =>
  track => {
    const scores = score(track)
    return without => {
      let person: number | undefined
      let [first, second] = [-Infinity, -Infinity]
      for (let i = 0; i < scores.length; i++) {
        const value = scores[i]!
        if (i === without || !(value > second)) continue
        if (value > first) [first, second, person] = [value, first, i]
        else second = value
      }
      return person === undefined || first - second < minLead ? [] : [{ upTo: first, person }]
    }
  }

function bestTemplate(templates: readonly ArrayLike<number>[], of: (frames: ArrayLike<number>) => number): number {
  let best = -Infinity
  for (const frames of templates) best = Math.max(best, of(frames))
  return best
}

/** How much each frame counts. */
export type FrameWeights = (quality: readonly number[]) => readonly number[]

export const byQuality: FrameWeights = quality => quality
export const alike: FrameWeights = quality => quality.map(() => 1)
/** The `count` best frames alike, of those there are. */
export const bestFrames =
  (count: number | 'half'): FrameWeights =>
  quality => {
    const keep = count === 'half' ? Math.ceil(quality.length / 2) : count
    const ranked = [...quality.keys()].sort((a, b) => quality[b]! - quality[a]!).slice(0, keep)
    return quality.map((_, i) => (ranked.includes(i) ? 1 : 0))
  }
/** A frame that came first, whatever it is worth. */
export const firstFrame: FrameWeights = quality => quality.map((_, i) => (i === 0 ? 1 : 0))

/** Cosine of the frames' weighted mean embedding to each person. */
export const meanEmbedding =
  (weigh: FrameWeights) =>
  ({ quality, agreement, similarity }: TrackScores): number[] => {
    const weights = weigh(quality)
    let square = 0
    for (const [i, a] of weights.entries()) for (const [j, b] of weights.entries()) square += a * b * agreement[i]![j]!
    const length = Math.sqrt(Math.max(1e-12, square))
    return similarity.map(templates => bestTemplate(templates, frames => weightedSum(weights, frames) / length))
  }

/** Weighted mean of the frames' cosines to each person. */
export const meanScore =
  (weigh: FrameWeights) =>
  ({ quality, similarity }: TrackScores): number[] => {
    const weights = weigh(quality)
    const total = weights.reduce((sum, w) => sum + w, 0)
    return similarity.map(templates => bestTemplate(templates, frames => weightedSum(weights, frames) / total))
  }

/** The highest cosine of any frame. */
export const bestScore = ({ similarity }: TrackScores): number[] => similarity.map(templates => bestTemplate(templates, highest))

/** The sum over frames of what each says for a person: log-likelihood ratios make a sequential test's statistic of it. */
export const summedEvidence =
  (llr: (cosine: number, quality: number) => number) =>
  ({ quality, similarity }: TrackScores): number[] =>
    similarity.map(templates => bestTemplate(templates, frames => quality.reduce((sum, q, f) => sum + llr(frames[f]!, q), 0)))

function weightedSum(weights: readonly number[], frames: ArrayLike<number>): number {
  let sum = 0
  for (let f = 0; f < weights.length; f++) sum += weights[f]! * frames[f]!
  return sum
}

function highest(values: ArrayLike<number>): number {
  let best = -Infinity
  for (const value of Array.from(values)) best = Math.max(best, value)
  return best
}

/** The persons of one frame by similarity, best first: each of their templates by itself. */
function rankFrame({ similarity }: TrackScores, frame: number): { readonly person: number; readonly cosine: number }[] {
  const all: { person: number; cosine: number }[] = []
  for (const [person, templates] of similarity.entries())
    for (const frames of templates) all.push({ person, cosine: frames[frame]! })
  return all.sort((a, b) => b.cosine - a.cosine)
}

/** Each frame names the person it is most similar to; who is named by so many frames has the score of the last of them. */
export const framesAgree =
  (needed: (frames: number) => number): FusionRule =>
  track => {
    const frames = [...track.quality.keys()].map(f => rankFrame(track, f))
    return without => {
      const votes = new Map<number, number[]>()
      for (const ranked of frames) {
        const first = ranked.find(({ person }) => person !== without)
        if (first) votes.set(first.person, [...(votes.get(first.person) ?? []), first.cosine])
      }
      const last = Math.min(frames.length, needed(frames.length)) - 1
      const agreed = [...votes].map(([person, cosines]) => ({ person, upTo: cosines.sort((a, b) => b - a)[last] ?? -Infinity }))
      return agreed.sort((a, b) => b.upTo - a.upTo).slice(0, 1)
    }
  }

/**
 * The forerunner's vote, as `vote` of recognition counts it: of each frame's `k` most similar references those at the threshold or
 * above vote for their person. Most votes name, if they lead by `minLead` of all votes.
 */
export const vote =
  (k: number, minLead: number): FusionRule =>
  track => {
    const frames = [...track.quality.keys()].map(f => rankFrame(track, f))
    return without => {
      const hits = frames.flatMap(ranked => ranked.filter(({ person }) => person !== without).slice(0, k))
      hits.sort((a, b) => b.cosine - a.cosine)
      const votes = new Map<number, number>()
      return hits.map(({ person, cosine: upTo }, i) => {
        votes.set(person, (votes.get(person) ?? 0) + 1)
        const [first, second] = [...votes].sort(([, a], [, b]) => b - a)
        const leads = !second || (first![1] - second[1]) / (i + 1) >= minLead
        return { upTo, person: leads ? first![0] : undefined }
      })
    }
  }
