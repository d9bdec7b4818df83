import { expect, test } from 'vitest'
import { fakeNetworks, frameOf, WIDTH, type PaintedFace } from '../../../test/fakes/scene.ts'
import { galleryOf } from '../../../test/fixtures/templates.ts'
import type { Detector, Frame } from '../../core/ports.ts'
import { Recognizer } from '../../recognition/recognizer.ts'
import type { AccessFault, AccessLook } from './access-look.ts'
import type { OpenAccess } from './accesses.ts'
import { DoorEyes, type DoorEyesOptions } from './door-eyes.ts'
import { createSystemClock } from './engine-clock.ts'
import { lookingOnce, sharedFrame } from './look-once.ts'
import { createTurns } from './turns.ts'
import { toDecision, type OpenParts, type Vision } from './vision.ts'

const ANNA: PaintedFace = { who: 0, x: 200, y: 90 }
const BERT: PaintedFace = { who: 1, x: 40, y: 90 }
/** The middle of the picture, where Anna stands. */
const MAT = {
  name: 'Mat',
  points: [
    { x: 0.35, y: 0 },
    { x: 0.7, y: 0 },
    { x: 0.7, y: 1 },
    { x: 0.35, y: 1 },
  ],
}
const doorAt = (id: string, zone?: string): OpenAccess => ({ id, settings: { minFacePx: 60, camera: { id: 'c', zone } } })

/** A camera's own work and, beside it, the doors at it; a frame every 60 ms, so that faces are looked for in every second one. */
function camera(given: Partial<DoorEyesOptions> = {}) {
  const fake = fakeNetworks()
  const asked = { wholePictures: 0 }
  const { detector } = fake
  const counted: Detector = {
    scores: detector.scores,
    workingSize: picture => detector.workingSize(picture),
    detect: image => {
      if (image.width === WIDTH) asked.wholePictures++
      return detector.detect(image)
    },
  }
  const networks = lookingOnce({ ...fake, detector: counted })
  const gallery = galleryOf(3)
  const vision: Vision = {
    rostro: { networks, gallery } as unknown as OpenParts,
    ...{ clock: createSystemClock(), turns: createTurns(1), decision: own => toDecision(own ?? {}), liveness: () => 'off' },
  }
  const seen: { readonly id: string; readonly what: AccessLook | AccessFault }[] = []
  const eyes = new DoorEyes({
    ...{ vision, networks, zones: [MAT], isProgram: () => Promise.resolve(false), doors: () => [doorAt('a')] },
    onLook: (id, what) => seen.push({ id, what }),
    ...given,
  })
  const own = new Recognizer(networks, { ...toDecision({}), detectEveryMs: 120 })
  let frames = 0
  const show = async (faces: readonly PaintedFace[], times = 1) => {
    for (let i = 0; i < times; i++) {
      const shift = 5 * (frames++ % 7)
      const moved = faces.map(face => ({ ...face, x: face.x + shift }))
      const frame = sharedFrame(once(frameOf(moved, frames * 60)))
      await own.process(frame, gallery)
      await eyes.look(frame)
    }
    return seen.at(-1)?.what
  }
  return { asked, seen, show, eyes }
}

/** A picture is another object every time it is asked for, as a real frame's is. */
const once = (frame: Frame): Frame => ({ ...frame })

const lookOf = (what: AccessLook | AccessFault | undefined): AccessLook => {
  if (what === undefined || typeof what === 'string') throw new Error(`no look: ${what}`)
  return what
}

test('whoever stands there is named beside the camera’s own work, and no picture is searched twice', async () => {
  const { asked, seen, show } = camera()
  const { face, faces, pictureHash } = lookOf(await show([ANNA], 20))
  expect({ faces, outcome: face?.decision.outcome, who: face?.decision.candidate?.personId }).toEqual({
    ...{ faces: 1, outcome: 'known', who: 'a' },
  })
  expect(pictureHash).toMatch(/^[0-9a-f]{64}$/)
  expect([asked.wholePictures, seen.length]).toEqual([10, 10])
  // Whatever the setting for cameras is: these networks tell no pictures, and a door has to know.
  expect(face?.decision.liveness).toMatchObject({ outcome: 'unavailable' })
})

test('of two doors each is looked at, and one that is closed no longer', async () => {
  const open = [doorAt('a'), doorAt('b')]
  const { seen, show } = camera({ doors: () => open })
  await show([ANNA], 2)
  expect(seen.map(({ id }) => id)).toEqual(['a', 'b'])
  open.shift()
  await show([ANNA], 2)
  expect(seen.slice(2).map(({ id }) => id)).toEqual(['b'])
})

test('who passes outside of the door’s zone does not count; without one, nobody is alone', async () => {
  const open = [doorAt('zone', 'Mat'), doorAt('all')]
  const { seen, show } = camera({ doors: () => open })
  await show([ANNA, BERT], 20)
  const last = (id: string) => lookOf(seen.findLast(one => one.id === id)?.what)
  expect(last('zone')).toMatchObject({ faces: 1, face: { decision: { candidate: { personId: 'a' } } } })
  expect(last('all')).toMatchObject({ faces: 2, face: undefined })
  await show([BERT], 20)
  expect(last('zone')).toMatchObject({ faces: 0, face: undefined })
})

test('a zone that is gone is a fault, and no permission to look everywhere', async () => {
  const { show } = camera({ doors: () => [doorAt('a', 'Carpet')] })
  expect(await show([ANNA], 2)).toBe('camera_fault')
})

test('a recording, or a program that says it is a camera, shows nobody but attacks', async () => {
  const { show } = camera({ isProgram: () => Promise.resolve(true) })
  const { face } = lookOf(await show([ANNA], 20))
  expect(face?.decision).toMatchObject({ outcome: 'undecided', liveness: { outcome: 'attack', reasons: ['virtual_camera'] } })
})

test('how large a face has to be changes while somebody is followed', async () => {
  let minFacePx = 60
  const { show } = camera({ doors: () => [{ id: 'a', settings: { minFacePx, camera: { id: 'c', zone: undefined } } }] })
  const before = lookOf(await show([ANNA], 20))
  minFacePx = 100
  const after = lookOf(await show([ANNA], 4))
  expect([before.hint, after.hint]).toEqual(['none', 'come_closer'])
  expect(after.face?.track).toBe(before.face?.track)
})

test('what is unknown of the camera, or fails in the networks, is a fault of the model, and asked again', async () => {
  let isBroken = true
  const isProgram = () => (isBroken ? Promise.reject(new Error('no such device')) : Promise.resolve(false))
  const { show } = camera({ isProgram })
  expect(await show([ANNA], 2)).toBe('model_fault')
  isBroken = false
  expect(lookOf(await show([ANNA], 20)).face?.decision).toMatchObject({ outcome: 'known' })
})
