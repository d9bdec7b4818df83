import { expect, test } from 'vitest'
import { createRandom } from '../core/random.ts'
import { fitTail, tailValueAt, type Tail } from './tail.ts'

/** Values whose tail is exactly this distribution: share `i / n` exceeds the i-th. */
function drawn(tail: Tail, n: number): { value: number; weight: number }[] {
  return Array.from({ length: n }, (_, i) => ({ value: tailValueAt(tail, ((i + 0.5) / n) * tail.share), weight: 1 }))
}

test.each([-0.3, 0, 0.2])('a tail of shape %d is found again', shape => {
  const tail = { from: 0.34, share: 1e-3, shape, scale: 0.04 }
  const found = fitTail(drawn(tail, 2000), 0.34, 2_000_000)
  expect(found.share).toBeCloseTo(1e-3, 9)
  expect(found.shape).toBeCloseTo(shape, 1)
  expect(found.scale).toBeCloseTo(0.04, 2)
  expect(tailValueAt(found, 1e-5)).toBeCloseTo(tailValueAt(tail, 1e-5), 2)
})

test('the tail begins where it says, and rises as the rate falls', () => {
  const tail = { from: 0.3, share: 1e-3, shape: -0.1, scale: 0.03 }
  expect(tailValueAt(tail, 1e-3)).toBeCloseTo(0.3, 12)
  expect(tailValueAt(tail, 1e-7)).toBeGreaterThan(tailValueAt(tail, 1e-6))
})

test('a value counted twice weighs as two', () => {
  const random = createRandom(3)
  const values = Array.from({ length: 300 }, () => 0.3 - 0.04 * Math.log(random())).sort((a, b) => b - a)
  const weighted = fitTail(
    values.map(value => ({ value, weight: 2 })),
    0.3,
    1000,
  )
  const repeated = fitTail(
    values.flatMap(value => [value, value].map(v => ({ value: v, weight: 1 }))),
    0.3,
    1000,
  )
  expect(weighted.shape).toBeCloseTo(repeated.shape, 6)
  expect(weighted.scale).toBeCloseTo(repeated.scale, 6)
})
