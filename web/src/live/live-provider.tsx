// The page's one live connection, opened when something first needs it and closed when the signed-in page goes.

import { createContext, useContext, useEffect, useEffectEvent, useState, type ReactNode } from 'react'
import { LiveConnection, type LiveListener } from './connection.ts'
import type { LiveState } from './worker-messages.ts'

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

export function useLive(): LiveDoor {
  const door = useContext(LiveContext)
  if (!door) throw new Error('LiveProvider is missing above this component.')
  return door
}

export function useLiveState(): LiveState {
  const [state, setState] = useState<LiveState>('connecting')
  const door = useLiveNews(news => {
    if (news.type === 'state') setState(news.state)
  })
  useEffect(() => {
    setState(door.get().state)
  }, [door])
  return state
}
