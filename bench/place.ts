// What a watched place with 100,000 visits costs to look at: pages, statistics and tables over HTTP, from a real store.

import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRemembering } from '../src/app/place/remembering.ts'
import { statisticsOf } from '../src/app/place/statistics.ts'
import type { Client } from '../src/client.ts'
import type { Store } from '../src/core/ports.ts'
import { createRandom } from '../src/core/random.ts'
import { toTemplate } from '../src/core/template.ts'
import type { VisitOf } from '../src/core/visits.ts'
import { mobile } from '../src/models/packs/declared/mobile.ts'
import { openServer, type RostroServer } from '../src/server/open-server.ts'
import { openSqliteStore } from '../src/stores/sqlite.ts'
import { browserClient } from '../test/e2e/browser-client.ts'
import { fakeEngine } from '../test/fakes/engine.ts'
import { SPACE } from '../test/fixtures/templates.ts'
import { machine, median, printTable, readOptions, round, writeJson, type Row } from './common.ts'

const VISITS = 100_000
const DAYS = 90
const DAY_MS = 86_400_000
/** A face of the newest visits is kept: seven days of them. */
const FACES = Math.round((VISITS * 7) / DAYS)
const VISITORS = 2500
const PEOPLE = 50
const TIMES = 15
const DIMENSIONS = 128

const { json } = readOptions()
const folder = await mkdtemp(join(tmpdir(), 'rostro-place-'))
const store = await openSqliteStore(join(folder, 'rostro.db'))
const to = new Date()
const from = (days: number) => new Date(to.getTime() - days * DAY_MS)
const filling = performance.now()
const cameraIds = await fill(store)
const savingMs = (performance.now() - filling) / VISITS
// Otherwise the server forgets all visitors.
const remembering = await openRemembering(store)
await remembering.decide({ on: true, ground: 'bench', retentionDays: 365, cameraIds: undefined }, { by: 'bench', at: to })
const server = await open()
const api = await signedIn(server)

const range = (days: number) => ({ from: from(days).toISOString(), to: to.toISOString() })
const asked: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['a page of visits', () => api('GET /visits', { query: { limit: 50 } })],
  [
    'a page of visits of a week, one camera',
    () => api('GET /visits', { query: { ...range(7), cameraId: cameraIds[0], limit: 50 } }),
  ],
  [
    'a page far back',
    () => api('GET /visits', { query: { from: from(80).toISOString(), to: from(79).toISOString(), limit: 50 } }),
  ],
  ['who is here now', () => api('GET /place/now')],
  ['statistics of 7 days', () => api('GET /place/statistics', { query: range(7) })],
  ['statistics of 30 days', () => api('GET /place/statistics', { query: range(30) })],
  ['statistics of 90 days', () => api('GET /place/statistics', { query: range(90) })],
  ['a page of visitors', () => api('GET /visitors', { query: { limit: 50 } })],
  ['a page of visitors by visits', () => api('GET /visitors', { query: { limit: 50, sort: 'visits' } })],
  ['the table of 30 days', () => api('GET /visits.csv', { query: range(30) })],
  ['the table of all', () => api('GET /visits.csv')],
]
const rows: Row[] = [['saving a visit', '', round(savingMs, 2), '', '']]
for (const [what, ask] of asked) rows.push([what, ...(await timed(ask))])
const spans = await store.visits.spans({ from: from(90), to })
const counting = () =>
  Promise.resolve(statisticsOf(spans, [], { from: from(90), to, timeZone: 'Europe/Madrid', cameraName: id => id }))
rows.push(['of that reading 90 days', ...(await timed(() => store.visits.spans({ from: from(90), to })))])
rows.push(['of that counting 90 days', ...(await timed(counting))])

await server.close()
await store.close()
await rm(folder, { recursive: true, force: true })
console.log(`${VISITS.toLocaleString('en')} visits of ${DAYS} days, ${VISITORS} visitors, ${FACES} faces; ${machine()}\n`)
printTable(['', 'first, ms', 'median, ms', '90 % within, ms', 'CPU, ms'], rows)
await writeJson(json, { visits: VISITS, rows })

async function timed(ask: () => Promise<unknown>): Promise<readonly [number, number, number, number]> {
  const all: number[] = []
  const cpu: number[] = []
  for (let i = 0; i < TIMES; i++) {
    const [at, used] = [performance.now(), process.cpuUsage()]
    await ask()
    all.push(performance.now() - at)
    const { user, system } = process.cpuUsage(used)
    cpu.push((user + system) / 1000)
  }
  const ninth = [...all].sort((a, b) => a - b)[Math.floor(TIMES * 0.9)] ?? NaN
  return [round(all[0] ?? NaN, 1), round(median(all), 1), round(ninth, 1), round(median(cpu), 1)]
}

/** Visits through the store's own port, by time; a third of people and visitors each, the rest of strangers. */
async function fill({ visits, cameras }: Store): Promise<readonly string[]> {
  const random = createRandom(1)
  const noise = () =>
    toTemplate({ space: SPACE, vector: Float32Array.from({ length: DIMENSIONS }, () => random() + random() - 1) })!
  const crop = Uint8Array.from({ length: 4096 }, () => Math.floor(random() * 256))
  const ids: string[] = []
  for (const name of ['Door', 'Till', 'Yard'])
    ids.push((await cameras.add({ name, address: 'camera:0', enabled: false, settings: '{}' })).id)
  const people: string[] = []
  for (let i = 0; i < PEOPLE; i++)
    people.push((await store.enrol(`Person ${i}`, [{ template: noise(), quality: 80, source: 'bench', crop }])).id)
  const visitorIds = Array.from({ length: VISITORS }, () => randomUUID())
  for (const id of visitorIds) await visits.addVisitor({ id, firstSeenAt: from(DAYS) })
  const counted = new Map<string, number>()
  for (let i = 0; i < VISITS; i++) {
    const [personId, visitorId] = [people[i % PEOPLE]!, visitorIds[Math.floor(random() ** 2 * VISITORS)]!]
    const of: VisitOf = [
      { kind: 'person', personId } as const,
      { kind: 'visitor', visitorId } as const,
      { kind: 'anonymous' } as const,
    ][i % 3]!
    const identity = of.kind === 'person' ? personId : of.kind === 'visitor' ? visitorId : undefined
    const nth = identity === undefined ? undefined : (counted.get(identity) ?? 0) + 1
    if (identity !== undefined) counted.set(identity, nth!)
    const arrivedAt = new Date(from(DAYS).getTime() + (i * DAYS * DAY_MS) / VISITS)
    const cameraId = ids[i % ids.length]!
    const visit = {
      ...{ id: randomUUID(), cameraId, cameraName: 'Door', of, arrivedAt, nth, frames: 9, eventIds: [randomUUID()] },
      ...{ departedAt: new Date(arrivedAt.getTime() + random() ** 3 * 3_600_000), hasEnded: i < VISITS - 5 },
    }
    const face = of.kind === 'visitor' && i >= VISITS - FACES
    await visits.save(visit, face ? { template: noise(), weight: 300, quality: 80, crop, nearestPerson: undefined } : undefined)
    if (i % 10_000 === 0) console.error(`${i} visits saved`)
  }
  return ids
}

function open(): Promise<RostroServer> {
  return openServer({
    store,
    port: 0,
    publicNames: [],
    models: {
      list: () => Promise.resolve([]),
      manifest: () => Promise.resolve(mobile),
      current: () => Promise.resolve('mobile'),
      previous: () => Promise.resolve(undefined),
      use: () => Promise.resolve(),
    },
    prepareChange: () => Promise.reject(new Error('nobody changes the pack')),
    alertsFolder: join(folder, 'alerts'),
    webRoot: join(folder, 'web'),
    version: 'bench',
    log: () => {},
    openEngine: listener => Promise.resolve(fakeEngine(listener)),
  })
}

async function signedIn({ url, setupUrl }: RostroServer): Promise<Client> {
  const client = browserClient(url)
  await client('POST /setup', { body: { token: setupUrl?.split('#')[1] ?? '', name: 'Bench', password: 'a long pass phrase' } })
  return client
}
