// Sends an alert by HTTP POST, signed. Follows no redirect, reads no answer beyond its status, and goes to checked addresses only.

import { createHmac } from 'node:crypto'
import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Alert, WebhookTarget } from './rule.ts'
import type { Sink } from './sink.ts'
import { checkLiteral, guardedLookup, type Resolve } from './guarded-lookup.ts'

const TIMEOUT_MS = 5000

export interface WebhookOptions {
  readonly target: Pick<WebhookTarget, 'url' | 'secret' | 'allowPrivate'>
  readonly version: string
  readonly now: () => Date
  readonly resolve?: Resolve
  /** From looking up the name to the status of the answer. */
  readonly timeoutMs?: number
}

export function createWebhook({ target, version, now, resolve, timeoutMs = TIMEOUT_MS }: WebhookOptions): Sink {
  const url = new URL(target.url)
  const lookup = guardedLookup(target.allowPrivate, resolve)
  const closing = new AbortController()

  function post(alert: Alert): Promise<number> {
    const body = JSON.stringify(alert)
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': `rostro/${version}`,
      'idempotency-key': alert.id,
      'rostro-signature': signatureOf(body, target.secret, now()),
    }
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)])
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    return new Promise((resolve, reject) => {
      const onAnswer = (answer: IncomingMessage) => {
        answer.on('error', () => {}) // Nobody reads on: what happens to the rest of the answer is all the same.
        answer.destroy()
        resolve(answer.statusCode ?? 0)
      }
      const options = { method: 'POST', headers, lookup, signal, agent: false }
      send(url, options, onAnswer)
        .on('error', error => {
          reject(signal.aborted ? new Error(`no answer from ${url.host} within ${timeoutMs / 1000} s`) : error)
        })
        .end(body)
    })
  }

  return {
    async deliver(alert) {
      checkLiteral(url, target.allowPrivate)
      const status = await post(alert)
      if (status >= 200 && status < 300) return
      const redirected = status >= 300 && status < 400
      throw new Error(`${url.host} answered ${status}${redirected ? ', and redirects are not followed' : ''}`)
    },
    close() {
      closing.abort()
      return Promise.resolve()
    },
  }
}

/** `t=UNIX SECONDS,v1=HEX`: HMAC-SHA256 of the time, a dot and the body, so that a call overheard cannot be sent again much later. */
export function signatureOf(body: string, secret: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000)
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}
