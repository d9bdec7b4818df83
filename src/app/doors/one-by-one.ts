// Does one thing after the other; what fails goes to one place and holds up nothing.

export class OneByOne {
  readonly #onFailure: (error: unknown) => void
  readonly #onDone: () => void
  #last: Promise<void> | undefined

  /** @param onDone after each thing, failed or not */
  constructor(onFailure: (error: unknown) => void, onDone: () => void) {
    this.#onFailure = onFailure
    this.#onDone = onDone
  }

  get isBusy(): boolean {
    return this.#last !== undefined
  }

  add(work: () => Promise<void>): void {
    const done: Promise<void> = (this.#last ?? Promise.resolve())
      .then(work)
      .catch(this.#onFailure)
      .finally(() => {
        if (this.#last === done) this.#last = undefined
      })
      .then(this.#onDone)
      .catch(() => {}) // Of whoever was told; nothing here depends on it.
    this.#last = done
  }

  /** Resolves once nothing is to be done any more. */
  async idle(): Promise<void> {
    while (this.#last) await this.#last
  }
}
