// A door at a camera of the server, from the camera's stream over the engine in its real thread to the opener, with the networks of the default pack.

import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../src/alerts/sink.ts'
import { openEngine } from '../../src/app/engine/open-engine.ts'
import { startWorker } from '../../src/app/engine/start-worker.ts'
import type { Door } from '../../src/core/doors.ts'
import { DoorStands } from '../../src/server/door-stands.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { doorOf } from '../contracts/store-doors.ts'
import { policyOf } from '../doors/hand-door.ts'
import { openFilmed, PHOTO } from '../e2e/filmed.ts'
import { facesAreHere } from '../e2e/place.ts'
import { TEST_HOME } from '../fixtures/mobile-pack.ts'
import { isSharedHere } from '../fixtures/shared.ts'

const here = isSharedHere && (await facesAreHere())
const CONSENT = { text: 'Yes.', givenAt: new Date(0), takenBy: 'tester' }
const DOOR: Omit<Door, 'id'> = {
  ...doorOf({ source: { kind: 'camera', cameraId: 'c' } }),
  policy: policyOf({ challenge: 'never', colours: 'off', minFacePx: 120, antiPassback: 'log' }),
}

/** The next picture is made when the last one is on its way. */
async function* filming(): AsyncGenerator<string | Uint8Array> {
  const filmed = await openFilmed()
  for (;;) {
    const jpeg = await filmed.picture({ held: 'straight', colour: undefined })
    yield `--next\r\ncontent-type: image/jpeg\r\ncontent-length: ${jpeg.length}\r\n\r\n`
    yield jpeg
    yield '\r\n'
  }
}

/** A camera in the network that films somebody. */
async function startCamera(): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=next' })
    pipeline(Readable.from(filming()), response).catch(() => {}) // Whoever looked has gone.
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

async function openHouse() {
  const folder = await mkdtemp(join(tmpdir(), 'rostro engine '))
  const people = join(folder, 'people.db')
  const store = await openSqliteStore(people)
  const heard: { stands?: DoorStands } = {}
  const workers: Worker[] = []
  const nothing = () => {}
  const engine = await openEngine({
    ...{ home: TEST_HOME, people, pack: 'mobile', device: 'cpu' },
    startWorker: options => {
      const worker = startWorker(options)
      workers.push(worker)
      return worker
    },
    listener: {
      ...{ onEvent: nothing, onCrossing: nothing, onPicture: nothing },
      onCamera: health => heard.stands?.hearOfCamera(health),
      onLook: (id, seen) => heard.stands?.see(id, seen),
      onProblem: problem => {
        if (problem) heard.stands?.engineStopped()
      },
    },
  })
  const opened: string[] = []
  const stands = new DoorStands({
    ...{ store, engine, log: nothing, onProblem: nothing },
    keeping: {
      openerOf: () => ({ open: () => Promise.resolve(void opened.push('opened')), close: () => Promise.resolve() }),
      makeChallenge: () => expect.fail('a camera asks for none'),
      models: () => 'mobile',
      clock: { ...systemClock, monotonic: () => performance.now() },
      ...{ onDuress: nothing, onAttack: nothing },
    },
  })
  heard.stands = stands
  onTestFinished(async () => {
    await stands.close()
    await engine.close()
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })
  return { store, engine, stands, workers, opened }
}

test.skipIf(!here)(
  'who is filmed by the camera is let in; an engine that dies there is a fault, and its successor looks at the same door',
  { timeout: 120_000 },
  async () => {
    const { store, engine, stands, workers, opened } = await openHouse()
    const { id } = await engine.beginEnrolment()
    await engine.offerPhoto(id, await readFile(PHOTO), 'phoebe.png')
    await engine.finishEnrolment(id, { name: 'Phoebe', consent: CONSENT, confirmed: false })
    await store.doors.put({ ...DOOR, id: 'd' })
    await stands.follow()
    await engine.runCamera({ id: 'c', name: 'Porch', address: await startCamera(), settings: {} })
    await expect.poll(() => opened.length, { timeout: 60_000 }).toBe(1)
    const { items } = await store.doors.log('d', { limit: 1 })
    expect(items.map(({ decision }) => decision.reasons)).toEqual([['recognized', 'bona_fide']])

    // No call: reading it throws where nobody catches.
    workers[0]!.postMessage(null)
    await expect.poll(() => stands.at('d').view, { timeout: 60_000 }).toMatchObject({ state: 'fault', reasons: ['model_fault'] })
    await expect.poll(() => opened.length, { timeout: 60_000 }).toBe(2)
    expect(workers).toHaveLength(2)
    expect(await store.audit.verify()).toBeUndefined()
  },
)
