import { expect, test } from 'vitest'
import { fitLogistic } from './fit-logistic.ts'
import { createRandom } from '../core/random.ts'

const chance = (score: number, { slope, offset }: ReturnType<typeof fitLogistic>) => 1 / (1 + Math.exp(-(slope * score + offset)))

test('the curve of two normal kinds is found again', () => {
  const random = createRandom(1)
  const normal = (mean: number) => mean + Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const of = (mean: number) => Array.from({ length: 20_000 }, () => normal(mean))
  // Unit variance around 2 and 0: the log of the likelihood ratio is 2 · score − 2.
  const { slope, offset } = fitLogistic(of(2), of(0))
  expect(slope).toBeCloseTo(2, 1)
  expect(offset).toBeCloseTo(-2, 1)
})

test('kinds that lie apart get a finite slope and even odds between them', () => {
  const fitted = fitLogistic([3, 4, 5], [-5, -4, -3])
  expect(fitted.slope).toBeLessThan(10)
  expect(chance(0, fitted)).toBeCloseTo(0.5, 6)
  expect(chance(4, fitted)).toBeCloseTo(4 / 5, 1)
})

test('each kind weighs half, however many there are of it', () => {
  const [positive, negative] = [
    Array.from({ length: 300 }, (_, i) => i / 100),
    Array.from({ length: 300 }, (_, i) => i / 100 - 2),
  ]
  const even = fitLogistic(positive, negative)
  const often = fitLogistic([...positive, ...positive, ...positive], negative)
  expect(often.slope).toBeCloseTo(even.slope, 1)
  expect(often.offset).toBeCloseTo(even.offset, 1)
})
