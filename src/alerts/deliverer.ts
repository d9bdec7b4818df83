// Sends what waits in the outbox to one target, in order, one at a time, until it is there. Knows no particular way out.

import { messageOf } from '../core/errors.ts'
import type { Alerts, Delivery, Notice } from '../core/alerts.ts'
import type { Alert } from './rule.ts'
import type { Clock, Sink } from './sink.ts'

const AT_ONCE = 50
const FIRST_RETRY_MS = 1000
const LONGEST_RETRY_MS = 3_600_000

export type Progress = Pick<Delivery, 'failures' | 'lastError' | 'dropped'>

export interface DelivererOptions {
  readonly targetId: string
  readonly sink: Pick<Sink, 'deliver'>
  readonly alerts: Pick<Alerts, 'since' | 'delivery' | 'setDelivery'>
  readonly clock: Clock
  /** From 0 to 1: so that targets of one broken network are not all tried at once. */
  readonly random: () => number
  /** What the target gets of a notice; undefined where it is for others. */
  readonly toAlert: (notice: Notice) => Promise<Alert | undefined>
  /** After each attempt. */
  readonly onProgress: (progress: Progress) => void
}

export class Deliverer {
  readonly #options: DelivererOptions
  #running: Promise<void> | undefined
  /** Something may have come since the outbox was last read. */
  #isNews = false
  /** Set while it waits for the next attempt. */
  #callOff: (() => void) | undefined
  #storeFailures = 0
  #closed = false

  constructor(options: DelivererOptions) {
    this.#options = options
  }

  /** There may be something to send. The next attempt of what failed is not hurried by that. */
  wake(): void {
    this.#isNews = true
    if (this.#closed || this.#running || this.#callOff) return
    this.#running = this.#run().finally(() => {
      this.#running = undefined
      if (this.#isNews) this.wake()
    })
  }

  /** The target is known to be there again: what waits is sent now. */
  retryNow(): void {
    this.#callOff?.()
    this.#callOff = undefined
    this.wake()
  }

  /** Resolves after the attempt under way. */
  async close(): Promise<void> {
    this.#closed = true
    this.#callOff?.()
    await this.#running
  }

  async #run(): Promise<void> {
    try {
      const { alerts, targetId } = this.#options
      while (!this.#closed) {
        this.#isNews = false
        const { position } = await alerts.delivery(targetId)
        const notices = await alerts.since(position, AT_ONCE)
        if (notices.length === 0 || !(await this.#send(notices))) break
      }
      this.#storeFailures = 0
    } catch (error) {
      this.#options.onProgress({ failures: ++this.#storeFailures, lastError: messageOf(error), dropped: 0 })
      this.#tryAgainIn(this.#patience(this.#storeFailures))
    }
  }

  /** @returns whether all of them were dealt with */
  async #send(notices: readonly Notice[]): Promise<boolean> {
    let position: number | undefined
    for (const notice of notices) {
      if (this.#closed) break
      const alert = await this.#options.toAlert(notice)
      const error = alert && (await this.#attempt(alert))
      if (error !== undefined) {
        if (this.#isClosed()) return false // Cut off by closing: no failure of the target.
        if (position !== undefined) await this.#save({ position })
        await this.#failed(error)
        return false
      }
      position = notice.sequence
      if (!alert) continue
      const delivery = await this.#save({ position, failures: 0, nextAt: undefined, lastError: undefined })
      this.#options.onProgress(delivery)
    }
    // Those for others are passed by in one step: seeing them again after a crash does no harm.
    if (position !== undefined) await this.#save({ position })
    return true
  }

  /** As it is now: closing happens while something is awaited. */
  #isClosed(): boolean {
    return this.#closed
  }

  /** @returns why it failed */
  async #attempt(alert: Alert): Promise<string | undefined> {
    try {
      await this.#options.sink.deliver(alert)
      return undefined
    } catch (error) {
      return messageOf(error)
    }
  }

  async #failed(lastError: string): Promise<void> {
    const { alerts, clock, targetId, onProgress } = this.#options
    const failures = (await alerts.delivery(targetId)).failures + 1
    const waitMs = this.#patience(failures)
    onProgress(await this.#save({ failures, lastError, nextAt: new Date(clock.now().getTime() + waitMs) }))
    this.#tryAgainIn(waitMs)
  }

  #patience(failures: number): number {
    return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1)) * (1 - this.#options.random() / 2)
  }

  #tryAgainIn(waitMs: number): void {
    this.#isNews = false
    if (this.#closed) return
    this.#callOff = this.#options.clock.after(waitMs, () => {
      this.retryNow()
    })
  }

  /** Read anew before it is written: what was dropped meanwhile is counted there too. */
  async #save(change: Partial<Delivery>): Promise<Delivery> {
    const { alerts, targetId } = this.#options
    const delivery = { ...(await alerts.delivery(targetId)), ...change }
    await alerts.setDelivery(delivery)
    return delivery
  }
}
