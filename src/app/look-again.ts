// Looks at a store again and again, one look after the other.

export interface Looks {
  /** Looks now: one already under way may have begun before the caller's change. @throws what looking throws */
  refresh(): Promise<void>
  /** From now on every so often. A database that is away may take seconds to say so: then fewer. */
  start(everyMs: number, onWell: () => void, onProblem: (error: unknown) => void): void
  stop(): void
}

export function lookAgain(look: () => Promise<void>): Looks {
  let last = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const refresh = (): Promise<void> => (last = last.catch(() => {}).then(look))
  return {
    refresh,
    start(everyMs, onWell, onProblem) {
      let isLooking = false
      const lookOnce = async () => {
        if (isLooking) return
        isLooking = true
        await refresh().then(onWell, onProblem)
        isLooking = false
      }
      timer = setInterval(() => void lookOnce(), everyMs).unref()
    },
    stop() {
      clearInterval(timer)
    },
  }
}
