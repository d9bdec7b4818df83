// Keeps the worst of many findings, however many there are.

interface Ranked<T> {
  readonly finding: T
  readonly rank: number
  readonly severity: number
}

const worseFirst = <T>(a: Ranked<T>, b: Ranked<T>): number => b.rank - a.rank || b.severity - a.severity

export class Worst<T> {
  readonly #most: number
  #kept: Ranked<T>[] = []
  /** The least that still counts, once more than enough were seen. */
  #least: Ranked<T> | undefined

  constructor(most: number) {
    this.#most = most
  }

  /** A higher rank is worse whatever the severity. */
  add(finding: T, rank: number, severity: number): void {
    const ranked = { finding, rank, severity }
    if (this.#least && worseFirst(ranked, this.#least) >= 0) return
    this.#kept.push(ranked)
    if (this.#kept.length >= 2 * this.#most) this.#cut()
  }

  /** Worst first. */
  sorted(): T[] {
    this.#cut()
    return this.#kept.map(({ finding }) => finding)
  }

  #cut(): void {
    this.#kept = this.#kept.sort(worseFirst).slice(0, this.#most)
    this.#least = this.#kept[this.#most - 1]
  }
}
