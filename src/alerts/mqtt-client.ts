// Connects to a broker, at checked addresses only; the one place that makes clients of MQTT.

import { createRequire } from 'node:module'
import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { IClientOptions, MqttClient } from 'mqtt'
import { guardedLookup, hostOf, type Resolve } from './guarded-lookup.ts'

export interface BrokerAddress {
  /** mqtt:// or mqtts:// */
  readonly url: string
  readonly username: string | null
  readonly password: string | null
  readonly resolve?: Resolve | undefined
}

const require = createRequire(import.meta.url)

/** Returns at once; the client connects by itself. */
export function connectMqtt({ url, username, password, resolve }: BrokerAddress, options: IClientOptions): MqttClient {
  const address = new URL(url)
  const host = hostOf(address)
  const lookup = guardedLookup(true, resolve)
  const dial = () =>
    address.protocol === 'mqtts:'
      ? connectTls({ host, port: Number(address.port || 8883), servername: host, lookup })
      : connectTcp({ host, port: Number(address.port || 1883), lookup })
  // Loaded where there is a broker: it is 2 MB of a server's memory.
  const mqtt = require('mqtt') as typeof import('mqtt')
  return new mqtt.MqttClient(dial, { ...options, ...(username !== null && { username }), ...(password !== null && { password }) })
}
