// Writes what was seen to the timeline, one after the other; a store that fails holds up nobody who recognises.

import { WriteQueue, type WriteQueueOptions } from '../app/write-queue.ts'
import type { EventLog, FaceEvent, Shot } from '../core/records.ts'
import type { SettingsJson } from './contract/system.ts'
import type { ShotMemory } from './shot-memory.ts'

export interface RecorderOptions extends Pick<WriteQueueOptions<unknown>, 'onProblem' | 'pause'> {
  readonly events: Pick<EventLog, 'save'>
  readonly shots: ShotMemory
  readonly settings: () => Pick<SettingsJson, 'keepUnknown' | 'browserEvents'>
  /** Whether the event comes from a camera of the server; the others come from browsers. */
  readonly isCamera: (sourceId: string) => boolean
  /** Whether it is this server's to write. @throws RostroError while that is not certain */
  readonly mayWrite: (event: FaceEvent) => boolean
  readonly onSaved: (eventId: string) => void
}

interface Waiting {
  readonly event: FaceEvent
  readonly shot: Shot | undefined
}

/** Several words about one face count once. */
const MAX_WAITING = 500

export class EventRecorder {
  readonly #options: RecorderOptions
  readonly #queue: WriteQueue<Waiting>

  constructor(options: RecorderOptions) {
    this.#options = options
    const { onProblem, pause } = options
    this.#queue = new WriteQueue({ what: 'Events', write: waiting => this.#write(waiting), onProblem, pause, most: MAX_WAITING })
  }

  /** Of the listener's: returns at once. @returns false for an event that leaves no trace */
  record(event: FaceEvent, shot: Shot | undefined): boolean {
    const { shots, settings, isCamera } = this.#options
    const { keepUnknown, browserEvents } = settings()
    if (!browserEvents && !isCamera(event.sourceId)) return false
    const kept = event.decision.outcome === 'known' || keepUnknown
    if (shot && !kept) shots.set(event.id, shot)
    const keep = (before?: Waiting) => ({ event, shot: kept ? (shot ?? before?.shot ?? shots.get(event.id)) : undefined })
    this.#queue.put(event.id, keep(), keep)
    return true
  }

  /** Writes what waits, unless the store fails. */
  close(): Promise<void> {
    return this.#queue.close()
  }

  async #write({ event, shot }: Waiting): Promise<void> {
    const { events, shots, mayWrite, onSaved } = this.#options
    if (!mayWrite(event)) return
    await events.save(event, shot)
    if (shot) shots.delete(event.id)
    onSaved(event.id)
  }
}
