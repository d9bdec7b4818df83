// Three servers on one PostgreSQL watch twelve cameras; one is killed: how long until its cameras are watched again, and what the others feel.

import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openModels, openRostro } from '../src/app/open-rostro.ts'
import type { Client } from '../src/client.ts'
import type { FaceEvent } from '../src/core/records.ts'
import type { Store } from '../src/core/ports.ts'
import { rostroHome } from '../src/models/packs/home.ts'
import { openStoreAt } from '../src/stores/open-store.ts'
import { openSource } from '../src/video/open-source.ts'
import { encodeJpeg } from '../src/video/photos.ts'
import { browserClient } from '../test/e2e/browser-client.ts'
import type { Place } from '../test/e2e/place.ts'
import { startRostro, type Running } from '../test/e2e/rostro.ts'
import { postgresPrograms, startPostgres } from '../test/stores/postgres-server.ts'
import { machine, median, needs, printTable, readOptions, round, writeJson } from './common.ts'
import { enrolPhotos } from './enrol-photos.ts'

const NODES = 3
const CAMERAS = 12
const FRAMES_PER_SECOND = Number(process.env['FPS'] ?? 3)
const SECONDS = { before: 15, after: 25 }
const LOOK_MS = 250
const ACCOUNT = { name: 'bench', password: 'a pass phrase for a bench' }

const { shared, json } = readOptions()
const clip = join(shared, 'data/video/hamilton.mp4')
needs(clip)
needs(postgresPrograms() ?? 'PostgreSQL')

const folder = await mkdtemp(join(tmpdir(), 'rostro-bench-nodes-'))
const closers: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
try {
  const database = await startPostgres({ durable: true })
  closers.push(() => database.remove())
  const address = database.address()
  const store = await openStoreAt(address)
  closers.push(() => store.close())
  await furnish(store, address, await startCamera())
  const nodes: Node[] = []
  for (let i = 0; i < NODES; i++) nodes.push(await startNode(`node ${i + 1}`, address, nodes[0]?.api))
  await until(
    async () => (await watched(nodes)).size === CAMERAS && (await shares(nodes)).every(share => share === CAMERAS / NODES),
  )
  const figures = await killOne(nodes, store)
  console.log(
    `${machine()}; ${CAMERAS} cameras of 640×360 at ${FRAMES_PER_SECOND} frames a second, ${NODES} servers, one PostgreSQL\n`,
  )
  printTable(['', ''], Object.entries(figures))
  await writeJson(json, figures)
} finally {
  for (const close of closers.reverse()) await close()
}

interface Node {
  readonly name: string
  readonly running: Running
  readonly api: Client
}

/** The clip again and again to whoever asks, as a network camera gives it. */
async function startCamera(): Promise<string> {
  const pictures: Buffer[] = []
  let index = 0
  for await (const frame of (await openSource(clip)).frames()) {
    if (index++ % 8 === 0) pictures.push(Buffer.from(await encodeJpeg(await frame.image(), 85)))
    frame.close()
  }
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=next' })
    let next = 0
    const timer = setInterval(() => {
      const picture = pictures[next++ % pictures.length]!
      if (response.writableNeedDrain) return
      response.write(`--next\r\ncontent-type: image/jpeg\r\ncontent-length: ${picture.length}\r\n\r\n`)
      response.write(picture)
      response.write('\r\n')
    }, 1000 / FRAMES_PER_SECOND)
    response.on('close', () => {
      clearInterval(timer)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
    return once(server, 'close')
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Two people, twelve cameras; a clip played again and again is no picture held up here. */
async function furnish(store: Store, address: string, camera: string): Promise<void> {
  await openModels().pull('mobile')
  const rostro = await openRostro({ people: address, pack: 'mobile' })
  const photos = ['lin-manuel-miranda', 'alex-lacamoire'].map(name => join(shared, `data/video/${name}.png`))
  await enrolPhotos(rostro, photos)
  await rostro.close()
  await store.setSetting('server', JSON.stringify({ liveness: 'off' }))
  for (let i = 1; i <= CAMERAS; i++)
    await store.cameras.add({ name: `Camera ${i}`, address: `${camera}/${i}`, enabled: true, settings: '{}' })
}

async function startNode(name: string, address: string, first: Client | undefined): Promise<Node> {
  const home = join(folder, name.replace(' ', '-'))
  await mkdir(home, { recursive: true })
  await symlink(join(rostroHome(), 'models'), join(home, 'models'))
  const place: Pick<Place, 'home' | 'work' | 'user' | 'temporary' | 'onRemove'> = {
    ...{ home, work: home, user: home, temporary: tmpdir() },
    onRemove: () => {},
  }
  const running = await startRostro(
    place as Place,
    ['serve', '--no-open', '--port', '0', '--threads', '1', '--node-name', name],
    {
      env: { ROSTRO_STORE: address },
    },
  )
  closers.push(() => {
    running.signal('SIGTERM')
    return running.ended
  })
  await running.shows(/Pack mobile on/)
  const setupUrl = /https?:\/\/\S+\/setup#\S+/.exec(running.soFar())?.[0]
  const { origin, hash } = new URL(setupUrl ?? /https?:\/\/[^\s/]+:\d+/.exec(running.soFar())![0])
  const api = browserClient(origin)
  if (first) await api('POST /session', { body: ACCOUNT })
  else await api('POST /setup', { body: { token: hash.slice(1), ...ACCOUNT } })
  return { name, running, api }
}

/** Camera → frames a second, at the server that has pictures of it. */
async function watchedBy({ api }: Node): Promise<ReadonlyMap<string, number>> {
  const cameras = await api('GET /cameras')
  return new Map(cameras.flatMap(({ id, state }) => (state.state === 'online' ? [[id, state.framesPerSecond] as const] : [])))
}

async function watched(nodes: readonly Node[]): Promise<ReadonlySet<string>> {
  return new Set((await Promise.all(nodes.map(watchedBy))).flatMap(cameras => [...cameras.keys()]))
}

async function shares(nodes: readonly Node[]): Promise<readonly number[]> {
  return (await Promise.all(nodes.map(watchedBy))).map(({ size }) => size)
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 120_000
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error('It did not come to that within two minutes.')
    await wait(LOOK_MS)
  }
}

/** Median frames a second of these cameras over some seconds. */
async function pace(nodes: readonly Node[], cameraIds: ReadonlySet<string>, seconds: number): Promise<number> {
  const seen: number[] = []
  for (let second = 0; second < seconds; second++) {
    for (const cameras of await Promise.all(nodes.map(watchedBy)))
      for (const [id, framesPerSecond] of cameras) if (cameraIds.has(id)) seen.push(framesPerSecond)
    await wait(1000)
  }
  return median(seen)
}

async function killOne(nodes: readonly Node[], store: Store) {
  const [killed, ...others] = nodes as [Node, ...Node[]]
  const theirs = new Set((await watchedBy(killed)).keys())
  const kept = new Set((await Promise.all(others.map(watchedBy))).flatMap(cameras => [...cameras.keys()]))
  const before = await pace(others, kept, SECONDS.before)
  const eventsBefore = await eventsOf(store)
  const killedAt = new Date()
  const since = performance.now()
  killed.running.signal('SIGKILL')
  const after = pace(others, kept, SECONDS.after)
  const movedMs = new Map<string, number>()
  await until(async () => {
    for (const id of await watched(others)) if (theirs.has(id) && !movedMs.has(id)) movedMs.set(id, performance.now() - since)
    return movedMs.size === theirs.size
  })
  const paceAfter = await after
  const events = await eventsOf(store)
  const isKept = (event: FaceEvent) => events.some(({ id }) => id === event.id)
  const later = events.filter(({ startedAt }) => startedAt > killedAt)
  return {
    'cameras moved': `${movedMs.size} of ${theirs.size}`,
    'first picture elsewhere, s, median': round(median([...movedMs.values()]) / 1000, 1),
    'first picture elsewhere, s, last': round(Math.max(...movedMs.values()) / 1000, 1),
    'frames a second of the others before': round(before, 2),
    'frames a second of the others afterwards': round(paceAfter, 2),
    'events written before the kill and gone': eventsBefore.filter(event => !isKept(event)).length,
    'moved cameras with events afterwards': `${[...theirs].filter(id => later.some(({ sourceId }) => sourceId === id)).length} of ${theirs.size}`,
    'events of one person before one camera at one time': overlaps(events),
    'events in all': events.length,
  }
}

async function eventsOf(store: Store): Promise<readonly FaceEvent[]> {
  const all: FaceEvent[] = []
  for (let cursor: string | undefined; ;) {
    const { items, next } = await store.events.list({}, { cursor, limit: 500 })
    all.push(...items)
    if (next === undefined) return all
    cursor = next
  }
}

/** Two servers that watch one camera at the same time would both have seen who was there. */
function overlaps(events: readonly FaceEvent[]): number {
  const known = events.filter(({ decision }) => decision.outcome === 'known')
  return known.filter(one =>
    known.some(
      other =>
        other.id > one.id &&
        other.sourceId === one.sourceId &&
        other.decision.candidate?.personId === one.decision.candidate?.personId &&
        other.startedAt < (one.endedAt ?? one.startedAt) &&
        one.startedAt < (other.endedAt ?? other.startedAt),
    ),
  ).length
}
