// Keeps the newest frame a browser sent until it is taken; one that is overtaken is answered as dropped.

export interface WaitingFrame<Answer> {
  readonly jpeg: Uint8Array
  readonly atMs: number
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

export class NewestFrame<Answer> {
  #waiting: WaitingFrame<Answer | { readonly dropped: true }> | undefined

  get isWaiting(): boolean {
    return this.#waiting !== undefined
  }

  /** Answered by whoever takes it. @param atMs when it arrived */
  put(jpeg: Uint8Array, atMs: number): Promise<Answer | { readonly dropped: true }> {
    this.drop()
    return new Promise((resolve, reject) => {
      this.#waiting = { jpeg, atMs, resolve, reject }
    })
  }

  take(): WaitingFrame<Answer> | undefined {
    const next = this.#waiting
    this.#waiting = undefined
    return next
  }

  drop(): void {
    this.#waiting?.resolve({ dropped: true })
    this.#waiting = undefined
  }
}
