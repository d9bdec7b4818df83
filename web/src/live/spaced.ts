// Work that news asks for, done at once and then at most every so often; what the last news asked for is never left out.

import { useEffect, useEffectEvent, useRef } from 'react'

export interface Spaced {
  readonly ask: () => void
  readonly stop: () => void
}

/** @param later calls back once after so many milliseconds, and returns what takes that back */
export function createSpaced(run: () => void, everyMs: number, later = afterTimeout): Spaced {
  let isAsked = false
  let cancel: (() => void) | undefined
  const go = () => {
    isAsked = false
    run()
    cancel = later(() => {
      cancel = undefined
      if (isAsked) go()
    }, everyMs)
  }
  return {
    ask: () => {
      if (cancel) isAsked = true
      else go()
    },
    stop: () => {
      cancel?.()
      cancel = undefined
    },
  }
}

function afterTimeout(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms)
  return () => {
    clearTimeout(timer)
  }
}

/** The same for a component: `const reload = useSpaced(() => …, 2000)`, then `reload()` at every news. */
export function useSpaced(run: () => void, everyMs: number): () => void {
  const latest = useEffectEvent(run)
  const spaced = useRef<Spaced>(undefined)
  useEffect(() => {
    const made = createSpaced(latest, everyMs)
    spaced.current = made
    return () => {
      made.stop()
    }
  }, [everyMs])
  return () => {
    spaced.current?.ask()
  }
}
