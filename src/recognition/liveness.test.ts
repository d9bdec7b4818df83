import { expect, test } from 'vitest'
import { fakeNetworks, frameOf, paint, type PaintedFace } from '../../test/fakes/scene.ts'
import { galleryOf } from '../../test/fixtures/templates.ts'
import type { PadDetector, PadResult } from '../core/ports.ts'
import type { Detection } from '../core/types.ts'
import { LivenessEvidence } from './liveness.ts'
import { Recognizer, type RecognizerSettings } from './recognizer.ts'

const THRESHOLDS = { attackBelow: 0.3, bonaFideFrom: 0.7 }
const FACE: Detection = { box: { x: 40, y: 60, width: 80, height: 80 }, landmarks: undefined, detectionScore: 1 }
const picture = paint([])

/** Says one after the other, then the last one for good. */
function saying(...results: (PadResult | 'fails')[]): PadDetector {
  return {
    thresholds: THRESHOLDS,
    assess() {
      const result = results.length > 1 ? results.shift()! : results[0]!
      return result === 'fails' ? Promise.reject(new Error('out of memory')) : Promise.resolve(result)
    },
  }
}
async function after(frames: number, pad: PadDetector | undefined) {
  const evidence = new LivenessEvidence(pad)
  for (let i = 0; i < frames; i++) await evidence.look(picture, FACE)
  return evidence
}
const outcome = async (frames: number, pad: PadDetector | undefined) => (await after(frames, pad)).verdict(undefined)

test('three frames say bona fide, attack or neither', async () => {
  expect(await outcome(3, saying({ liveness: 0.9 }))).toMatchObject({ outcome: 'bona_fide', reasons: ['looks_alive'], frames: 3 })
  expect(await outcome(3, saying({ liveness: 0.1 }))).toMatchObject({ outcome: 'attack', reasons: ['looks_like_a_picture'] })
  expect(await outcome(3, saying({ liveness: 0.5 }))).toMatchObject({ outcome: 'undecided', reasons: ['between_thresholds'] })
  expect(await outcome(2, saying({ liveness: 0.9 }))).toMatchObject({ outcome: 'undecided', reasons: ['not_enough_frames'] })
})

test('one frame that is quite sure does not outweigh the others', async () => {
  expect(await outcome(6, saying({ liveness: 1 }, { liveness: 0.05 }))).toMatchObject({ outcome: 'attack' })
  expect(await outcome(6, saying({ liveness: 0 }, { liveness: 0.95 }))).toMatchObject({ outcome: 'bona_fide' })
})

test('whoever holds up a picture later is noticed', async () => {
  const live = Array.from({ length: 40 }, (): PadResult => ({ liveness: 0.95 }))
  expect(await outcome(60, saying(...live, { liveness: 0.02 }))).toMatchObject({ outcome: 'attack' })
})

test('a picture stays one until it looks clearly alive', async () => {
  const evidence = await after(4, saying({ liveness: 0.2 }, { liveness: 0.2 }, { liveness: 0.2 }, { liveness: 0.6 }))
  for (let i = 0; i < 8; i++) await evidence.look(picture, FACE)
  expect(evidence.verdict(undefined)).toMatchObject({ outcome: 'attack' })
})

test.each([
  ['fails', { outcome: 'unavailable', reasons: ['network_failed'] }],
  [{ liveness: NaN }, { outcome: 'unavailable', reasons: ['network_failed'] }],
  [{ liveness: 1.5 }, { outcome: 'unavailable', reasons: ['network_failed'] }],
  [{ unavailable: 'cut_off' }, { outcome: 'unavailable', reasons: ['cut_off'] }],
] as const)('what cannot be judged (%j) is never bona fide', async (result, expected) => {
  expect(await outcome(9, saying(result))).toMatchObject(expected)
})

test('without a network, or thresholds for it, nothing is known', async () => {
  expect(await outcome(9, undefined)).toMatchObject({ outcome: 'unavailable', reasons: ['no_network'] })
  const unmeasured = { ...saying({ liveness: 0.99 }), thresholds: undefined }
  expect(await outcome(9, unmeasured)).toMatchObject({ outcome: 'unavailable', reasons: ['no_network'] })
})

test('what the whole picture says goes first, also without a network', async () => {
  expect((await after(9, saying({ liveness: 0.99 }))).verdict('frozen_picture')).toMatchObject({ outcome: 'attack' })
  expect((await after(9, undefined)).verdict('looping_picture')).toMatchObject({ outcome: 'attack' })
})

const SETTINGS: RecognizerSettings = {
  ...{ rule: 'fusion', threshold: 0.45, minMargin: 0.05, minWeight: 100, minFrames: 3, detectEveryMs: 100 },
  liveness: 'refuse',
}
const A: PaintedFace = { who: 0, x: 40, y: 60 }
const PHOTO_OF_A: PaintedFace = { who: 0, x: 300, y: 80 }

/** Whatever is in the right half of the picture is a photo. */
const rightHalf: PadDetector = {
  thresholds: THRESHOLDS,
  assess: (_, { box }) => Promise.resolve({ liveness: box.x > 200 ? 0.05 : 0.95 }),
}

/** Light that changes a little from frame to frame, as before any camera. */
const flicker = (i: number): number => i % 40

async function watch(
  faces: readonly PaintedFace[],
  change: Partial<RecognizerSettings> = {},
  { frames = 20, light = flicker } = {},
) {
  const recognizer = new Recognizer({ ...fakeNetworks(), pad: rightHalf }, { ...SETTINGS, ...change })
  let told: string[] = []
  const lines: string[] = []
  for (let i = 0; i < frames; i++) {
    const result = await recognizer.process(frameOf(faces, i * 100, light(i)), galleryOf(3))
    told = result.faces.map(
      ({ decision: { candidate, outcome: is, liveness } }) => `${candidate?.name ?? is} ${liveness?.outcome ?? '-'}`,
    )
    lines.push(...result.events.filter(e => e.type === 'decided').map(e => e.decision.reasons.join()))
  }
  return { told, lines }
}

test('a photo of somebody gets no name, and says why', async () => {
  const { told, lines } = await watch([PHOTO_OF_A])
  expect(told).toEqual(['undecided attack'])
  expect(lines.at(-1)).toBe('presentation_attack')
})

test('a photo of somebody does not take the name from whoever is there', async () => {
  expect((await watch([PHOTO_OF_A, A])).told.sort()).toEqual(['A bona_fide', 'undecided attack'])
})

test('with `mark` a photo is named and marked, with `off` nobody looks', async () => {
  expect((await watch([PHOTO_OF_A], { liveness: 'mark' })).told).toEqual(['A attack'])
  expect((await watch([PHOTO_OF_A], { liveness: 'off' })).told).toEqual(['A unavailable'])
})

test('a picture that stands still is nobody, however alive its faces look; a recording may stand still', async () => {
  const still = { light: () => 0 }
  const live = await watch([A], {}, still)
  expect([live.told, live.lines.at(-1)]).toEqual([['undecided attack'], 'presentation_attack'])
  expect((await watch([A], { liveness: 'off' }, still)).told).toEqual(['A unavailable'])
})

test('before a camera that is a program nobody has a name', async () => {
  expect((await watch([A], { alarm: 'virtual_camera' })).told).toEqual(['undecided attack'])
})
