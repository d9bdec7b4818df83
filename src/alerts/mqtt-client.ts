// Connects to a broker, at checked addresses only; the one place that makes clients of MQTT.

import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { MqttClient, type IClientOptions } from 'mqtt'
import { guardedLookup, hostOf, type Resolve } from './guarded-lookup.ts'

export interface BrokerAddress {
  /** mqtt:// or mqtts:// */
  readonly url: string
  readonly username: string | null
  readonly password: string | null
  readonly resolve?: Resolve | undefined
}

/** Returns at once; the client connects by itself. */
export function connectMqtt({ url, username, password, resolve }: BrokerAddress, options: IClientOptions): MqttClient {
  const address = new URL(url)
  const host = hostOf(address)
  const lookup = guardedLookup(true, resolve)
  const dial = () =>
    address.protocol === 'mqtts:'
      ? connectTls({ host, port: Number(address.port || 8883), servername: host, lookup })
      : connectTcp({ host, port: Number(address.port || 1883), lookup })
  return new MqttClient(dial, { ...options, ...(username !== null && { username }), ...(password !== null && { password }) })
}
