// A browser that stands at a door: sends its frames, hears what to show, says what somebody typed or pressed.

import { useEffect, useEffectEvent, useReducer, useRef, type RefObject } from 'react'
import { LiveConnection, type LiveNews } from '../live/connection.ts'
import { FramePump } from '../live/frame-pump.ts'
import { GREETING_MS, hear, NOBODY, type Standing } from './standing.ts'
import { soundOf, type Sound } from './tones.ts'

export interface DoorPlace {
  readonly doorId: string
  /** Undefined: whoever is signed in. */
  readonly key: string | undefined
}

/** This browser may not stand here, or there is no such door. */
const REFUSED: ReadonlySet<string> = new Set(['forbidden', 'unauthenticated', 'door_not_found'])

type Said = Parameters<LiveConnection['sayAtDoor']>[0]

export interface AtDoor {
  /** For the element whose frames are sent. */
  readonly video: RefObject<HTMLVideoElement | null>
  readonly standing: Standing
  readonly say: (message: Said) => void
}

export function useDoor({ doorId, key }: DoorPlace, stream: MediaStream, onSound: (sound: Sound) => void): AtDoor {
  const video = useRef<HTMLVideoElement>(null)
  const [standing, tell] = useReducer(hear, NOBODY)
  const connection = useRef<LiveConnection>(undefined)
  const sound = useEffectEvent((news: Extract<LiveNews, { type: 'door' }>) => {
    const heard = soundOf(standing.view, news.view)
    if (heard) onSound(heard)
  })
  const listen = useEffectEvent((news: LiveNews) => {
    if (news.type === 'turned_away') tell({ type: 'link', link: 'turned_away' })
    if (news.type === 'error' && REFUSED.has(news.code)) tell({ type: 'link', link: 'turned_away' })
    if (news.type === 'state') tell({ type: 'link', link: linkOf(news.state) })
    if (news.type !== 'door') return
    sound(news)
    tell({ type: 'view', view: news.view, now: performance.now() })
  })

  useEffect(() => {
    if (!video.current) return
    video.current.srcObject = stream
    const made = new LiveConnection(key === undefined ? undefined : { doorId, key })
    connection.current = made
    made.sendFramesFor({ type: 'door', doorId, camera: (stream.getVideoTracks()[0]?.label ?? '').slice(0, 200) })
    const pump = new FramePump(video.current, made, () => {})
    const unsubscribe = made.subscribe(news => {
      pump.hear(news)
      listen(news)
    })
    return () => {
      unsubscribe()
      pump.stop()
      made.close()
      connection.current = undefined
    }
  }, [doorId, key, stream])

  // No frame may come any more that would take the name away.
  const { openedAt } = standing
  useEffect(() => {
    if (openedAt === undefined) return
    const timer = setTimeout(() => {
      tell({ type: 'greeted' })
    }, GREETING_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [openedAt])

  const say = (message: Said) => connection.current?.sayAtDoor(message)
  return { video, standing, say }
}

const linkOf = (state: Extract<LiveNews, { type: 'state' }>['state']) =>
  state === 'open' ? 'open' : state === 'connecting' ? 'connecting' : 'gone'
