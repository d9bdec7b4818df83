// Single keys of a kiosk. They wait a moment: a badge reader types letters too, and means none of them.

import { useEffect, useEffectEvent } from 'react'

/** A reader leaves less time between two characters. */
const ALONE_MS = 80

/** Keys by name, letters in lower case; none work while something is typed. */
export function useKioskKeys(keys: Readonly<Record<string, () => void>>, areOn: boolean): void {
  const run = useEffectEvent((key: string) => {
    keys[key]?.()
  })
  useEffect(() => {
    if (!areOn) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let lastAt = -Infinity
    const hear = (event: KeyboardEvent) => {
      const isReader = event.timeStamp - lastAt < ALONE_MS
      lastAt = event.timeStamp
      clearTimeout(timer)
      if (isReader || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
      timer = setTimeout(run, ALONE_MS, event.key.toLowerCase())
    }
    document.addEventListener('keydown', hear)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('keydown', hear)
    }
  }, [areOn])
}
