import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plain } from '../../../test/fixtures/tensors.ts'
import type { PadDetector, PadResult } from '../../core/ports.ts'
import { createFusedPad, fuseLiveness } from './fused-pad.ts'

const saying = (result: PadResult): PadDetector => ({ assess: () => Promise.resolve(result) })
const face = { box: { x: 0, y: 0, width: 9, height: 9 }, landmarks: undefined, detectionScore: 1 }
const close = (value: number) => ({ liveness: expect.closeTo(value, 6) as number })

test('a single network without calibration is passed on as it is', () => {
  expect(fuseLiveness([{ liveness: 0.3 }], [undefined])).toEqual(close(0.3))
})

test('networks meet at the mean of their logits, each calibrated', () => {
  expect(fuseLiveness([{ liveness: 0.9 }, { liveness: 0.1 }], [undefined, undefined])).toEqual(close(0.5))
  // logit 0.9 = ln 9; halved and moved by ln 3 it is 2 ln 3.
  expect(fuseLiveness([{ liveness: 0.9 }], [{ slope: 0.5, offset: Math.log(3) }])).toEqual(close(0.9))
})

test('a network that cannot judge is left out, and where none can the first says why', () => {
  const cutOff = { unavailable: 'cut_off' } as const
  expect(fuseLiveness([cutOff, { liveness: 0.7 }], [undefined, undefined])).toEqual(close(0.7))
  expect(fuseLiveness([cutOff, { unavailable: 'too_small' }], [undefined, undefined])).toEqual(cutOff)
})

test('a network that is wholly sure does not outshout another that is', () => {
  expect(fuseLiveness([{ liveness: 1 }, { liveness: 0 }], [undefined, undefined])).toEqual(close(0.5))
})

test('a network that says nonsense leaves no score that passes any threshold', () => {
  const result = fuseLiveness([{ liveness: 1 }, { liveness: NaN }], [undefined, undefined])
  expect('liveness' in result && result.liveness >= 0).toBe(false)
})

test('more liveness of any network never makes less of all together', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  const calibration = fc.record({
    slope: fc.double({ min: 0.01, max: 10, noNaN: true }),
    offset: fc.double({ min: -9, max: 9, noNaN: true }),
  })
  fc.assert(
    fc.property(share, share, share, calibration, calibration, (a, b, other, first, second) => {
      const of = (liveness: number) => fuseLiveness([{ liveness }, { liveness: other }], [first, second]) as { liveness: number }
      expect(of(Math.max(a, b)).liveness).toBeGreaterThanOrEqual(of(Math.min(a, b)).liveness)
    }),
  )
})

test('as a detector it asks every network, and carries the thresholds', async () => {
  const thresholds = { attackBelow: 0.2, bonaFideFrom: 0.8 }
  const fused = createFusedPad([{ pad: saying({ liveness: 0.9 }) }, { pad: saying({ liveness: 0.1 }) }], thresholds)
  expect(fused.thresholds).toBe(thresholds)
  expect(await fused.assess(plain(20, 20), face)).toEqual(close(0.5))
})
