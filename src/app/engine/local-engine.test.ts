import { expect, onTestFinished, test } from 'vitest'
import { fakeNetworks, frameOf, HEIGHT, paint, WIDTH, type PaintedFace } from '../../../test/fakes/scene.ts'
import { fakeStore } from '../../../test/fakes/store.ts'
import { SPACE } from '../../../test/fixtures/templates.ts'
import type { Frame, Source } from '../../core/ports.ts'
import type { FaceEvent, Shot } from '../../core/records.ts'
import { mobile } from '../../models/packs/declared/mobile.ts'
import { encodeJpeg, encodePng } from '../../video/photos.ts'
import { openLiveGallery } from '../live-gallery.ts'
import type { AccessFault, AccessLook } from './access-look.ts'
import type { CameraHealth, CameraPicture, LocalEngine } from './engine.ts'
import type { EngineClock } from './engine-clock.ts'
import { createLocalEngine } from './local-engine.ts'
import type { OpenParts } from './vision.ts'

const ANNA: PaintedFace = { who: 0, x: 200, y: 90 }
const BERT: PaintedFace = { who: 1, x: 200, y: 90 }
const CONSENT = { text: 'Yes.', givenAt: new Date(0), takenBy: 'tester' }
const photo = (...faces: PaintedFace[]) => encodePng(paint(faces))
/** Shows nobody: paint does not survive being a JPEG. */
const ANY_JPEG = await encodeJpeg(paint([]))

/** A clock moved by hand: waits end when it has come so far. */
function handClock() {
  let nowMs = 1_000_000
  const waits: { atMs: number; done: () => void }[] = []
  const timers: { ms: number; work: () => void }[] = []
  const clock: EngineClock = {
    monotonic: () => nowMs,
    now: () => new Date(nowMs),
    every(ms, work) {
      timers.push({ ms, work })
      return () => {}
    },
    wait: (ms, signal) =>
      new Promise(resolve => {
        waits.push({ atMs: nowMs + ms, done: resolve })
        signal.addEventListener('abort', () => {
          resolve()
        })
        if (signal.aborted) resolve()
      }),
  }
  return {
    clock,
    advance(ms: number) {
      nowMs += ms
      for (const wait of waits) if (wait.atMs <= nowMs) wait.done()
    },
    tick(ms: number) {
      for (const timer of timers) if (timer.ms === ms) timer.work()
    },
  }
}

/** An engine on fake networks, and what it told. */
async function setUp(openSource?: (address: string) => Source) {
  const store = fakeStore()
  const gallery = await openLiveGallery(store, mobile, SPACE, () => {})
  gallery.close()
  const networks = { ...fakeNetworks(), device: 'cpu', passedOver: [] }
  const events: { event: FaceEvent; shot: Shot | undefined }[] = []
  const healths: CameraHealth[] = []
  const pictures: CameraPicture[] = []
  const looks: { id: string; seen: AccessLook | AccessFault }[] = []
  const time = handClock()
  const engine = createLocalEngine({
    rostro: { store, gallery, pack: mobile, networks } as unknown as OpenParts,
    clock: time.clock,
    listener: {
      onEvent: (event, shot) => events.push({ event, shot }),
      onPicture: picture => pictures.push(picture),
      onCrossing: () => {},
      onLook: (id, seen) => looks.push({ id, seen }),
      onCamera: health => healths.push(health),
      onProblem: () => {},
    },
    ...(openSource && { openSource: address => Promise.resolve(openSource(address)) }),
  })
  onTestFinished(() => engine.close())
  return { engine, store, time, events, healths, pictures, looks }
}

async function register(engine: LocalEngine, name: string, face: PaintedFace) {
  const { id } = await engine.beginEnrolment()
  await engine.offerPhoto(id, await photo(face), 'test')
  const finished = await engine.finishEnrolment(id, { name, consent: CONSENT, confirmed: true })
  if (!finished.stored) throw new Error('not stored')
  return finished.personId
}

test('everybody in a picture is decided, with the threshold asked for', async () => {
  const { engine } = await setUp()
  await register(engine, 'Anna', ANNA)
  const seen = await engine.recognize(await photo(ANNA, { who: 6, x: 20, y: 20 }))
  expect(seen).toMatchObject({ width: WIDTH, height: HEIGHT })
  expect(seen.faces.map(f => f.decision.candidate?.name ?? f.decision.outcome).sort()).toEqual(['Anna', 'unknown'])
  const strict = await engine.recognize(await photo(ANNA), { threshold: 1 })
  expect(strict.faces[0]!.decision.threshold).toBe(1)
})

test('settings in force change how pictures are decided and what the operating point is', async () => {
  const { engine } = await setUp()
  expect(await engine.operatingPoint()).toMatchObject({ chosenBy: 'default', people: 0 })
  await engine.configure({ threshold: 0.9 })
  expect((await engine.operatingPoint()).threshold).toBe(0.9)
  expect((await engine.recognize(await photo(ANNA))).faces[0]!.decision.threshold).toBe(0.9)
})

test('two pictures, or a picture and a person, are compared; what cannot be compared says why', async () => {
  const { engine } = await setUp()
  const personId = await register(engine, 'Anna', ANNA)
  const [anna, bert] = [await photo(ANNA), await photo(BERT)]
  expect((await engine.verify(anna, anna)).similarity).toBeCloseTo(1, 3)
  expect((await engine.verify(anna, bert)).similarity).toBeCloseTo(0, 3)
  expect((await engine.verify(anna, { personId })).similarity).toBeCloseTo(1, 3)
  expect(await engine.verify(await photo(), anna)).toMatchObject({ similarity: undefined, reason: 'image: no_face' })
  expect(await engine.verify(anna, await photo(ANNA, { ...BERT, x: 20 }))).toMatchObject({ reason: 'other: several_faces' })
  await expect(engine.verify(anna, { personId: 'nobody' })).rejects.toMatchObject({ code: 'person_not_found' })
})

test('of a group photo the picked face is kept, and a kept photo can be seen and taken out again', async () => {
  const { engine } = await setUp()
  const { id } = await engine.beginEnrolment()
  const group = await photo(ANNA, { ...BERT, x: 20, y: 20 }, { who: 2, x: 400, y: 200, side: 16 })
  const refused = await engine.offerPhoto(id, group, 'group.png')
  if (refused.kept) throw new Error('kept')
  expect(refused.reason).toBe('several_faces')
  expect(refused.faces.map(f => f.pickable)).toEqual([true, true, false])
  expect(await engine.offerPhoto(id, group, 'group.png', 2)).toMatchObject({ kept: false })
  const kept = await engine.offerPhoto(id, group, 'group.png', 1)
  if (!kept.kept) throw new Error('refused')
  expect((await engine.enrolment(id)).photos).toEqual([{ photoId: kept.photoId, quality: kept.quality, pose: 'front' }])
  expect((await engine.enrolment(id)).missingPoses).toEqual(['left', 'right', 'up', 'down'])
  expect((await engine.enrolmentPhoto(id, kept.photoId)).length).toBeGreaterThan(100)
  expect((await engine.removePhoto(id, kept.photoId)).photos).toEqual([])
  await expect(engine.enrolmentPhoto(id, kept.photoId)).rejects.toMatchObject({ code: 'reference_not_found' })
  await expect(engine.finishEnrolment(id, { name: 'A', consent: CONSENT, confirmed: false })).rejects.toMatchObject({
    code: 'nothing_enrolled',
  })
})

test('a face that is somebody’s already is doubted until it is confirmed', async () => {
  const { engine } = await setUp()
  await register(engine, 'Anna', ANNA)
  const { id } = await engine.beginEnrolment()
  await engine.offerPhoto(id, await photo(ANNA), 'test')
  expect((await engine.enrolment(id)).alreadyKnownAs).toMatchObject({ name: 'Anna' })
  expect(await engine.finishEnrolment(id, { name: 'Annika', consent: CONSENT, confirmed: false })).toMatchObject({
    stored: false,
    doubts: [{ kind: 'looks_like_another', name: 'Anna' }],
  })
  expect(await engine.finishEnrolment(id, { name: 'Annika', consent: CONSENT, confirmed: true })).toMatchObject({
    stored: true,
    isNew: true,
  })
  await expect(engine.enrolment(id)).rejects.toMatchObject({ code: 'enrolment_not_found' })
})

test('photos for somebody already there go to them, and are doubted when they show somebody else', async () => {
  const { engine } = await setUp()
  const personId = await register(engine, 'Anna', ANNA)
  const { id } = await engine.beginEnrolment(personId)
  await engine.offerPhoto(id, await photo(BERT), 'test')
  expect(await engine.finishEnrolment(id, { name: 'ignored', consent: CONSENT, confirmed: false })).toMatchObject({
    stored: false,
    doubts: [{ kind: 'unlike_namesake', personId }],
  })
  expect(await engine.finishEnrolment(id, { name: 'ignored', consent: CONSENT, confirmed: true })).toMatchObject({
    stored: true,
    personId,
    name: 'Anna',
    isNew: false,
  })
  await expect(engine.beginEnrolment('nobody')).rejects.toMatchObject({ code: 'person_not_found' })
})

test('registrations nobody uses are forgotten after 15 minutes, and at most 32 are open', async () => {
  const { engine, time } = await setUp()
  const { id } = await engine.beginEnrolment()
  time.advance(14 * 60_000)
  await engine.enrolment(id)
  time.advance(14 * 60_000)
  await engine.enrolment(id)
  time.advance(15 * 60_000)
  await expect(engine.enrolment(id)).rejects.toMatchObject({ code: 'enrolment_not_found' })
  for (let i = 0; i < 32; i++) await engine.beginEnrolment()
  await expect(engine.beginEnrolment()).rejects.toMatchObject({ code: 'too_many_requests' })
})

test('before the camera a good face held still is kept by itself, once for each pose', async () => {
  const { engine } = await setUp()
  const { id } = await engine.beginEnrolment()
  const look = async (take = false, ...faces: PaintedFace[]) =>
    engine.lookForEnrolment(id, await photo(...faces), { auto: true, take })
  expect(await look()).toMatchObject({ hint: 'no_face', box: undefined, taken: undefined })
  expect(await look(false, { ...ANNA, side: 40 })).toMatchObject({ hint: 'come_closer' })
  expect(await look(false, { ...ANNA, x: 20 })).toMatchObject({ hint: 'centre' })
  expect(await look(false, ANNA)).toMatchObject({ hint: 'good', pose: 'front', taken: undefined })
  expect(await look(false, ANNA)).toMatchObject({ hint: 'good', taken: { kept: true, pose: 'front' } })
  expect(await look(false, ANNA)).toMatchObject({ hint: 'turn_left', taken: undefined })
  expect(await look(true, BERT)).toMatchObject({ hint: 'someone_else', taken: { kept: false, reason: 'someone_else' } })
  expect(await look(true, ANNA, { ...BERT, x: 20 })).toMatchObject({ hint: 'several_faces', taken: { kept: false } })
})

test('a pushed frame overtaken before its turn is dropped, and a stream that is not open is told', async () => {
  const { engine } = await setUp()
  await expect(engine.pushFrame('s', ANY_JPEG)).rejects.toMatchObject({ code: 'request_invalid' })
  await engine.openStream({ id: 's', name: 'tester', events: false })
  const pushed = await Promise.all([1, 2, 3, 4].map(() => engine.pushFrame('s', ANY_JPEG)))
  expect(pushed.map(p => p.dropped)).toEqual([false, true, true, false])
  await expect(engine.pushFrame('s', Buffer.from('x'))).rejects.toMatchObject({ code: 'image_unreadable' })
})

test('of many streams at once each gets all its answers', async () => {
  const { engine } = await setUp()
  const ids = ['a', 'b', 'c', 'd', 'e']
  for (const id of ids) await engine.openStream({ id, name: id, events: false })
  const answered = await Promise.all(
    ids.map(async id => {
      const pushed = []
      for (let i = 0; i < 4; i++) pushed.push(await engine.pushFrame(id, ANY_JPEG))
      return pushed.filter(p => !p.dropped).length
    }),
  )
  expect(answered).toEqual([4, 4, 4, 4, 4])
})

/** A camera that shows Anna for so many frames, 100 ms apart, remembers which frames are open, and then ends or waits. */
function camera(frames: number, live: boolean): Source & { open: Set<Frame>; stopped: boolean } {
  const open = new Set<Frame>()
  const self = {
    id: 'door',
    live,
    open,
    stopped: false,
    async *frames(signal?: AbortSignal) {
      for (let i = 0; i < frames && !signal?.aborted; i++) {
        await new Promise(setImmediate)
        const frame: Frame = { ...frameOf([ANNA], i * 100), index: i, close: () => open.delete(frame) }
        open.add(frame)
        yield frame
      }
      if (live && !signal?.aborted) await new Promise(resolve => signal?.addEventListener('abort', resolve))
      self.stopped = true
    },
  }
  return self
}
const CAMERA = { id: 'door', name: 'Door', address: 'rtsp://127.0.0.1/x', settings: {} }

test('a camera tells its state, its faces as one event with a shot, and lets go of everything when it is stopped', async () => {
  const source = camera(30, true)
  const { engine, healths, events } = await setUp(() => source)
  await register(engine, 'Anna', ANNA)
  await engine.runCamera(CAMERA)
  await expect.poll(() => events.length).toBeGreaterThan(0)
  await expect.poll(() => source.open.size).toBe(0)
  expect(healths.map(h => h.state)).toEqual(['connecting', 'online'])
  expect((await engine.cameraPicture('door')).length).toBeGreaterThan(100)
  await engine.stopCamera('door')
  expect(source.stopped).toBe(true)
  expect(new Set(events.map(e => e.event.id)).size).toBe(1)
  expect(events[0]!.event).toMatchObject({ sourceId: 'door', sourceName: 'Door', endedAt: undefined })
  expect(events[0]!.event.decision.candidate?.name).toBe('Anna')
  expect(events[0]!.shot?.crop.length).toBeGreaterThan(100)
  expect(events.at(-1)!.event.endedAt).toBeInstanceOf(Date)
  await expect(engine.cameraPicture('door')).rejects.toMatchObject({ code: 'camera_not_found' })
})

test('pictures of a camera come only while it is watched', async () => {
  const source = camera(1000, true)
  const { engine, pictures, healths, time } = await setUp(() => source)
  await engine.watchCamera('door', true)
  await engine.runCamera(CAMERA)
  await expect
    .poll(() => {
      time.advance(100)
      return pictures.length
    })
    .toBeGreaterThan(2)
  expect(pictures[0]).toMatchObject({ cameraId: 'door', width: WIDTH, height: HEIGHT })
  await engine.watchCamera('door', false)
  const before = pictures.length
  const seen = healths.length
  time.tick(1000)
  expect([pictures.length - before, healths.length - seen]).toEqual([0, 1])
})

test('changed settings start a camera anew, and the old one is let go of first', async () => {
  const sources: ReturnType<typeof camera>[] = []
  const { engine } = await setUp(() => {
    for (const source of sources) expect(source.stopped).toBe(true)
    const source = camera(1, true)
    sources.push(source)
    return source
  })
  await engine.runCamera(CAMERA)
  await expect.poll(() => sources.length).toBe(1)
  await engine.runCamera({ ...CAMERA, settings: { minFacePx: 100 } })
  await expect.poll(() => sources.length).toBe(2)
})

const AT_CAMERA = { id: 'a', settings: { minFacePx: 60, camera: { id: 'door', zone: undefined } } }
const saidBy = (looks: readonly { seen: AccessLook | AccessFault }[]) =>
  looks.flatMap(({ seen }) => (typeof seen === 'string' || !seen.face ? [] : [seen.face.decision]))

test('a door at a camera hears of whoever stands there, beside the timeline, and takes no pictures of anybody else', async () => {
  const source = camera(8, true)
  const { engine, looks, events } = await setUp(() => source)
  await register(engine, 'Anna', ANNA)
  await engine.openAccess(AT_CAMERA)
  await engine.runCamera(CAMERA)
  await expect.poll(() => saidBy(looks).at(-1)?.candidate?.name).toBe('Anna')
  await expect.poll(() => events.length).toBeGreaterThan(0)
  await expect(engine.pushAccessFrame('a', ANY_JPEG)).rejects.toMatchObject({ code: 'request_invalid' })
  await engine.closeAccess('a')
  const before = looks.length
  await engine.runCamera(CAMERA)
  await expect.poll(() => source.open.size).toBe(0)
  expect(looks).toHaveLength(before)
})

test('a recording that is played as a camera lets nobody through a door', async () => {
  const { engine, looks, time, healths } = await setUp(() => camera(8, false))
  await register(engine, 'Anna', ANNA)
  await engine.openAccess(AT_CAMERA)
  await engine.runCamera(CAMERA)
  await expect
    .poll(() => {
      time.advance(50)
      return healths.at(-1)?.state
    })
    .toBe('ended')
  const said = saidBy(looks)
  expect(said.length).toBeGreaterThan(0)
  for (const decision of said) expect(decision).toMatchObject({ candidate: undefined, liveness: { reasons: ['virtual_camera'] } })
})

test('a recording is shown at its own speed and ends', async () => {
  const source = camera(5, false)
  const { engine, healths, time } = await setUp(() => source)
  await engine.runCamera(CAMERA)
  await expect
    .poll(() => {
      time.advance(50)
      return healths.at(-1)?.state
    })
    .toBe('ended')
  expect(healths.map(h => h.state)).toEqual(['connecting', 'online', 'ended'])
})

test('an address that is refused is told at once and leaves what was running', async () => {
  const { engine } = await setUp(() => camera(1, true))
  await expect(engine.runCamera({ ...CAMERA, address: 'http://169.254.169.254/' })).rejects.toMatchObject({
    code: 'address_refused',
  })
  expect(await engine.probeCamera('exec:x')).toMatchObject({ ok: false, code: 'address_refused' })
})

test('a camera is tried: its first picture and its rate', async () => {
  const { engine } = await setUp(() => camera(30, true))
  const probe = await engine.probeCamera('rtsp://127.0.0.1/x')
  expect(probe).toMatchObject({ ok: true, width: WIDTH, height: HEIGHT })
  expect(probe.ok && probe.framesPerSecond).toBeCloseTo(10, 3)
})
