// Exact intervals of proportions.

export interface Interval {
  readonly low: number
  readonly high: number
}

/** Clopper & Pearson 1934: never covers less than `level`. */
export function clopperPearson(successes: number, trials: number, level = 0.95): Interval {
  const tail = (1 - level) / 2
  return {
    low: successes === 0 ? 0 : solve(p => 1 - binomialCdf(successes - 1, trials, p) - tail),
    high: successes === trials ? 1 : solve(p => tail - binomialCdf(successes, trials, p)),
  }
}

/** P(X <= k) of a binomial with 0 < p < 1. */
export function binomialCdf(k: number, n: number, p: number): number {
  const odds = Math.log(p) - Math.log1p(-p)
  let logTerm = n * Math.log1p(-p)
  let sum = Math.exp(logTerm)
  for (let i = 1; i <= k; i++) {
    logTerm += Math.log((n - i + 1) / i) + odds
    sum += Math.exp(logTerm)
  }
  return Math.min(1, sum)
}

/** Where an increasing function of a probability crosses 0. */
function solve(increasing: (p: number) => number): number {
  let low = 0
  let high = 1
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (increasing(middle) < 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}
