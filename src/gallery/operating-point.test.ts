import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../core/random.ts'
import { toTemplate } from '../core/template.ts'
import type { EmbeddingSpace, Template } from '../core/types.ts'
import { mobile } from '../models/packs/declared/mobile.ts'
import { falseMatchRateAt, thresholdAt, toFalseMatchRate, toFpir } from './calibrated.ts'
import { DEFAULT_WRONG_NAMES, operatingPoint, siteOf, type Site } from './operating-point.ts'
import { NO_SHIFT } from './site-shift.ts'

const calibration = mobile.calibration!
const SPACE = 'test' as EmbeddingSpace
const nobody = { people: [], strangers: { highest: [], of: 0 } }
const of = (people: number): Site => ({ people, shift: NO_SHIFT })
const share = (value: number) => ({ wrongNames: { per: 'stranger', share: value } as const })

/** People whose cosines lie about `alike`. */
function people(count: number, alike: number): Template[] {
  const random = createRandom(5)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const common = Math.sqrt(alike / (1 - alike))
  return Array.from({ length: count }, () => {
    const vector = Float32Array.from({ length: 128 }, (_, i) => normal() + (i === 0 ? common * Math.sqrt(128) : 0))
    return toTemplate({ space: SPACE, vector })!
  })
}

test('rates and thresholds are each other’s inverse, between the points and beyond them', () => {
  fc.assert(
    fc.property(fc.double({ min: -9, max: -0.4, noNaN: true }), log => {
      const rate = 10 ** log
      expect(Math.log10(falseMatchRateAt(calibration, thresholdAt(calibration, rate).value).value)).toBeCloseTo(log, 6)
    }),
  )
  expect(toFpir(toFalseMatchRate(0.01, 150), 150)).toBeCloseTo(0.01, 12)
})

test('the threshold rises with the number of people and falls with the wrong names that are accepted', () => {
  const at = (count: number, wrong: number) => operatingPoint(mobile, of(count), share(wrong)).threshold
  expect(at(10, 0.01)).toBeLessThan(at(100, 0.01))
  expect(at(100, 0.01)).toBeLessThan(at(100, 0.001))
  expect(at(10, 0.01)).toBeCloseTo(thresholdAt(calibration, 1e-3).value, 2)
})

test('what was asked for is what is expected, with an interval around it', () => {
  const { fpir, fnir, chosenBy, warnings } = operatingPoint(mobile, of(50), share(0.01))
  expect(fpir!.value).toBeCloseTo(0.01, 6)
  expect(fpir!.low).toBeLessThan(0.01)
  expect(fpir!.high).toBeGreaterThan(0.01)
  expect(fnir!.value).toBeLessThan(0.05)
  expect([chosenBy, warnings]).toEqual(['wrong_names', []])
})

test('wrong names of a camera and month are a share of its strangers', () => {
  const monthly = { wrongNames: { per: 'camera_month', count: 3, strangersPerDay: 100 } as const }
  expect(operatingPoint(mobile, of(50), monthly).fpir!.value).toBeCloseTo(0.001, 6)
})

test('a fixed similarity goes first, and what it will do is told', () => {
  const fixed = operatingPoint(mobile, of(50), { threshold: 0.4, ...share(0.01) })
  expect(fixed).toMatchObject({ threshold: 0.4, chosenBy: 'similarity', wrongNames: undefined })
  expect(fixed.fpir!.value).toBeCloseTo(toFpir(falseMatchRateAt(calibration, 0.4).value, 50), 9)
})

test('without a choice one stranger in a thousand may get a name, and a place nobody knows yet is taken with care', () => {
  const unknownPlace = operatingPoint(mobile, siteOf(mobile, 10, nobody), {})
  expect(DEFAULT_WRONG_NAMES).toEqual({ per: 'stranger', share: 1e-3 })
  expect(unknownPlace).toMatchObject({ chosenBy: 'default', people: 10, site: { weight: 0, shift: { value: 0.07 } } })
  expect(unknownPlace.threshold).toBeCloseTo(0.5, 1)
})

test('rates below what was counted, and other rules than the measured one, are told', () => {
  expect(operatingPoint(mobile, of(1000), share(1e-5)).warnings).toEqual(['extrapolated'])
  expect(operatingPoint(mobile, of(10), { rule: 'vote' }).warnings).toEqual(['rule_not_measured'])
})

test('a pack nobody calibrated keeps its careful threshold and says so', () => {
  const pack = { startThreshold: { similarity: 0.45 } }
  const point = operatingPoint(pack, siteOf(pack, 5, nobody), share(0.001))
  expect(point).toMatchObject({ threshold: 0.45, fpir: undefined, warnings: ['not_calibrated'] })
})

test('a few people say nothing about strangers; many move the threshold, to both sides', () => {
  const shiftAmong = (templates: Template[]) =>
    siteOf(mobile, templates.length, { people: templates, strangers: { highest: [], of: 0 } }).shift
  expect(shiftAmong(people(10, 0.3)).own).toBeUndefined()
  const alike = shiftAmong(people(150, 0.25))
  const apart = shiftAmong(people(150, 0.001))
  expect(alike.weight).toBeGreaterThan(0.5)
  expect(alike.shift.value).toBeGreaterThan(0.12)
  expect(apart.shift.value).toBeLessThan(0.05)
  expect(apart.shift.high - apart.shift.low).toBeLessThan(0.2)
})

test('a place whose people are far more alike than those measured is warned of', () => {
  const templates = people(150, 0.25)
  const site = siteOf(mobile, 150, { people: templates, strangers: { highest: [], of: 0 } })
  expect(operatingPoint(mobile, site, {}).warnings).toContain('site_differs')
})

test('strangers of the timeline outweigh the people registered', () => {
  const expected = thresholdAt(calibration, 1 - 0.5 ** (1 / 150)).value
  const random = createRandom(2)
  const highest = Array.from({ length: 1500 }, () => expected + 0.1 + 0.04 * (random() - 0.5))
  const site = siteOf(mobile, 150, { people: people(150, 0.001), strangers: { highest, of: 150 } })
  expect(site.shift.own!.value).toBeCloseTo(0.1, 1)
})
