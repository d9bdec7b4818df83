// Pictures of unknown faces while an operator may still name them: in memory only, few, and for an hour at most.

import type { Shot } from '../core/records.ts'

const MAX_SHOTS = 200
const LASTS_MS = 3_600_000

export class ShotMemory {
  readonly #now: () => Date
  readonly #shots = new Map<string, { readonly shot: Shot; readonly atMs: number }>()

  constructor(now: () => Date) {
    this.#now = now
  }

  set(eventId: string, shot: Shot): void {
    this.#shots.delete(eventId)
    this.#shots.set(eventId, { shot, atMs: this.#now().getTime() })
    this.forgetOld()
  }

  get(eventId: string): Shot | undefined {
    this.forgetOld()
    return this.#shots.get(eventId)?.shot
  }

  delete(eventId: string): void {
    this.#shots.delete(eventId)
  }

  /** Oldest first, as the map keeps them. */
  forgetOld(): void {
    for (const [eventId, { atMs }] of this.#shots) {
      const isOld = this.#now().getTime() - atMs > LASTS_MS
      if (!isOld && this.#shots.size <= MAX_SHOTS) break
      this.#shots.delete(eventId)
    }
  }
}
