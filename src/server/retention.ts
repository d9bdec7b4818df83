// Deletes what is too old: events, their pictures, visits, faces of strangers; on time, not before, and not because a clock jumped.

import type { MonotonicClock, Store } from '../core/ports.ts'
import type { Visits } from '../core/visits.ts'
import type { Remembering } from '../app/place/remembering.ts'
import type { SettingsJson } from './contract/system.ts'
import type { Problem } from './problems.ts'
import { RetentionGuard, type GuardState } from './retention-guard.ts'

export interface RetentionOptions {
  readonly store: Pick<Store, 'setting' | 'setSetting' | 'events' | 'visits'>
  readonly settings: () => Pick<SettingsJson, 'eventDays' | 'shotDays'>
  readonly remembering: () => Remembering
  /** Visits and faces, while nothing else is done to them. */
  readonly expireVisits: Visits['expire']
  readonly onProblem: (problem: Omit<Problem, 'since'> | undefined) => void
  readonly now: () => Date
  readonly clock: MonotonicClock
}

export interface HeldRetention {
  readonly held: boolean
  readonly jumpedMs: number | undefined
  /** Events and faces that would be deleted. */
  readonly overdue: number
  readonly releasedAt: Date | undefined
}

interface Before {
  readonly events: Date
  readonly shots: Date
  readonly visits: Date
  readonly faces: Date
  readonly changes: Date
}

const KEY = 'retention-guard'
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A setting that is written makes every gallery be read anew. */
const KEEP_EVERY_MS = 6 * HOUR_MS
/** The last and the first moment a date can say. */
const EVER = new Date(8.64e15)
const NEVER = new Date(-8.64e15)
/** So long what was done to visitors can be undone. */
const UNDO_MS = DAY_MS

export class Retention {
  readonly #options: RetentionOptions
  readonly #guard: RetentionGuard
  #kept: GuardState | undefined

  constructor(options: RetentionOptions, kept: GuardState | undefined) {
    this.#options = options
    this.#kept = kept
    this.#guard = new RetentionGuard(options.now, options.clock, kept)
  }

  /** One run, unless it is held. @throws RostroError store_* */
  async run(): Promise<void> {
    this.#guard.note()
    // Turning it off forgets everybody. Where that failed it is made up for here, and no clock has a say in it.
    if (!this.#options.remembering().on) await this.#options.expireVisits({ faces: EVER, visits: NEVER, changes: NEVER })
    const before = this.#before()
    const held = await this.#look(before)
    this.#options.onProblem(held.held ? problemOf(held) : undefined)
    if (!held.held && held.jumpedMs === undefined) await this.#delete(before)
    await this.#keep()
  }

  state(): Promise<HeldRetention> {
    this.#guard.note()
    return this.#look(this.#before())
  }

  /** Somebody says that the clock is right. */
  async confirm(): Promise<void> {
    this.#guard.confirm()
    await this.run()
    await this.#keep(true)
  }

  /** Notes the time for the next start. */
  async close(): Promise<void> {
    this.#guard.note()
    await this.#keep(true)
  }

  async #delete({ events, shots, ...visits }: Before): Promise<void> {
    const { store, expireVisits } = this.#options
    await store.events.expire({ events, shots })
    await expireVisits({ ...visits, now: this.#guard.isRight ? this.#options.now() : undefined })
  }

  async #look({ events, shots, faces }: Before): Promise<HeldRetention> {
    const { jumpedMs, believedAt } = this.#guard
    if (jumpedMs === undefined) return { held: false, jumpedMs, overdue: 0, releasedAt: undefined }
    const { store } = this.#options
    const eventsBefore = async (to: Date) => (await store.events.list({ to }, { limit: 1 })).total
    const overdue = (await eventsBefore(events)) + (await store.visits.overdue(faces))
    // Nothing that could be deleted is nothing to ask anybody about.
    const held = overdue > 0 || (await eventsBefore(shots)) > 0
    return { held, jumpedMs, overdue, releasedAt: held ? believedAt : undefined }
  }

  #before(): Before {
    const { now, settings, remembering } = this.#options
    const { eventDays, shotDays } = settings()
    const nowMs = now().getTime()
    const daysAgo = (days: number) => new Date(nowMs - days * DAY_MS)
    const decision = remembering()
    return {
      events: daysAgo(eventDays),
      shots: daysAgo(shotDays),
      visits: daysAgo(eventDays),
      faces: decision.on ? daysAgo(decision.retentionDays) : EVER,
      changes: new Date(nowMs - UNDO_MS),
    }
  }

  async #keep(now = false): Promise<void> {
    const { state } = this.#guard
    const isStale = !this.#kept || Math.abs(state.believedMs - this.#kept.believedMs) >= KEEP_EVERY_MS
    const isNews = state.aheadMs > 0 !== (this.#kept?.aheadMs ?? 0) > 0
    const isWaiting = state.steadyMs - (this.#kept?.steadyMs ?? 0) >= KEEP_EVERY_MS
    if (!now && !isStale && !isNews && !isWaiting) return
    await this.#options.store.setSetting(KEY, JSON.stringify(state))
    this.#kept = state
  }
}

export async function openRetention(options: RetentionOptions): Promise<Retention> {
  const text = await options.store.setting(KEY)
  return new Retention(options, text === undefined ? undefined : (JSON.parse(text) as GuardState))
}

const problemOf = ({ jumpedMs = 0 }: HeldRetention): Omit<Problem, 'since'> => ({
  code: 'retention_held',
  message:
    `The clock went ${Math.round(jumpedMs / HOUR_MS)} hours further than Rostro can account for, so nothing old is deleted until ` +
    'an administrator confirms the clock, or 72 hours have passed without another jump.',
  harmless: true,
})
