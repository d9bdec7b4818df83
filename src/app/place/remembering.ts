// Whether strangers are remembered: the operator's decision, kept in the store, off until somebody makes it. Knows no faces.

import type { Store } from '../../core/ports.ts'
import type { By, Visitor } from '../../core/visits.ts'

export type Remembering =
  | { readonly on: false }
  | {
      readonly on: true
      /** The legal ground, as it was given. */
      readonly ground: string
      readonly retentionDays: number
      /** Undefined: all cameras of the server. */
      readonly cameraIds: readonly string[] | undefined
      readonly since: Date
      /** Account name. */
      readonly by: string
    }

export type RememberingWish =
  { readonly on: false } | Pick<Extract<Remembering, { on: true }>, 'on' | 'ground' | 'retentionDays' | 'cameraIds'>

/** A face is forgotten so many days after the visit. */
export const RETENTION_DAYS = { usual: 7, most: 365 }
/** Letters of a ground; fewer say nothing. */
export const GROUND_LENGTH = { least: 3, most: 2000 }

const KEY = 'remembering'
const DAY_MS = 86_400_000
const OFF: Remembering = { on: false }

type Needs = Pick<Store, 'setting' | 'setSetting' | 'audit'> & { readonly visits: Pick<Store['visits'], 'forgetAll'> }

export class RememberingDecision {
  readonly #store: Needs
  #current: Remembering = OFF

  constructor(store: Needs) {
    this.#store = store
  }

  get current(): Remembering {
    return this.#current
  }

  remembersAt(cameraId: string): boolean {
    const { current } = this
    return current.on && (current.cameraIds?.includes(cameraId) ?? true)
  }

  /** As the store has it now: another process may have changed it. @returns the decision in force */
  async read(): Promise<Remembering> {
    this.#current = parse(await this.#store.setting(KEY))
    return this.#current
  }

  /** Turning it off forgets everybody. Each change is audited, with what was decided and by whom. */
  async decide(wish: RememberingWish, { by, at }: By): Promise<Remembering> {
    const before = await this.read()
    if (!wish.on) {
      // Off first: should forgetting fail, it is tried again by whoever deletes what is too old. Decided it is all the same.
      await this.#keep(OFF)
      let forgotten: number | null = null
      try {
        forgotten = await this.#store.visits.forgetAll()
      } finally {
        await this.#audit('remembering_off', { forgotten }, by, at)
      }
      return OFF
    }
    const now: Remembering = { ...wish, since: before.on ? before.since : at, by }
    await this.#keep(now)
    const { ground, retentionDays, cameraIds } = now
    await this.#audit(
      before.on ? 'remembering_changed' : 'remembering_on',
      { ground, retentionDays, cameraIds: cameraIds ?? null },
      by,
      at,
    )
    return now
  }

  async #keep(decision: Remembering): Promise<void> {
    await this.#store.setSetting(KEY, JSON.stringify(decision))
    this.#current = decision
  }

  async #audit(action: string, detail: object, by: string, at: Date): Promise<void> {
    await this.#store.audit.add({ at, by, action, detail: JSON.stringify(detail) })
  }
}

export async function openRemembering(store: Needs): Promise<RememberingDecision> {
  const decision = new RememberingDecision(store)
  await decision.read()
  return decision
}

/** When the last face of this visitor goes; while nobody is remembered, whoever is left is forgotten at once. */
export const forgottenAt = ({ lastSeenAt }: Pick<Visitor, 'lastSeenAt'>, decision: Remembering): Date =>
  new Date(lastSeenAt.getTime() + (decision.on ? decision.retentionDays * DAY_MS : 0))

/** What cannot be read is no decision: nobody is remembered. */
function parse(text: string | undefined): Remembering {
  if (text === undefined) return OFF
  try {
    const { on, ground, retentionDays, cameraIds, since, by } = JSON.parse(text) as Record<string, unknown>
    if (on !== true || typeof ground !== 'string' || typeof by !== 'string' || typeof since !== 'string') return OFF
    if (typeof retentionDays !== 'number' || !(retentionDays >= 1) || Number.isNaN(Date.parse(since))) return OFF
    if (cameraIds !== undefined && !isTexts(cameraIds)) return OFF
    return { on, ground, retentionDays, cameraIds, since: new Date(since), by }
  } catch {
    return OFF
  }
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(item => typeof item === 'string')
