// Starts `rostro serve` as its user does, makes the first account through the set-up link, and hands out clients.

import { expect } from 'vitest'
import type { Client } from '../../src/client.ts'
import { browserClient } from './browser-client.ts'
import type { Place } from './place.ts'
import { startRostro, type Running } from './rostro.ts'

export const ADMIN = { name: 'operator', password: 'a long pass phrase' }

export interface Served {
  readonly running: Running
  /** Without a slash at the end. */
  readonly url: string
  /** As printed; undefined when there was an account already. */
  readonly setupUrl: string | undefined
}

export async function startServer(place: Place, args: readonly string[] = []): Promise<Served> {
  const running = await startRostro(place, ['serve', '--no-open', '--port', '0', ...args])
  place.onRemove(async () => {
    running.signal('SIGTERM')
    await running.ended
  })
  const printed = await running.shows(/https?:\/\/[^\s/]+:\d+\/(setup#\S+|\s|$)/m).then(() => running.soFar())
  const setupUrl = /https?:\/\/\S+\/setup#\S+/.exec(printed)?.[0]
  const url = /https?:\/\/[^\s/]+:\d+/.exec(setupUrl ?? printed)![0]
  return { running, url, setupUrl }
}

/** Signed in as the first account, which is made of the set-up link. */
export async function setUp({ url, setupUrl }: Served): Promise<Client> {
  expect(setupUrl).toBeDefined()
  const api = browserClient(url)
  const token = new URL(setupUrl!).hash.slice(1)
  await api('POST /setup', { body: { token, ...ADMIN } })
  return api
}
