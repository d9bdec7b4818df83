// Who watches which camera. The engine is told when the first comes and the last goes.

import type { Engine } from '../../app/engine/engine.ts'
import type { LiveClient } from './live-client.ts'

export interface Viewers {
  of(cameraId: string): readonly LiveClient[]
  add(cameraId: string, client: LiveClient): void
  remove(cameraId: string, client: LiveClient): void
}

export function createViewers(engine: Pick<Engine, 'watchCamera'>): Viewers {
  const watching = new Map<string, Set<LiveClient>>()
  // An engine being started anew is told again by itself.
  const tell = (cameraId: string, watched: boolean) => {
    engine.watchCamera(cameraId, watched).catch(() => {})
  }
  return {
    of: cameraId => [...(watching.get(cameraId) ?? [])],
    add(cameraId, client) {
      const clients = watching.get(cameraId) ?? new Set()
      watching.set(cameraId, clients.add(client))
      if (clients.size === 1) tell(cameraId, true)
    },
    remove(cameraId, client) {
      const clients = watching.get(cameraId)
      if (!clients?.delete(client) || clients.size > 0) return
      watching.delete(cameraId)
      tell(cameraId, false)
    },
  }
}
