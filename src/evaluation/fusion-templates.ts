// Ways of making templates of a person's photos, as weights of the photos, computed from their similarities alone.

/** A person's photos: quality 0–100 of each, and the cosine of each to each. */
export interface Photos {
  readonly quality: readonly number[]
  readonly agreement: readonly ArrayLike<number>[]
}

/** Weights of the photos in each template of the person; every template is the weighted mean direction. */
export type TemplateForm = (photos: Photos) => readonly (readonly number[])[]

export const weightedMean: TemplateForm = ({ quality }) => [quality.map(q => Math.max(1, q))]
export const plainMean: TemplateForm = ({ quality }) => [quality.map(() => 1)]
export const eachPhoto: TemplateForm = ({ quality }) => quality.map((_, i) => quality.map((_q, j) => (i === j ? 1 : 0)))

/** The weighted mean without photos whose mean cosine to the others is below `share` of the person's median; never fewer than two. */
export const trimmedMean =
  (share: number): TemplateForm =>
  ({ quality, agreement }) => {
    const n = quality.length
    if (n < 3) return weightedMean({ quality, agreement })
    const toOthers = quality.map(
      (_, i) => (Array.from(agreement[i]!).reduce((sum, c) => sum + c, 0) - agreement[i]![i]!) / (n - 1),
    )
    const ranked = [...toOthers].sort((a, b) => b - a)
    const least = Math.min(share * ranked[n >> 1]!, ranked[1]!)
    return [quality.map((q, i) => (toOthers[i]! >= least ? Math.max(1, q) : 0))]
  }

/** Spherical k-means, begun with photos as unlike as can be; templates nobody is nearest to are left out. */
export const clusters =
  (k: number): TemplateForm =>
  ({ quality, agreement }) => {
    const n = quality.length
    const centres = farthestFirst(agreement, Math.min(k, n), 0)
    let owner = quality.map((_, i) => nearest(centres.map(c => agreement[i]![c]!)))
    for (let round = 0; round < 10; round++) {
      const means = centres.map((_, c) => owner.map((o, i) => (o === c ? Math.max(1, quality[i]!) : 0)))
      const lengths = means.map(weights => meanLength(weights, agreement))
      const next = quality.map((_, i) => nearest(means.map((weights, c) => toMean(i, weights, agreement) / lengths[c]!)))
      if (next.every((o, i) => o === owner[i])) break
      owner = next
    }
    return centres.flatMap((_, c) => {
      const weights = owner.map((o, i) => (o === c ? Math.max(1, quality[i]!) : 0))
      return weights.some(w => w > 0) ? [weights] : []
    })
  }

/** `count` photos, from `first` on each the least like all before it (Gonzalez 1985). */
export function farthestFirst(agreement: readonly ArrayLike<number>[], count: number, first: number): number[] {
  const chosen = [first]
  while (chosen.length < count) {
    const rest = [...agreement.keys()].filter(i => !chosen.includes(i))
    const likeness = rest.map(i => Math.max(...chosen.map(c => agreement[i]![c]!)))
    chosen.push(rest[likeness.indexOf(Math.min(...likeness))]!)
  }
  return chosen
}

/** Of the weighted sum of the photos' embeddings. */
export function meanLength(weights: readonly number[], agreement: readonly ArrayLike<number>[]): number {
  let square = 0
  for (const [i, a] of weights.entries()) if (a > 0) square += a * toMean(i, weights, agreement)
  return Math.sqrt(Math.max(1e-12, square))
}

function toMean(photo: number, weights: readonly number[], agreement: readonly ArrayLike<number>[]): number {
  let sum = 0
  for (const [j, weight] of weights.entries()) sum += weight * agreement[photo]![j]!
  return sum
}

const nearest = (cosines: readonly number[]): number => {
  const best = cosines.reduce((high, c) => (c > high ? c : high), -Infinity)
  return Math.max(0, cosines.indexOf(best))
}
