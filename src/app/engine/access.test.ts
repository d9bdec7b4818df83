import { expect, test } from 'vitest'
import { fakeNetworks, frameOf, type PaintedFace } from '../../../test/fakes/scene.ts'
import { galleryOf } from '../../../test/fixtures/templates.ts'
import type { Challenge } from '../../core/challenge.ts'
import { EarlierChallenges } from '../../recognition/challenge/earlier-challenges.ts'
import { Access } from './access.ts'
import { accessHint } from './access-guide.ts'
import type { AccessLook, AccessSettings } from './access-look.ts'
import { createAccesses } from './accesses.ts'
import { createSystemClock } from './engine-clock.ts'
import { createTurns } from './turns.ts'
import { toDecision, type OpenParts, type Vision } from './vision.ts'

const EVERY_MS = 100
const HASH = 'ab'.repeat(32)
const CHALLENGE: Challenge = {
  ...{ nonce: 'n', steps: [{ action: 'turn_left' }, { action: 'look_up' }, { action: 'turn_right' }] },
  ...{ colours: [], colourMs: 450, maxStepMs: 5000, minStepMs: 200, maxMs: 20_000 },
}

function visionAt(time: { nowMs: number }): Vision {
  return {
    rostro: {
      networks: { ...fakeNetworks(), device: 'cpu', passedOver: [], pads: [] },
      gallery: galleryOf(3),
    } as unknown as OpenParts,
    clock: { ...createSystemClock(), monotonic: () => time.nowMs },
    turns: createTurns(1),
    decision: own => toDecision(own ?? {}),
    liveness: () => 'off',
  }
}

/** Somebody before a door, seen ten times a second, never quite still. */
function standing(settings: Partial<AccessSettings> = {}) {
  const time = { nowMs: 1000 }
  const access = new Access('a', { minFacePx: 60, cameraName: undefined, ...settings }, visionAt(time))
  let frames = 0
  return {
    access,
    show: async (faces: readonly PaintedFace[], times = 1, still = false): Promise<AccessLook> => {
      let look: AccessLook | undefined
      for (let i = 0; i < times; i++) {
        time.nowMs += EVERY_MS
        const shift = still ? 0 : frames++ % 7
        look = await access.take(
          frameOf(
            faces.map(face => ({ ...face, x: face.x + shift })),
            time.nowMs,
          ),
          HASH,
        )
      }
      return look!
    },
  }
}

const ANNA: PaintedFace = { who: 0, x: 200, y: 90 }
const BERT: PaintedFace = { who: 1, x: 60, y: 90 }

test('one face is followed, named, and told of with its liveness; nobody is nobody', async () => {
  const { show } = standing()
  expect(await show([])).toMatchObject({ faces: 0, face: undefined, hint: 'nobody', challenge: undefined, pictureHash: HASH })
  const { face, faces, hint } = await show([ANNA], 8)
  expect({ faces, hint }).toEqual({ faces: 1, hint: 'none' })
  expect(face?.decision).toMatchObject({ outcome: 'known', candidate: { personId: 'a' } })
  // These networks cannot tell a face from a picture of one: that is said, and never taken for a person.
  expect(face?.decision.liveness).toMatchObject({ outcome: 'unavailable', reasons: ['no_network'] })
  expect(face?.followedMs).toBeGreaterThan(0)
})

test('two faces are nobody in particular, also where the second is somewhat smaller', async () => {
  const { show } = standing()
  await show([ANNA], 6)
  const look = await show([ANNA, { ...BERT, side: 60 }], 6)
  expect(look).toMatchObject({ faces: 2, face: undefined, hint: 'one_at_a_time' })
})

test('a face that is not found in a frame is not there, wherever its track says it should be', async () => {
  const { show } = standing()
  await show([ANNA], 6)
  expect((await show([])).face).toBeUndefined()
  await show([], 9)
  expect((await show([ANNA], 6)).face?.followedMs).toBeLessThan(700)
})

test('a picture that stands still is a picture, and gets no name', async () => {
  const { show } = standing()
  const { face } = await show([ANNA], 25, true)
  expect(face?.decision).toMatchObject({ outcome: 'undecided', liveness: { outcome: 'attack', reasons: ['frozen_picture'] } })
})

test('a camera that is a program shows nobody', async () => {
  const { show } = standing({ cameraName: 'OBS Virtual Camera' })
  const { face } = await show([ANNA], 8)
  expect(face?.decision).toMatchObject({ outcome: 'undecided', liveness: { outcome: 'attack', reasons: ['virtual_camera'] } })
})

test('a challenge is given to whoever stands there, and lost when somebody else joins them', async () => {
  const { access, show } = standing()
  await show([ANNA], 8)
  access.begin(CHALLENGE, new EarlierChallenges())
  expect((await show([ANNA])).challenge).toMatchObject({ state: 'running', nonce: 'n', step: 0, returning: true })
  const both = await show([ANNA, BERT], 6)
  expect(both.challenge).toMatchObject({ state: 'failed', nonce: 'n', failure: 'several_faces' })
  expect((await show([ANNA], 3)).challenge).toMatchObject({ state: 'failed', nonce: 'n' })
})

test('a challenge for nobody is failed from the start', async () => {
  const { access, show } = standing()
  await show([])
  access.begin(CHALLENGE, new EarlierChallenges())
  expect((await show([])).challenge).toEqual({ state: 'failed', nonce: 'n', failure: 'track_lost', step: 0 })
})

test.each([
  ['come_closer', { x: 200, y: 90, width: 40, height: 50 }],
  ['move_back', { x: 100, y: 5, width: 200, height: 250 }],
  ['centre_yourself', { x: 0, y: 0, width: 80, height: 100 }],
  ['none', { x: 200, y: 85, width: 80, height: 100 }],
] as const)('what to do is said: %s', (hint, box) => {
  expect(accessHint({ picture: { width: 480, height: 270 }, faces: 1, minFacePx: 60, face: { box, reasons: [] } })).toBe(hint)
})

test('frames of one that is closed, or was never open, are refused; what is no picture is told', async () => {
  const accesses = createAccesses(visionAt({ nowMs: 0 }))
  await expect(accesses.pushAccessFrame('a', Buffer.from('x'))).rejects.toMatchObject({ code: 'request_invalid' })
  await accesses.openAccess({ id: 'a', settings: { minFacePx: 60, cameraName: undefined } })
  await expect(accesses.pushAccessFrame('a', Buffer.from('x'))).rejects.toMatchObject({ code: 'image_unreadable' })
  await accesses.closeAccess('a')
  await expect(accesses.beginChallenge('a', CHALLENGE)).rejects.toMatchObject({ code: 'request_invalid' })
})
