// What is wrong at this moment, for the banner of the page and for /ready: each trouble once, since when.

export interface Problem {
  readonly code: string
  readonly message: string
  readonly since: Date
  /** Shown to people; the server works. */
  readonly harmless?: boolean
}

export class Problems {
  readonly #now: () => Date
  readonly #bySource = new Map<string, Problem>()

  constructor(now: () => Date) {
    this.#now = now
  }

  /** @returns whether anything changed, so that it is logged once. @param problem undefined when all is well again */
  set(source: string, problem: Omit<Problem, 'since'> | undefined): boolean {
    const before = this.#bySource.get(source)
    if (!problem) return this.#bySource.delete(source)
    if (before?.code === problem.code && before.message === problem.message) return false
    this.#bySource.set(source, { ...problem, since: before?.since ?? this.#now() })
    return true
  }

  list(): readonly Problem[] {
    return [...this.#bySource.values()]
  }
}
