// Who may use the networks next: first come, first served, so that no stream, camera or photo starves another.

export interface Turns {
  /** Runs the work when its turn has come. */
  run<T>(work: () => Promise<T>): Promise<T>
}

/** @param width works that run at once: while one computes, another is decoded */
export function createTurns(width: number): Turns {
  const waiting: (() => void)[] = []
  let running = 0
  return {
    async run(work) {
      if (running >= width) await new Promise<void>(resolve => waiting.push(resolve))
      else running++
      try {
        return await work()
      } finally {
        // The place goes straight to whoever waited longest.
        const next = waiting.shift()
        if (next) next()
        else running--
      }
    },
  }
}
