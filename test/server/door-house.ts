// A house with a door, a relay that is told, and somebody registered: a real server and store, an engine that sees what it is told.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { AccessLook } from '../../src/app/engine/access-look.ts'
import type { Liveness } from '../../src/core/liveness.ts'
import type { DoorBody } from '../../src/server/contract/doors.ts'
import { serveLive } from '../../src/server/live/live-sockets.ts'
import { JPEG } from '../fakes/engine.ts'
import { probe } from '../fixtures/templates.ts'
import { adminAt, serving, type Browser, type Serving } from './serving.ts'

export const BONA_FIDE: Liveness = { outcome: 'bona_fide', score: 0.99, frames: 5, reasons: ['looks_alive'] }
export const ATTACK: Liveness = { outcome: 'attack', score: 0.01, frames: 5, reasons: ['looks_like_a_picture'] }

/** What a relay was told, as it came. */
async function relay(): Promise<{ url: string; told: string[] }> {
  const told: string[] = []
  const server = createServer((request, response) => {
    told.push(`${request.method} ${request.headers.authorization}`)
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/open`, told }
}

export interface House {
  readonly server: Serving
  readonly admin: Browser
  readonly personId: string
  readonly told: string[]
  readonly url: string
}

export async function house(): Promise<House> {
  const server = await serving({ live: serveLive })
  const admin = await adminAt(server)
  const photo = { template: probe([1]), quality: 80, source: 'photo.jpg', crop: JPEG }
  const { id: personId } = await server.store.enrol('Ana', [photo])
  return { server, admin, personId, ...(await relay()) }
}

export const bodyOf = (url: string, policy: Partial<DoorBody['policy']> = {}) => ({
  name: 'Front',
  source: { kind: 'kiosk' as const },
  policy: { who: { kind: 'everybody' as const }, challenge: 'never' as const, colours: 'off' as const, ...policy },
  opener: { kind: 'http' as const, url, headers: { authorization: 'Bearer sesame' } },
})

export const lookAt = (personId: string, liveness: Liveness): AccessLook => ({
  ...{ width: 640, height: 480, atMs: performance.now(), faces: 1, hint: 'none', challenge: undefined },
  pictureHash: 'ab'.repeat(32),
  face: {
    ...{ track: 1, box: { x: 200, y: 100, width: 200, height: 240 }, frames: 6, followedMs: 1200 },
    decision: {
      ...{ outcome: 'known', threshold: 0.4, margin: undefined, reasons: ['above_threshold'], liveness },
      ...{ candidate: { personId, name: 'Ana', similarity: 0.8, rank: 1 }, candidates: [] },
    },
  },
})
