// Writes what was seen to the timeline, one after the other; a store that fails holds up nobody who recognises.

import { messageOf } from '../core/errors.ts'
import type { EventLog, FaceEvent, Shot } from '../core/records.ts'
import type { SettingsJson } from './contract/system.ts'
import type { ShotMemory } from './shot-memory.ts'

export interface RecorderOptions {
  readonly events: Pick<EventLog, 'save'>
  readonly shots: ShotMemory
  readonly settings: () => Pick<SettingsJson, 'keepUnknown' | 'browserEvents'>
  /** Whether the event comes from a camera of the server; the others come from browsers. */
  readonly isCamera: (sourceId: string) => boolean
  readonly onSaved: (eventId: string) => void
  /** Hears when the store fails, and with undefined when it works again. */
  readonly onProblem: (problem: { readonly code: string; readonly message: string } | undefined) => void
  /** Waits before a failed write is tried again. */
  readonly pause: (signal: AbortSignal) => Promise<void>
}

interface Waiting {
  readonly event: FaceEvent
  readonly shot: Shot | undefined
}

/** Events waiting to be written; several of one face count once, the oldest are dropped first. */
const MAX_WAITING = 500

export class EventRecorder {
  readonly #options: RecorderOptions
  readonly #waiting = new Map<string, Waiting>()
  readonly #closing = new AbortController()
  #writing: Promise<void> | undefined
  #dropped = 0

  constructor(options: RecorderOptions) {
    this.#options = options
  }

  /** Of the listener's: returns at once. */
  record(event: FaceEvent, shot: Shot | undefined): void {
    const { shots, settings, isCamera } = this.#options
    const { keepUnknown, browserEvents } = settings()
    if (this.#closing.signal.aborted || (!browserEvents && !isCamera(event.sourceId))) return
    const kept = event.decision.outcome === 'known' || keepUnknown
    if (shot && !kept) shots.set(event.id, shot)
    const before = this.#waiting.get(event.id)
    this.#waiting.delete(event.id)
    const storable = kept ? (shot ?? before?.shot ?? shots.get(event.id)) : undefined
    this.#waiting.set(event.id, { event, shot: storable })
    this.#dropOldest()
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined
    })
  }

  /** Writes what waits, unless the store fails. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#writing
  }

  #dropOldest(): void {
    if (this.#waiting.size <= MAX_WAITING) return
    const oldest = this.#waiting.keys().next().value
    if (oldest !== undefined) this.#waiting.delete(oldest)
    this.#dropped++
  }

  async #write(): Promise<void> {
    const { events, shots, onSaved, onProblem, pause } = this.#options
    for (let next = this.#first(); next; next = this.#first()) {
      const [eventId, waiting] = next
      try {
        await events.save(waiting.event, waiting.shot)
      } catch (error) {
        const lost = this.#dropped > 0 ? ` ${this.#dropped} events were lost so far.` : ''
        onProblem({ code: 'store_unavailable', message: `Events cannot be written: ${messageOf(error)}${lost}` })
        if (this.#closing.signal.aborted) return
        await pause(this.#closing.signal)
        continue
      }
      // A newer word about the same face may have come meanwhile.
      if (this.#waiting.get(eventId) === waiting) this.#waiting.delete(eventId)
      if (waiting.shot) shots.delete(eventId)
      onProblem(undefined)
      onSaved(eventId)
    }
  }

  #first(): [string, Waiting] | undefined {
    return this.#waiting.entries().next().value
  }
}
