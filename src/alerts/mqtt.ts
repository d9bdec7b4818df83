// Keeps one connection to a broker, publishes alerts and who is where on it, and announces both to Home Assistant.

import { setTimeout } from 'node:timers/promises'
import type { MqttClient } from 'mqtt'
import { messageOf } from '../core/errors.ts'
import { checkLiteral, type Resolve } from './guarded-lookup.ts'
import * as ha from './home-assistant.ts'
import { connectMqtt } from './mqtt-client.ts'
import type { Alert, MqttTarget } from './rule.ts'
import type { Presence, Sink } from './sink.ts'

const TIMEOUT_MS = 5000
const RECONNECT_MS = 5000
const KEEPALIVE_S = 30
const FAREWELL_MS = 1000

export interface MqttOptions {
  readonly target: Omit<MqttTarget, 'name' | 'enabled'>
  readonly version: string
  /** Connected, for the first time or again: what waits can be sent. */
  readonly onConnect?: () => void
  readonly resolve?: Resolve
  /** For connecting, and for the broker's word that it has an alert. */
  readonly timeoutMs?: number
  readonly reconnectMs?: number
}

export class MqttSink implements Sink {
  readonly #options: MqttOptions
  readonly #target: MqttOptions['target']
  readonly #timeoutMs: number
  #client: MqttClient
  #cameras: readonly Presence[] = []
  #lastError = 'no answer'
  readonly #closing = new AbortController()

  /** @throws RostroError address_refused */
  constructor(options: MqttOptions) {
    this.#options = options
    this.#target = options.target
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS
    checkLiteral(new URL(options.target.url), true)
    this.#client = this.#open()
  }

  async deliver(alert: Alert): Promise<void> {
    await this.#connected()
    const payload = JSON.stringify({ ...alert, event_type: alert.kind }) // What an event entity of Home Assistant reads.
    const published = this.#client.publishAsync(ha.alertsTopic(this.#target), payload, { qos: 1 })
    try {
      await within(published, this.#timeoutMs, `${this.#host} did not say that it has the alert`, this.#closing.signal)
    } catch (error) {
      // The client would go on sending what it kept, beside the next attempt: it starts again with nothing.
      if (!this.#closing.signal.aborted) {
        this.#client.end(true)
        this.#client = this.#open()
      }
      throw error
    }
  }

  showPresence(cameras: readonly Presence[]): void {
    const before = this.#cameras
    this.#cameras = cameras
    for (const camera of cameras) {
      const known = before.find(({ id }) => id === camera.id)
      if (known?.name !== camera.name) this.#announce(camera)
      if (known?.present !== camera.present) this.#state(ha.presentTopic(this.#target, camera.id), String(camera.present))
    }
    for (const { id } of before) if (!cameras.some(camera => camera.id === id)) this.#takeBack(id)
  }

  async close(gone = false): Promise<void> {
    const client = this.#client
    this.#closing.abort()
    if (client.connected) {
      if (gone) this.#takeBackAll()
      const farewell = client.publishAsync(ha.statusTopic(this.#target), gone ? '' : 'offline', { qos: 1, retain: true })
      await within(farewell, FAREWELL_MS, '').catch(() => {}) // Its last will says the same.
    }
    await within(client.endAsync(), FAREWELL_MS, '').catch(() => client.end(true))
  }

  get #host(): string {
    return new URL(this.#target.url).host
  }

  #open(): MqttClient {
    const { id, url, username, password } = this.#target
    const client = connectMqtt(
      { url, username, password, resolve: this.#options.resolve },
      {
        clientId: `rostro-${id}`,
        protocolVersion: 4,
        keepalive: KEEPALIVE_S,
        connectTimeout: this.#timeoutMs,
        reconnectPeriod: this.#options.reconnectMs ?? RECONNECT_MS,
        reconnectOnConnackError: true,
        // Who is where is told anew after each connection: what is old must not be told later.
        queueQoSZero: false,
        will: { topic: ha.statusTopic(this.#target), payload: Buffer.from('offline'), qos: 1, retain: true },
      },
    )
    client.on('error', error => {
      this.#lastError = messageOf(error) || error.name
    })
    client.on('connect', () => {
      if (client === this.#client) this.#greet()
    })
    client.on('message', (topic, payload) => {
      if (topic === ha.BIRTH_TOPIC && payload.toString() === 'online') this.#tellAll()
    })
    return client
  }

  async #connected(): Promise<void> {
    const client = this.#client
    if (client.connected) return
    const isUp = new Promise<void>(resolve => client.once('connect', () => { resolve() })) // prettier-ignore
    await within(isUp, this.#timeoutMs, `${this.#host} cannot be reached`, this.#closing.signal).catch(() => {
      throw new Error(`${this.#host} cannot be reached: ${this.#lastError}`)
    })
  }

  #greet(): void {
    this.#state(ha.statusTopic(this.#target), 'online')
    if (this.#target.homeAssistant) this.#client.subscribe(ha.BIRTH_TOPIC)
    this.#tellAll()
    this.#options.onConnect?.()
  }

  #tellAll(): void {
    if (this.#target.homeAssistant) {
      const { topic, payload } = ha.announceAlerts(this.#target, this.#options.version)
      this.#state(topic, payload)
    }
    for (const camera of this.#cameras) {
      this.#announce(camera)
      this.#state(ha.presentTopic(this.#target, camera.id), String(camera.present))
    }
  }

  #announce(camera: Presence): void {
    if (!this.#target.homeAssistant) return
    const { topic, payload } = ha.announceCamera(this.#target, camera, this.#options.version)
    this.#state(topic, payload)
  }

  /** A retained message that is empty is no message any more. */
  #takeBack(cameraId: string): void {
    if (this.#target.homeAssistant) this.#state(ha.cameraConfigTopic(this.#target, cameraId), '')
    this.#state(ha.presentTopic(this.#target, cameraId), '')
  }

  #takeBackAll(): void {
    for (const { id } of this.#cameras) this.#takeBack(id)
    if (this.#target.homeAssistant) this.#state(ha.announceAlerts(this.#target, '').topic, '')
  }

  #state(topic: string, payload: string): void {
    if (this.#client.connected) this.#client.publish(topic, payload, { qos: 0, retain: true })
  }
}

/** @throws Error with this message when it takes longer or the signal aborts */
async function within<T>(work: Promise<T>, ms: number, message: string, signal?: AbortSignal): Promise<T> {
  const settled = new AbortController()
  const end = AbortSignal.any([settled.signal, ...(signal ? [signal] : [])])
  const late = setTimeout(ms, undefined, { signal: end }).catch(() => {}) // Aborted: too late as well, or nobody waits any more.
  try {
    return await Promise.race([work, late.then(() => Promise.reject(new Error(message)))])
  } finally {
    settled.abort()
  }
}
