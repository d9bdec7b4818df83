// Which cameras this server watches: all of them, or its share where several servers use one store; and what it may write of them.

import { Node } from '../app/nodes/node.ts'
import { RostroError } from '../core/errors.ts'
import type { MonotonicClock, Store } from '../core/ports.ts'
import type { FaceEvent, KeptCamera } from '../core/records.ts'
import type { CameraRunner } from './camera-runner.ts'

export interface CameraShareOptions {
  readonly store: Pick<Store, 'cameras' | 'leases' | 'news'>
  readonly cameras: Pick<CameraRunner, 'follow'>
  /** What people call this server, where several use the store; undefined: it is the only one. */
  readonly nodeName: string | undefined
  /** Cameras that were another server's until now. */
  readonly onTaken: (cameraIds: readonly string[]) => Promise<void>
  /** Cameras that are another server's from now on. */
  readonly onLost: (cameraIds: readonly string[]) => void
  /** Other servers wrote events or visits. */
  readonly onOthersWrote: () => void
  readonly now: () => Date
  readonly clock: MonotonicClock
}

export interface CameraShare {
  /** Takes in cameras that were added, changed or deleted, whichever server did it, and what the servers share out anew. @throws RostroError store_* */
  follow(): Promise<void>
  /** Whether this server is the one to do what only one of them does. */
  does(task: Task): boolean
  /**
   * Whether an event is this server's to write down: not one of a camera that another has taken over meanwhile.
   * @throws RostroError store_busy while it is not certain; try again
   */
  mayWrite(event: Pick<FaceEvent, 'sourceId' | 'startedAt'>): boolean
  /** An event or a visit was written: other servers hear of it soon. */
  wrote(): void
  /** Gives away what it has. @throws RostroError store_* */
  close(): Promise<void>
}

/** Many events are told as one: each word holds up the ends of what others write. */
const TELL_AFTER_MS = 250

const TASKS = ['alerts', 'visitors'] as const
/** Sends alerts; puts visitors right. */
export type Task = (typeof TASKS)[number]

const CAMERA = 'camera:'
const TASK = 'task:'

export function openCameraShare(options: CameraShareOptions): CameraShare {
  return options.nodeName === undefined ? alone(options) : shared(options, options.nodeName)
}

function alone({ store, cameras }: CameraShareOptions): CameraShare {
  return {
    async follow() {
      await cameras.follow(() => store.cameras.list())
    },
    does: () => true,
    mayWrite: () => true,
    wrote: () => undefined,
    close: () => Promise.resolve(),
  }
}

function shared({ store, cameras, onTaken, onLost, onOthersWrote, now, clock }: CameraShareOptions, about: string): CameraShare {
  let known: readonly KeptCamera[] = []
  /** Until when cameras that are another's now were surely this server's. */
  const ours = new Map<string, Date>()
  let sureAt = now()
  let watched: ReadonlySet<string> = new Set()
  let written = 0
  let telling: NodeJS.Timeout | undefined
  const followKnown = () => cameras.follow(() => Promise.resolve(known), elsewhere)
  const elsewhere = ({ id }: KeptCamera) => (node.held.has(CAMERA + id) ? undefined : (node.holderOf(CAMERA + id) ?? ''))
  const node: Node = new Node({
    ...{ leases: store.leases, about, clock, onOthersWrote },
    written: () => written,
    async wanted() {
      known = await store.cameras.list()
      return [TASKS.map(task => TASK + task), known.flatMap(({ id, enabled }) => (enabled ? [CAMERA + id] : []))]
    },
    async onHeld(names) {
      const taken = known.filter(({ id }) => names.has(CAMERA + id) && !watched.has(id)).map(({ id }) => id)
      const lost = [...watched].filter(id => !names.has(CAMERA + id))
      for (const id of lost) ours.set(id, sureAt)
      watched = new Set(known.flatMap(({ id }) => (names.has(CAMERA + id) ? [id] : [])))
      for (const id of [...ours.keys()]) if (watched.has(id) || !known.some(camera => camera.id === id)) ours.delete(id)
      if (lost.length > 0) onLost(lost)
      if (taken.length > 0) await onTaken(taken)
      await followKnown()
    },
  })
  return {
    async follow() {
      // What is lost in this beat was this server's until it was last sure of it.
      if (node.isSure) sureAt = now()
      await node.beat()
      await followKnown()
    },
    does: task => node.held.has(TASK + task),
    mayWrite({ sourceId, startedAt }) {
      if (!node.held.has(CAMERA + sourceId)) {
        const until = ours.get(sourceId)
        return until === undefined || startedAt <= until
      }
      if (node.isSure) return true
      throw new RostroError('store_busy', 'This server has to hear first that the camera is still its own; that is tried again.')
    },
    wrote() {
      written++
      telling ??= setTimeout(() => {
        telling = undefined
        // Where that fails, or is not heard, the next beat says it.
        void store.news.tell('events').catch(() => undefined)
      }, TELL_AFTER_MS)
    },
    async close() {
      clearTimeout(telling)
      await node.close()
    },
  }
}
