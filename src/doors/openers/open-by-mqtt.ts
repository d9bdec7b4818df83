// Opens a door by one message to a broker. The message expires, so that a relay which comes back later does not open then.

import type { DoorOpenerSettings } from '../../core/doors.ts'
import { messageOf } from '../../core/errors.ts'
import { checkLiteral, type Resolve } from '../../alerts/guarded-lookup.ts'
import { connectMqtt } from '../../alerts/mqtt-client.ts'
import type { DoorOpener } from './door-opener.ts'

type Settings = Extract<DoorOpenerSettings, { kind: 'mqtt' }>

/** MQTT 5 counts in whole seconds. */
const EXPIRES_S = 2
const CONNECT_MS = 5000

/**
 * A connection for each opening: nothing waits in a client to be sent later. MQTT 5, because version 3 has no messages that expire.
 * @throws RostroError address_refused
 */
export function openByMqtt({ url: address, topic, payload }: Settings, resolve?: Resolve): DoorOpener {
  const url = new URL(address)
  checkLiteral(url, true)
  const [username, password] = [url.username, url.password].map(part => (part === '' ? null : decodeURIComponent(part)))
  const closing = new AbortController()
  return {
    async open(given) {
      const signal = AbortSignal.any([given, closing.signal])
      const broker = { url: `${url.protocol}//${url.host}`, username: username ?? null, password: password ?? null, resolve }
      const client = connectMqtt(broker, { protocolVersion: 5, clean: true, reconnectPeriod: 0, connectTimeout: CONNECT_MS })
      try {
        await new Promise<void>((done, reject) => {
          const fail = (error: unknown) => {
            reject(new Error(`${url.host}: ${messageOf(error)}`))
          }
          client.once('error', fail)
          client.once('close', () => {
            fail('the broker closed the connection')
          })
          signal.addEventListener('abort', () => { fail('no answer in time') }, { once: true }) // prettier-ignore
          client.once('connect', () => {
            if (signal.aborted) return
            const properties = { messageExpiryInterval: EXPIRES_S }
            client.publish(topic, payload, { qos: 1, retain: false, properties }, error => {
              if (error) fail(error)
              else done()
            })
          })
        })
      } finally {
        client.on('error', () => {}) // It has said what it had to say.
        client.end(true)
      }
    },
    close() {
      closing.abort()
      return Promise.resolve()
    },
  }
}
