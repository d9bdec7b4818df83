// Who is here now, for a component: changes only when the list does, or twice a second, however many answers come.

import { useCallback, useRef, useState } from 'react'
import type { LiveFace } from '../../../src/client.ts'
import { NOBODY, see, type Present } from './presence.ts'

const REFRESH_MS = 500

export interface Announcement {
  readonly number: number
  readonly names: readonly string[]
}

export function usePresence() {
  const now = useRef(NOBODY)
  const shownAt = useRef(0)
  const [present, setPresent] = useState<readonly Present[]>([])
  const [announcement, setAnnouncement] = useState<Announcement>({ number: 0, names: [] })

  const hear = useCallback((faces: readonly LiveFace[]) => {
    const at = performance.now()
    const before = signature(now.current.present)
    now.current = see(now.current, faces, at)
    const { present, arrived } = now.current
    if (arrived.length > 0) setAnnouncement(last => ({ number: last.number + 1, names: arrived }))
    if (signature(present) === before && at - shownAt.current < REFRESH_MS) return
    shownAt.current = at
    setPresent(present)
  }, [])

  const clear = useCallback(() => {
    now.current = NOBODY
    setPresent([])
  }, [])

  return { present, announcement, hear, clear }
}

const signature = (present: readonly Present[]): string =>
  present.map(({ key, face }) => `${key}:${face.decision.outcome}`).join(' ')
