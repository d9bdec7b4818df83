// A door in a test: a store and an engine of values, a clock moved by hand, and a log of what was opened.

import { setImmediate } from 'node:timers/promises'
import { DoorKeeper } from '../../src/app/doors/door-keeper.ts'
import type { DoorView } from '../../src/app/doors/door-view.ts'
import type { DoorKeeperOptions } from '../../src/app/doors/keeper-needs.ts'
import type { AccessFace, AccessLook } from '../../src/app/engine/access-look.ts'
import type { Challenge, ChallengeState } from '../../src/core/challenge.ts'
import type { Door, DoorFactor, DoorLine, DoorLockState, DoorPolicy } from '../../src/core/doors.ts'
import { RostroError } from '../../src/core/errors.ts'
import type { Group } from '../../src/core/groups.ts'
import type { Decision } from '../../src/core/types.ts'
import { HandClock } from '../alerts/hand-clock.ts'
import { doorOf } from '../contracts/store-doors.ts'

export const policyOf = (given: Partial<DoorPolicy> = {}): DoorPolicy => ({ ...doorOf({}).policy, ...given })

/** Wraps each thing the keeper is given: `what` names it, `work` does it. */
export type Through = <T>(what: string, work: () => T) => T

export interface HandDoorSettings {
  readonly policy?: Partial<DoorPolicy>
  readonly door?: Partial<Door>
  readonly through?: Through
  readonly factors?: readonly DoorFactor[]
}

export class HandDoor {
  readonly clock = new HandClock(new Date('2026-11-28T10:00:00'))
  /** How far the clock on the wall is ahead of the other. */
  wallAheadMs = 0
  door: Door
  lock: DoorLockState = { refusals: 0, pausedUntil: undefined, locked: false }
  readonly lines: DoorLine[] = []
  readonly inside = new Map<string, boolean>()
  readonly groups: Group[] = []
  readonly used = new Map<string, number>()
  readonly problems: (string | undefined)[] = []
  readonly duress: string[] = []
  readonly views: DoorView[] = []
  readonly challenges: Challenge[] = []
  attacks = 0
  opened = 0
  /** What opening does beside being counted. */
  opening: (signal: AbortSignal) => Promise<void> = () => Promise.resolve()
  readonly keeper: DoorKeeper
  #challenge: ChallengeState | undefined
  #nonces = 0

  constructor({ policy = {}, door = {}, through = (_, work) => work(), factors = [] }: HandDoorSettings = {}) {
    this.door = doorOf({ ...door, policy: policyOf(policy) })
    const later = <T>(what: string, work: () => T): Promise<T> => through(what, () => Promise.resolve().then(work))
    const options: DoorKeeperOptions = {
      door: this.door,
      store: {
        person: personId =>
          later('person', () => {
            const entry = { id: personId, name: personId, createdAt: new Date(0), references: 1, meanQuality: 80 }
            return { ...entry, coverId: undefined, lastSeenAt: undefined, spaces: [] }
          }),
        groups: { list: () => later('groups', () => this.groups) },
        doors: {
          door: () => later('door', () => this.door),
          factors: personId => later('factors', () => factors.filter(factor => factor.personId === personId)),
          useCode: (id, counter) =>
            later('useCode', () => {
              if (counter <= (this.used.get(id) ?? 0)) return false
              this.used.set(id, counter)
              return true
            }),
          lockState: () => later('lockState', () => this.lock),
          setLockState: (_, state) =>
            later('setLockState', () => {
              this.lock = state
            }),
          isInside: (personId, area) => later('isInside', () => this.inside.get(`${personId} ${area}`)),
          note: line =>
            later('note', () => {
              this.lines.push(line)
              if (line.lock) this.lock = line.lock
              for (const { personId, area, inside } of line.inside ?? []) {
                if (inside === undefined) this.inside.delete(`${personId} ${area}`)
                else this.inside.set(`${personId} ${area}`, inside)
              }
              return { sequence: this.lines.length, at: line.at, hash: 'h', decision: line.decision }
            }),
        },
      },
      openerOf: () =>
        through('openerOf', () => ({
          open: signal =>
            through('open', () => {
              if (signal.aborted) throw new Error('too late')
              this.opened += 1
              return this.opening(signal)
            }),
          close: () => Promise.resolve(),
        })),
      makeChallenge: ({ without, colours }) =>
        through('makeChallenge', () => {
          const actions = (['turn_left', 'look_up', 'turn_right'] as const).filter(action => !without.includes(action))
          const challenge: Challenge = {
            ...{ nonce: `n${++this.#nonces}`, steps: actions.map(action => ({ action })), colourMs: 500 },
            ...{ colours: colours ? ['red', 'blue'] : [], maxStepMs: 4000, minStepMs: 200, maxMs: 12_000 },
          }
          this.challenges.push(challenge)
          return challenge
        }),
      startChallenge: ({ nonce }) =>
        later('startChallenge', () => {
          this.#challenge = { state: 'running', nonce, step: 0, returning: false, endsInMs: 4000 }
        }),
      models: () => through('models', () => 'mobile 1'),
      clock: {
        now: () => through('now', () => new Date(this.clock.now().getTime() + this.wallAheadMs)),
        after: (ms, run) => this.clock.after(ms, run),
        monotonic: () => through('monotonic', () => this.clock.now().getTime() - 1_000_000),
      },
      onView: view => this.views.push(view),
      onDuress: (_, personId) => this.duress.push(personId),
      onAttack: () => this.attacks++,
      onProblem: message => this.problems.push(message),
    }
    this.keeper = new DoorKeeper(options)
  }

  get view(): DoorView {
    return this.keeper.view
  }

  get outcomes(): string[] {
    return this.lines.map(({ decision }) => `${decision.outcome}: ${decision.reasons.join(' ')}`)
  }

  /** One frame, `ms` after the last; all that follows of it is done. */
  async look(given: Partial<AccessLook> = {}, ms = 100): Promise<DoorView> {
    await this.settled()
    this.clock.advance(ms)
    this.keeper.take({ ...lookOf({}), atMs: this.clock.now().getTime(), challenge: this.#challenge, ...given })
    await this.settled()
    return this.keeper.view
  }

  /** Many frames, 100 ms apart. */
  async looks(count: number, given: Partial<AccessLook> = {}): Promise<DoorView> {
    for (let i = 0; i < count; i++) await this.look(given)
    return this.keeper.view
  }

  passChallenge(colours: 'seen' | 'not_seen' | 'not_asked' = 'seen'): void {
    this.#challenge = { state: 'passed', nonce: this.challenges.at(-1)?.nonce ?? '', tookMs: 4000, colours }
  }

  failChallenge(): void {
    this.#challenge = { state: 'failed', nonce: this.challenges.at(-1)?.nonce ?? '', failure: 'flat', step: 1 }
  }

  async type(value: string): Promise<DoorView> {
    this.keeper.factor(value)
    await this.keeper.idle()
    return this.keeper.view
  }

  /** Everything that waits for nothing but promises has happened. */
  async settled(turns = 3): Promise<void> {
    for (let i = 0; i < turns; i++) await setImmediate()
  }
}

export const decided = (given: Partial<Decision> = {}, personId = 'anna'): Decision => {
  const candidate = { personId, name: personId, similarity: 0.7, rank: 1 }
  return {
    ...{ outcome: 'known', candidate, candidates: [candidate], threshold: 0.4, margin: undefined, reasons: ['above_threshold'] },
    liveness: { outcome: 'bona_fide', score: 0.9, frames: 5, reasons: ['looks_alive'] },
    ...given,
  }
}

export const faceOf = (given: Partial<AccessFace> = {}): AccessFace => ({
  ...{ track: 1, box: { x: 0, y: 0, width: 200, height: 240 }, decision: decided(), frames: 5, followedMs: 1000 },
  ...given,
})

export const lookOf = (given: Partial<AccessLook>): AccessLook => ({
  ...{ width: 1280, height: 720, atMs: 0, faces: 1, hint: 'none', face: faceOf(), challenge: undefined },
  pictureHash: 'ab'.repeat(32),
  ...given,
})

export const UNKNOWN = { face: faceOf({ decision: decided({ outcome: 'unknown', candidate: undefined }) }) }
export const ATTACK = {
  face: faceOf({
    decision: decided({
      outcome: 'undecided',
      candidate: undefined,
      liveness: { outcome: 'attack', score: 0.1, frames: 5, reasons: ['looks_like_a_picture'] },
    }),
  }),
}
export const NOBODY: Partial<AccessLook> = { faces: 0, face: undefined, hint: 'nobody' }
export const storeFails = new RostroError('store_unavailable', 'The disk is full.')
