// The engine in its real thread, with the networks of the default pack.

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import type { EngineListener } from '../../src/app/engine/engine.ts'
import { openEngine } from '../../src/app/engine/open-engine.ts'
import { startWorker } from '../../src/app/engine/start-worker.ts'
import { facesAreHere, samplePhoto } from '../e2e/place.ts'
import { TEST_HOME } from '../fixtures/mobile-pack.ts'
import { isSharedHere } from '../fixtures/shared.ts'

const here = await facesAreHere()
const CONSENT = { text: 'Yes.', givenAt: new Date(0), takenBy: 'tester' }

/** An engine with an empty store, and what it told. */
async function open(onCamera: EngineListener['onCamera'] = () => {}) {
  const folder = await mkdtemp(join(tmpdir(), 'rostro engine '))
  const problems: (string | undefined)[] = []
  let tell = () => {}
  const listener: EngineListener = {
    onEvent: () => {},
    onCrossing: () => {},
    onLook: () => {},
    onPicture: () => {},
    onCamera,
    onProblem: problem => {
      problems.push(problem?.code)
      tell()
    },
  }
  const workers: Worker[] = []
  const engine = await openEngine({
    home: TEST_HOME,
    people: join(folder, 'people.db'),
    pack: 'mobile',
    device: 'cpu',
    listener,
    startWorker: options => {
      const worker = startWorker(options)
      workers.push(worker)
      return worker
    },
  })
  onTestFinished(async () => {
    await engine.close()
    await rm(folder, { recursive: true, force: true })
  })
  /** Resolves when so many problems, or ends of them, were told. */
  const told = async (count: number) => {
    while (problems.length < count) await new Promise<void>(resolve => (tell = resolve))
    return problems
  }
  return { engine, workers, told }
}

test.skipIf(!here)('a face is registered from one photo and named in pushed frames of it, all in the worker', async () => {
  const { engine } = await open()
  const photo = await readFile(samplePhoto(1))
  const { id } = await engine.beginEnrolment()
  const group = await engine.offerPhoto(id, photo, 'sample1.jpg')
  if (group.kept) throw new Error('a group photo is refused until a face is picked')
  expect(group.reason).toBe('several_faces')
  const picked = group.faces.findIndex(face => face.pickable)
  expect(await engine.offerPhoto(id, photo, 'sample1.jpg', picked)).toMatchObject({ kept: true })
  expect(await engine.finishEnrolment(id, { name: 'Anna', consent: CONSENT, confirmed: false })).toMatchObject({ stored: true })

  const seen = await engine.recognize(photo)
  expect(seen.faces.map(face => face.decision.candidate?.name).filter(name => name === 'Anna')).toHaveLength(1)

  // On a busy machine it takes so long that one photo again and again is seen to be one.
  await engine.configure({ liveness: 'off' })
  await engine.openStream({ id: 's', name: 'tester', events: false })
  const names = new Set<string | undefined>()
  for (let i = 0; i < 400 && !names.has('Anna'); i++) {
    const pushed = await engine.pushFrame('s', photo)
    if (!pushed.dropped) for (const { decision } of pushed.faces) names.add(decision.candidate?.name)
  }
  expect(names).toContain('Anna')
})

test.skipIf(!here)('errors come back from the worker as what they are', async () => {
  const { engine } = await open()
  await expect(engine.recognize(Buffer.from('no picture'))).rejects.toMatchObject({
    name: 'RostroError',
    code: 'image_unreadable',
  })
  await expect(engine.enrolment('gone')).rejects.toMatchObject({ code: 'enrolment_not_found' })
})

test.skipIf(!here)(
  'a worker that dies fails the calls under way, is started anew and goes on with the streams that were open',
  async () => {
    const { engine, workers, told } = await open()
    const photo = await readFile(samplePhoto(1))
    await engine.openStream({ id: 's', name: 'tester', events: false })
    const lost = expect(engine.recognize(photo)).rejects.toMatchObject({ code: 'device_unavailable' })
    await workers[0]!.terminate()
    await lost
    expect(await told(2)).toEqual(['device_unavailable', undefined])
    expect(workers).toHaveLength(2)
    expect((await engine.recognize(photo)).faces.length).toBeGreaterThan(0)
    expect(await engine.pushFrame('s', photo)).toMatchObject({ dropped: false })
  },
)

test.skipIf(!here || !isSharedHere)(
  'an error nobody caught lets go of the cameras first, and they are back with the next worker',
  async () => {
    const states: string[] = []
    let wake = () => {}
    const { engine, workers, told } = await open(({ state }) => {
      if (states.at(-1) !== state) states.push(state)
      wake()
    })
    const clip = new URL('../../../shared/data/video/six-friends.mp4', import.meta.url).pathname
    await engine.runCamera({ id: 'c', name: 'C', address: clip, settings: {} })
    for (let round = 1; round <= 2; round++) {
      while (states.filter(state => state === 'online').length < round) await new Promise<void>(resolve => (wake = resolve))
      // No call: reading it throws where nobody catches.
      workers.at(-1)!.postMessage(null)
      expect((await told(2 * round)).slice(-2)).toEqual(['device_unavailable', undefined])
    }
    expect(workers).toHaveLength(3)
  },
)

test('an engine that cannot open says why and leaves no thread behind', async () => {
  const workers: Worker[] = []
  const opening = openEngine({
    home: TEST_HOME,
    pack: 'no-such-pack',
    listener: {
      onEvent: () => {},
      onCrossing: () => {},
      onPicture: () => {},
      onCamera: () => {},
      onLook: () => {},
      onProblem: () => {},
    },
    startWorker: options => {
      const worker = startWorker(options)
      workers.push(worker)
      return worker
    },
  })
  await expect(opening).rejects.toMatchObject({ code: 'pack_unknown' })
  expect(workers.map(worker => worker.threadId)).toEqual([-1])
})
