// The page's one live connection, opened when something first needs it and closed when the signed-in page goes.

import { useQueryClient } from '@tanstack/react-query'
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react'
import { LiveConnection, type LiveListener } from './connection.ts'
import { ApiError, sessionQuery } from '../api.ts'
import { useErrorText } from '../components/notices.tsx'
import { useText } from '../i18n/language.tsx'
import { live } from '../i18n/parts/live.ts'
import type { LiveState } from './worker-messages.ts'

/** A drop shorter than this is nobody's business. */
const GONE_MS = 2000

/** Opens the connection at its first use. */
class LiveDoor {
  #connection: LiveConnection | undefined

  get(): LiveConnection {
    return (this.#connection ??= new LiveConnection())
  }

  close(): void {
    this.#connection?.close()
    this.#connection = undefined
  }
}

const LiveContext = createContext<LiveDoor | undefined>(undefined)

/** Around everything that needs a session: a connection without one would be refused again and again. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const [door] = useState(() => new LiveDoor())
  useEffect(
    () => () => {
      door.close()
    },
    [door],
  )
  return <LiveContext value={door}>{children}</LiveContext>
}

/** What the connection says, as it comes: `useLiveNews(news => { if (news.type === 'event') … })`. */
export function useLiveNews(listener: LiveListener): LiveDoor {
  const door = useLive()
  const hear = useEffectEvent(listener)
  useEffect(() => door.get().subscribe(hear), [door])
  return door
}

/** Calls once the connection is back after a drop: what happened meanwhile was told to nobody. */
export function useReconnected(run: () => void): void {
  const wasGone = useRef(false)
  useLiveNews(news => {
    if (news.type !== 'state') return
    if (news.state === 'waiting') wasGone.current = true
    if (news.state !== 'open' || !wasGone.current) return
    wasGone.current = false
    run()
  })
}

export function useLive(): LiveDoor {
  const door = useContext(LiveContext)
  if (!door) throw new Error('LiveProvider is missing above this component.')
  return door
}

export function useLiveState(): LiveState {
  const door = useLive()
  const subscribe = useCallback(
    (changed: () => void) =>
      door.get().subscribe(news => {
        if (news.type === 'state') changed()
      }),
    [door],
  )
  return useSyncExternalStore(subscribe, () => door.get().state)
}

/** A sentence when the connection is gone for longer than a blink, or the server refused something. */
export function useLiveNotice(): string | undefined {
  const t = useText(live)
  const say = useErrorText()
  const state = useLiveState()
  const [refused, setRefused] = useState<string>()
  const [isGone, setIsGone] = useState(false)
  const client = useQueryClient()
  useLiveNews(news => {
    if (news.type === 'error') setRefused(say(new ApiError(0, news.code, news.message)))
    if (news.type === 'faces' || news.type === 'look' || news.type === 'picture') setRefused(undefined)
  })
  const isOpen = state === 'open'
  useEffect(() => {
    if (isOpen) return
    const timer = setTimeout(() => {
      setIsGone(true)
      // It may be refused because nobody is signed in any more: then the page shows the sign-in.
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey })
    }, GONE_MS)
    return () => {
      clearTimeout(timer)
      setIsGone(false)
    }
  }, [isOpen, client])
  if (isGone) return t('reconnecting')
  return refused === undefined ? undefined : t('serverSaid', { message: refused })
}
