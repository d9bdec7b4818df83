import { expect, test } from 'vitest'
import { createRandom } from '../core/random.ts'
import { toTemplate } from '../core/template.ts'
import type { EmbeddingSpace, Template } from '../core/types.ts'
import { calibrate, type CalibrationPerson } from './calibrate.ts'

const SPACE = 'test' as EmbeddingSpace
const about = { measuredOn: 'made-up people', measuredAt: '2026-01-01' }
const random = createRandom(11)
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
const direction = () => Float32Array.from({ length: 32 }, normal)
const near = (centre: Float32Array, noise: number): Template =>
  toTemplate({ space: SPACE, vector: centre.map(x => x + noise * normal()) })!
const somebody = (photos: number): CalibrationPerson => {
  const centre = direction()
  return Array.from({ length: photos }, () => ({ template: near(centre, 0.6), quality: 80 }))
}
const people = Array.from({ length: 120 }, (_, i) => somebody(1 + (i % 4)))

test('thresholds rise as rates fall, each inside its interval, and what was counted is right', () => {
  const { impostors, comparisons, people: count } = calibrate(people, about)
  expect(count).toBe(120)
  for (const [i, point] of impostors.entries()) {
    expect(point.low).toBeLessThanOrEqual(point.threshold)
    expect(point.high).toBeGreaterThanOrEqual(point.threshold)
    if (i > 0) expect(point.threshold).toBeGreaterThan(impostors[i - 1]!.threshold)
  }
  // Of 32 directions at random: cosines have standard deviation 1/sqrt(32), a little more for pooled ones.
  expect(impostors.find(p => p.falseMatchRate === 0.01)!.threshold).toBeCloseTo(0.41, 1)
  // 90 people of two photos or more, with everybody else, two of them once only.
  expect(comparisons).toBe((90 * 89) / 2 + 90 * 30)
})

test('each photo is held against its person’s others where there are two of them', () => {
  const { genuine, genuineComparisons } = calibrate(people, about)
  expect(genuineComparisons).toBe(30 * 3 + 30 * 4)
  const rates = genuine.map(p => p.falseNonMatchRate)
  expect([...rates].sort((a, b) => a - b)).toEqual(rates)
  expect(rates.at(-1)).toBeGreaterThan(0.5)
})

test('two labels of one person are not compared as strangers', () => {
  const twin = people[1]!
  const withTwin = [...people, twin]
  const top = (given: ReturnType<typeof calibrate>) => given.impostors.find(p => p.falseMatchRate === 1e-3)!.threshold
  expect(top(calibrate(withTwin, about, [[1, 120]]))).toBeLessThan(0.9)
  expect(calibrate(withTwin, about, [[1, 120]]).comparisons).toBe(calibrate(withTwin, about).comparisons - 1)
})

test('a handful of people is refused', () => {
  expect(() => calibrate(people.slice(0, 20), about)).toThrow('a calibration needs 1000')
})
