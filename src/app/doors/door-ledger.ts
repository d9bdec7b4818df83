// Writes what is decided at one door, and counts refusals: what could not be written is owed, and nobody is let try until it is.

import { UNLOCKED, type Door, type DoorDecision, type DoorLine, type DoorLockState, type DoorPolicy } from '../../core/doors.ts'
import { RostroError } from '../../core/errors.ts'
import { afterRefusal, isLockState } from '../../doors/lockout.ts'
import { DoorFault } from './door-fault.ts'
import { inTime } from './in-time.ts'
import type { DoorClock, DoorStore } from './keeper-needs.ts'
import { ANSWER_MS } from './read-circumstances.ts'

export class DoorLedger {
  readonly #doorId: string
  readonly #doors: DoorStore['doors']
  readonly #clock: DoorClock
  #lock = UNLOCKED
  #owed = 0

  constructor({ id }: Door, doors: DoorStore['doors'], clock: DoorClock) {
    this.#doorId = id
    this.#doors = doors
    this.#clock = clock
  }

  /** As it was when it was last read or changed; what is owed counted in. */
  get lock(): DoorLockState {
    return this.#lock
  }

  /** @throws RostroError store_* */
  async read(): Promise<void> {
    const lock = await this.#ask(this.#doors.lockState(this.#doorId))
    if (!isLockState(lock)) throw new RostroError('store_corrupt', `The lock of the door ${this.#doorId} cannot be read.`)
    this.#lock = lock
  }

  /** Before anybody may try: what is owed is written. @throws RostroError store_* */
  async settle({ lockout }: DoorPolicy): Promise<void> {
    if (this.#owed === 0) return
    await this.read()
    const lock = this.#withOwed(lockout)
    await this.#ask(this.#doors.setLockState(this.#doorId, lock))
    this.#paid(lock)
  }

  /** @throws RostroError store_* */
  async write(line: DoorLine): Promise<void> {
    if (!Number.isFinite(line.at.getTime())) throw new DoorFault('clock_fault')
    const { sequence, hash } = await this.#ask(this.#doors.note(line))
    if (!Number.isSafeInteger(sequence) || typeof hash !== 'string') {
      throw new RostroError('store_corrupt', `The log of the door ${this.#doorId} did not say what it wrote.`)
    }
    if (line.lock) this.#paid(line.lock)
  }

  /** One refusal that counts towards pause and lock. @throws RostroError store_* */
  async countRefusal(decision: DoorDecision, { lockout }: DoorPolicy): Promise<void> {
    const before = this.#lock
    this.#owed += 1
    // Should anything fail now, it holds in this process, and is written before the next attempt.
    this.#lock = afterRefusal(before, lockout, this.#clock.now())
    const kept = this.#lock
    try {
      await this.read()
      await this.write({ at: this.#clock.now(), decision, lock: this.#withOwed(lockout) })
    } catch (error) {
      this.#lock = kept
      throw error
    }
  }

  #withOwed(lockout: DoorPolicy['lockout']): DoorLockState {
    const now = this.#clock.now()
    return Array.from({ length: this.#owed }).reduce<DoorLockState>(lock => afterRefusal(lock, lockout, now), this.#lock)
  }

  #paid(lock: DoorLockState): void {
    this.#lock = lock
    this.#owed = 0
  }

  #ask<T>(work: Promise<T>): Promise<T> {
    return inTime(this.#clock, ANSWER_MS, 'The store', work)
  }
}
