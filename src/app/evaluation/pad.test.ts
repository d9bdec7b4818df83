import { expect, test } from 'vitest'
import { fakeNetworks, paint, type PaintedFace } from '../../../test/fakes/scene.ts'
import { temporaryFolder } from '../../../test/fixtures/temporary-folder.ts'
import type { PadDetector, PadResult } from '../../core/ports.ts'
import { mobile } from '../../models/packs/declared/mobile.ts'
import { mobilePad } from '../../models/packs/declared/mobile-pad.ts'
import type { PackManifest } from '../../models/packs/manifest.ts'
import { encodePng } from '../../video/photos.ts'
import { openObserver } from './observer.ts'
import { assessAll } from './pad.ts'

const photoOf = async (image: string, ...faces: PaintedFace[]) => {
  const bytes = await encodePng(paint(faces))
  const presentation = { image, isAttack: false, species: '-', subject: image }
  return { presentation, name: image, bytes: () => Promise.resolve(bytes) }
}
const saying = (result: PadResult): PadDetector & { asked: number } => ({
  asked: 0,
  assess() {
    this.asked++
    return Promise.resolve(result)
  },
})

async function assess(pack: PackManifest, pads: readonly PadDetector[], cacheFolder?: string) {
  const observer = await openObserver({ pack, networks: fakeNetworks(), cacheFolder: undefined })
  const photos = [await photoOf('ann.png', { who: 0, x: 40, y: 40 }), await photoOf('empty.png')]
  const { judges } = await assessAll(photos, { observer, networks: { pads }, pack, cacheFolder })
  return judges.map(({ network, assessed }) => [network, ...assessed.map(one => one.answer)] as const)
}
const score = (liveness: number) => ({ liveness: expect.closeTo(liveness, 5) as number })
const logistic = (logit: number) => 1 / (1 + Math.exp(-logit))
const NO_FACE = { unanswered: 'no_face' }

test('networks are named after their files and say what they say; all together come last, calibrated', async () => {
  const pads = [saying({ liveness: 0.5 }), saying({ liveness: 0.5 }), saying({ unavailable: 'cut_off' })]
  expect(await assess(mobilePad, pads)).toEqual([
    ['fr_liveness', score(0.5), NO_FACE],
    ['MiniFASNetV2', score(0.5), NO_FACE],
    ['MiniFASNetV1SE', { unanswered: 'cut_off' }, NO_FACE],
    ['fused', score(logistic((1.66 + 2.54) / 2)), NO_FACE],
  ])
})

test('one network alone is what the product goes by, and calibrated too', async () => {
  expect(await assess(mobile, [saying({ liveness: 0.5 })])).toEqual([['fr_liveness', score(logistic(1.66)), NO_FACE]])
})

test('what a network said is remembered, whatever it is calibrated by', async () => {
  const folder = await temporaryFolder()
  const pad = saying({ liveness: 0.5 })
  await assess(mobile, [pad], folder)
  const { calibration, ...spec } = mobile.networks.pad![0]!
  expect(calibration).toBeDefined()
  const uncalibrated = { ...mobile, networks: { ...mobile.networks, pad: [spec] } }
  expect(await assess(uncalibrated, [pad], folder)).toEqual([['fr_liveness', score(0.5), NO_FACE]])
  expect(pad.asked).toBe(1)
})
