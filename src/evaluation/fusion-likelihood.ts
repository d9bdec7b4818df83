// How much likelier a cosine is for the right person than for another, by the quality of the frame: what a sequential test adds up.

/** The cosine of one frame to a person's template. */
export interface Observed {
  readonly cosine: number
  /** 0–100, of the frame. */
  readonly quality: number
}

interface Normal {
  readonly mean: number
  readonly sd: number
}

/** Qualities are taken together between these. */
const BINS = [0, 40, 70, Infinity]
const FEWEST = 20

/**
 * Log-likelihood ratio (natural) of two normal distributions a bin of quality (Wald 1945 for what to do with it). Below the
 * impostors' mean a cosine says no less against a person: the ratio of two normals would turn.
 * Bins with fewer than 20 of a kind take the distributions of all.
 */
export function fitLikelihood(
  genuine: readonly Observed[],
  impostor: readonly Observed[],
): (cosine: number, quality: number) => number {
  const all = { genuine: normal(genuine), impostor: normal(impostor) }
  const bins = BINS.slice(1).map((to, i) => {
    const within = ({ quality }: Observed) => quality >= BINS[i]! && quality < to
    const [g, o] = [genuine.filter(within), impostor.filter(within)]
    return Math.min(g.length, o.length) < FEWEST ? all : { genuine: normal(g), impostor: normal(o) }
  })
  return (cosine, quality) => {
    const bin = bins[BINS.findLastIndex(from => quality >= from)] ?? all
    const seen = Math.max(cosine, bin.impostor.mean)
    return logDensity(seen, bin.genuine) - logDensity(seen, bin.impostor)
  }
}

function normal(of: readonly Observed[]): Normal {
  const mean = of.reduce((sum, { cosine }) => sum + cosine, 0) / of.length
  const variance = of.reduce((sum, { cosine }) => sum + (cosine - mean) ** 2, 0) / Math.max(1, of.length - 1)
  return { mean, sd: Math.max(1e-3, Math.sqrt(variance)) }
}

const logDensity = (value: number, { mean, sd }: Normal): number => -Math.log(sd) - (value - mean) ** 2 / (2 * sd * sd)
