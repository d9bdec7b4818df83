// The targets alerts go to, opened: each with its way out and what delivers to it. Knows how that goes, not why there are alerts.

import { messageOf } from '../core/errors.ts'
import type { Alerts, Notice } from '../core/alerts.ts'
import { Deliverer, type Progress } from '../alerts/deliverer.ts'
import { createJsonl } from '../alerts/jsonl.ts'
import { MqttSink, type MqttOptions } from '../alerts/mqtt.ts'
import type { Alert, AlertTarget } from '../alerts/rule.ts'
import type { Clock, Presence, Sink } from '../alerts/sink.ts'
import { createWebhook } from '../alerts/webhook.ts'

/** So many attempts in a row are bad luck; more are a problem to show. */
const BAD_LUCK = 3

export interface AlertTargetsOptions {
  readonly alerts: Pick<Alerts, 'since' | 'delivery' | 'setDelivery'>
  /** Where files of alerts lie. */
  readonly folder: string
  readonly version: string
  readonly clock: Clock
  readonly random: () => number
  readonly toAlert: (notice: Notice, targetId: string) => Promise<Alert | undefined>
  readonly mqtt?: Pick<MqttOptions, 'timeoutMs' | 'reconnectMs'>
  /** With undefined: all is well again. */
  readonly onProblem: (targetId: string, message: string | undefined) => void
}

interface Open {
  readonly target: AlertTarget
  readonly sink: Sink
  readonly deliverer: Deliverer
}

export class AlertTargets {
  readonly #options: AlertTargetsOptions
  readonly #open = new Map<string, Open>()
  /** Those that cannot be opened as they are. */
  readonly #refused = new Set<string>()
  #cameras: readonly Presence[] = []

  constructor(options: AlertTargetsOptions) {
    this.#options = options
  }

  /** Opens what is new and switched on, closes what is gone, and opens anew what changed. */
  async apply(targets: readonly AlertTarget[]): Promise<void> {
    const wanted = targets.filter(({ enabled }) => enabled)
    const stays = ({ target }: Open) => wanted.some(other => isSame(other, target))
    await Promise.all([...this.#open.values()].filter(open => !stays(open)).map(open => this.#shut(open, true)))
    for (const id of this.#refused) this.#options.onProblem(id, undefined)
    this.#refused.clear()
    for (const target of wanted) if (!this.#open.has(target.id)) this.#openOne(target)
  }

  wake(): void {
    for (const { deliverer } of this.#open.values()) deliverer.wake()
  }

  /** Whether anybody is told who is where. */
  get tellPresence(): boolean {
    return [...this.#open.values()].some(({ sink }) => 'showPresence' in sink)
  }

  showPresence(cameras: readonly Presence[]): void {
    this.#cameras = cameras
    for (const { sink } of this.#open.values()) sink.showPresence?.(cameras)
  }

  /** Sends one alert past all that wait, to a target that may be switched off. */
  async test(target: AlertTarget, alert: Alert): Promise<{ readonly ok: boolean; readonly message: string }> {
    const open = this.#open.get(target.id)
    try {
      const sink = open?.sink ?? this.#sinkOf(target, () => {})
      try {
        await sink.deliver(alert)
      } finally {
        if (!open) await sink.close()
      }
    } catch (error) {
      return { ok: false, message: `"${target.name}" did not take the test alert: ${messageOf(error)}.`.replace(/\.\.$/, '.') }
    }
    open?.deliverer.retryNow()
    return { ok: true, message: `"${target.name}" took the test alert.` }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map(open => this.#shut(open, false)))
  }

  #openOne(target: AlertTarget): void {
    const { onProblem, toAlert } = this.#options
    try {
      const sink = this.#sinkOf(target, () => {
        deliverer.retryNow()
      })
      const deliverer = new Deliverer({
        ...this.#options,
        targetId: target.id,
        sink,
        toAlert: notice => toAlert(notice, target.id),
        onProgress: progress => {
          onProblem(target.id, problemOf(target, progress))
        },
      })
      this.#open.set(target.id, { target, sink, deliverer })
      sink.showPresence?.(this.#cameras)
      deliverer.wake()
    } catch (error) {
      this.#refused.add(target.id)
      onProblem(target.id, messageOf(error))
    }
  }

  #sinkOf(target: AlertTarget, onConnect: () => void): Sink {
    const { version, clock, folder, mqtt } = this.#options
    switch (target.kind) {
      case 'webhook':
        return createWebhook({ target, version, now: () => clock.now() })
      case 'mqtt':
        return new MqttSink({ ...mqtt, target, version, onConnect })
      case 'jsonl':
        return createJsonl(target, folder)
    }
  }

  async #shut({ target, sink, deliverer }: Open, gone: boolean): Promise<void> {
    this.#open.delete(target.id)
    const ended = deliverer.close()
    // A hanging attempt ends with its way out.
    await sink.close(gone)
    await ended
    this.#options.onProblem(target.id, undefined)
  }
}

const isSame = (a: AlertTarget, b: AlertTarget): boolean => JSON.stringify(a) === JSON.stringify(b)

function problemOf({ name }: AlertTarget, { failures, lastError, dropped }: Progress): string | undefined {
  if (failures < BAD_LUCK) return undefined
  const lost = dropped > 0 ? ` ${dropped} were given up so far.` : ''
  return `Alerts to "${name}" wait: ${lastError ?? 'unknown'}.${lost}`
}
