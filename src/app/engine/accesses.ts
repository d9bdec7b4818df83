// Browsers beside doors, by id: newest frame only, one frame of each at a time, everybody in turn.

import { RostroError } from '../../core/errors.ts'
import { Access } from './access.ts'
import type { AccessPushed, Engine } from './engine.ts'
import type { Vision } from './vision.ts'

const MAX_ACCESSES = 32

interface Waiting {
  readonly jpeg: Uint8Array
  readonly atMs: number
  readonly resolve: (pushed: AccessPushed) => void
  readonly reject: (error: unknown) => void
}

interface Open {
  readonly access: Access
  waiting: Waiting | undefined
  busy: boolean
}

export interface Accesses extends Pick<Engine, 'openAccess' | 'pushAccessFrame' | 'beginChallenge' | 'closeAccess'> {
  /** The settings in force have changed. */
  decideAnew(): void
  close(): void
}

export function createAccesses(vision: Vision): Accesses {
  const open = new Map<string, Open>()

  async function work(one: Open): Promise<void> {
    one.busy = true
    for (let next = one.waiting; next; next = one.waiting) {
      one.waiting = undefined
      const { jpeg, atMs, resolve, reject } = next
      try {
        resolve({ dropped: false, look: await vision.turns.run(() => one.access.look(jpeg, atMs)) })
      } catch (error) {
        reject(error)
      }
    }
    one.busy = false
  }

  function found(id: string): Open {
    const one = open.get(id)
    if (!one) throw new RostroError('request_invalid', `Nobody stands at a door as ${id}: open it first.`)
    return one
  }

  function close(id: string): void {
    const one = open.get(id)
    open.delete(id)
    one?.waiting?.resolve({ dropped: true })
    if (one) one.waiting = undefined
  }

  return {
    openAccess({ id, settings }) {
      if (!open.has(id) && open.size >= MAX_ACCESSES)
        return Promise.reject(new RostroError('too_many_requests', `${MAX_ACCESSES} doors are watched: close one first.`))
      close(id)
      open.set(id, { access: new Access(id, settings, vision), waiting: undefined, busy: false })
      return Promise.resolve()
    },

    async pushAccessFrame(id, jpeg) {
      const one = found(id)
      return new Promise((resolve, reject) => {
        one.waiting?.resolve({ dropped: true })
        one.waiting = { jpeg, atMs: vision.clock.monotonic(), resolve, reject }
        if (!one.busy) void work(one)
      })
    },

    async beginChallenge(id, challenge) {
      found(id).access.begin(challenge)
      return Promise.resolve()
    },

    closeAccess(id) {
      close(id)
      return Promise.resolve()
    },

    decideAnew() {
      for (const { access } of open.values()) access.decideAnew()
    },

    close() {
      for (const id of [...open.keys()]) close(id)
    },
  }
}
