// Makes a score a chance: the logistic curve that fits scores of two kinds best.

/** sigmoid(slope · score + offset) is the chance of the positive kind, both kinds being as common. */
export interface Logistic {
  readonly slope: number
  readonly offset: number
}

const ROUNDS = 200

/**
 * Platt 1999, "Probabilistic outputs for support vector machines", with its targets that keep two kinds that lie apart from an
 * endless slope; each kind weighs half, however many there are of it. Newton's method, its steps bounded.
 */
export function fitLogistic(positive: readonly number[], negative: readonly number[]): Logistic {
  const [up, down] = [(positive.length + 1) / (positive.length + 2), 1 / (negative.length + 2)]
  const samples = [
    ...positive.map(score => ({ score, target: up, weight: 1 / positive.length })),
    ...negative.map(score => ({ score, target: down, weight: 1 / negative.length })),
  ]
  let [slope, offset] = [1, 0]
  for (let round = 0; round < ROUNDS; round++) {
    let [bySlope, byOffset, ss, so, oo] = [0, 0, 1e-9, 0, 1e-9]
    for (const { score, target, weight } of samples) {
      const chance = 1 / (1 + Math.exp(-(slope * score + offset)))
      const [error, curvature] = [(chance - target) * weight, Math.max(chance * (1 - chance), 1e-9) * weight]
      bySlope += error * score
      byOffset += error
      ss += curvature * score * score
      so += curvature * score
      oo += curvature
    }
    const determinant = ss * oo - so * so
    const steps = [(oo * bySlope - so * byOffset) / determinant, (ss * byOffset - so * bySlope) / determinant] as const
    const longest = Math.max(...steps.map(Math.abs))
    const part = Math.min(1, 1 / longest)
    slope -= part * steps[0]
    offset -= part * steps[1]
    if (longest < 1e-9) break
  }
  return { slope, offset }
}
