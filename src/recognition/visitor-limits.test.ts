import { expect, test } from 'vitest'
import { mobile } from '../models/packs/declared/mobile.ts'
import { operatingPoint, siteOf } from '../gallery/operating-point.ts'
import { visitorLimits } from './visitor-limits.ts'

test('joining is stricter than naming at its default, and between joining and being new there is room to wait', () => {
  for (const people of [20, 100, 1000]) {
    const { join, found, merge, split } = visitorLimits(mobile, people)
    const site = siteOf(mobile, people, { people: [], strangers: { highest: [], of: 0 } })
    expect(join).toBeGreaterThanOrEqual(operatingPoint(mobile, site, {}).threshold)
    expect(found).toBeLessThan(join - 0.05)
    expect(merge).toBeGreaterThanOrEqual(join)
    expect(split).toBeLessThan(merge)
  }
})

test('the more visitors, the stricter; in steps, so that limits seldom move', () => {
  const joins = [1, 16, 17, 32, 33, 1000].map(visitors => visitorLimits(mobile, visitors).join)
  expect(joins[0]).toBe(joins[1])
  expect(joins[2]).toBe(joins[3])
  expect(joins[1]).toBeLessThan(joins[2]!)
  expect(joins[3]).toBeLessThan(joins[4]!)
  expect(joins[4]).toBeLessThan(joins[5]!)
})

test('where people are more alike, limits are higher by as much', () => {
  const [here, there] = [visitorLimits(mobile, 50, 0), visitorLimits(mobile, 50, 0.1)]
  expect(there.join - here.join).toBeCloseTo(0.1)
  expect(there.found - here.found).toBeCloseTo(0.1)
})

test('without a calibration the pack’s first threshold is stood clear of', () => {
  const { join, found } = visitorLimits({ startThreshold: { similarity: 0.5 } }, 1000)
  expect(join).toBeGreaterThan(0.5)
  expect(found).toBeLessThan(join)
})
