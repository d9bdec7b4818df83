// Who may use the networks next: first come, first served, but for faces nobody knows yet; no stream, camera or photo starves another.

export interface Turns {
  /**
   * Runs the work when its turn has come.
   * @param isUrgent goes before what is not, every other time: so neither waits for ever
   */
  run<T>(work: () => Promise<T>, isUrgent?: boolean): Promise<T>
}

/** @param width works that run at once: while one computes, another is decoded */
export function createTurns(width: number): Turns {
  const [urgent, others]: (() => void)[][] = [[], []] as const
  let running = 0
  let wasUrgent = false

  /** Of those that waited longest. */
  const next = (): (() => void) | undefined => {
    const [first, second] = wasUrgent ? [others, urgent] : [urgent, others]
    const from = first.length > 0 ? first : second
    wasUrgent = from === urgent
    return from.shift()
  }
  return {
    async run(work, isUrgent = false) {
      if (running >= width) await new Promise<void>(resolve => (isUrgent ? urgent : others).push(resolve))
      else running++
      try {
        return await work()
      } finally {
        // The place goes straight to whoever waited.
        const wake = next()
        if (wake) wake()
        else running--
      }
    },
  }
}
