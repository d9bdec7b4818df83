// Opens a door by one HTTP call: one connection, no redirect followed, only 2xx is open. The address may be of the own network.

import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { DoorOpenerSettings } from '../../core/doors.ts'
import { checkLiteral, guardedLookup, type Resolve } from '../../alerts/guarded-lookup.ts'
import type { DoorOpener } from './door-opener.ts'

type Settings = Extract<DoorOpenerSettings, { kind: 'http' }>

/** @throws RostroError address_refused */
export function openByHttp({ url: address, method, headers, body }: Settings, resolve?: Resolve): DoorOpener {
  const url = new URL(address)
  checkLiteral(url, true)
  const closing = new AbortController()
  return {
    async open(signal) {
      const status = await call(AbortSignal.any([signal, closing.signal]))
      if (status >= 200 && status < 300) return
      const isRedirect = status >= 300 && status < 400
      throw new Error(`${url.host} answered ${status}${isRedirect ? ', and redirects are not followed' : ''}`)
    },
    close() {
      closing.abort()
      return Promise.resolve()
    },
  }

  function call(signal: AbortSignal): Promise<number> {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    return new Promise((resolveStatus, reject) => {
      const onAnswer = (answer: IncomingMessage) => {
        answer.on('error', () => {}) // Nobody reads on.
        answer.destroy()
        resolveStatus(answer.statusCode ?? 0)
      }
      const options = { method, headers: { ...headers, ...length }, lookup: guardedLookup(true, resolve), signal, agent: false }
      send(url, options, onAnswer)
        .on('error', error => {
          reject(signal.aborted ? new Error(`${url.host} did not answer in time`) : error)
        })
        .end(body)
    })
  }
}
