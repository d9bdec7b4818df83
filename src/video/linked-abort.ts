// An abort of one's own that also follows somebody else's, and lets go of it again.

export interface LinkedAbort {
  readonly signal: AbortSignal
  readonly abort: () => void
  /** Stops following; AbortSignal.any() cannot, and leaks on a signal that lives as long as the process. */
  readonly unlink: () => void
}

export function linkAbort(parent: AbortSignal | undefined): LinkedAbort {
  const own = new AbortController()
  const abort = () => {
    own.abort()
  }
  if (parent?.aborted) abort()
  parent?.addEventListener('abort', abort, { once: true })
  return { signal: own.signal, abort, unlink: () => parent?.removeEventListener('abort', abort) }
}

/** Read anew at every call; of `signal.aborted` the compiler believes that it stays as it was. */
export const hasAborted = (signal: AbortSignal): boolean => signal.aborted
