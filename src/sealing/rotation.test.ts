import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createRandom } from '../core/random.ts'
import { createRotation } from './rotation.ts'

const secret = (name: string): Uint8Array => createHash('sha256').update(name).digest()

function unit(random: () => number, dimensions: number): Float32Array {
  const values = Float32Array.from({ length: dimensions }, () => random() + random() + random() - 1.5)
  const length = Math.hypot(...values)
  return values.map(value => value / length)
}

const cosine = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

test('cosines stay within 1e-6, whatever the number of dimensions', () => {
  const random = createRandom(1)
  for (const dimensions of [1, 2, 3, 100, 128, 300, 512, 513]) {
    const rotation = createRotation(secret('a'), dimensions)
    for (let i = 0; i < 100; i++) {
      const [a, b] = [unit(random, dimensions), unit(random, dimensions)]
      expect(Math.abs(cosine(rotation.turn(a), rotation.turn(b)) - cosine(a, b)), `${dimensions}`).toBeLessThan(1e-6)
    }
  }
})

test('turning back gives every value to within 1e-6', () => {
  const random = createRandom(2)
  for (const dimensions of [1, 2, 3, 100, 128, 300, 512, 513]) {
    const rotation = createRotation(secret('a'), dimensions)
    const vector = unit(random, dimensions)
    const back = rotation.turnBack(rotation.turn(vector))
    expect(Math.max(...back.map((value, i) => Math.abs(value - vector[i]!)))).toBeLessThan(1e-6)
  }
})

test('one face kept in two installations is as unlike as two strangers', () => {
  const random = createRandom(3)
  const found = Array.from({ length: 400 }, (_, i) => {
    const face = unit(random, 512)
    const [here, there] = [createRotation(secret(`here ${i}`), 512), createRotation(secret(`there ${i}`), 512)]
    return cosine(here.turn(face), there.turn(face))
  })
  expect(Math.max(...found.map(Math.abs))).toBeLessThan(0.2)
  // The mean of 400 cosines of random directions has a standard deviation of 1 / sqrt(400 × 512) = 0.0022.
  expect(Math.abs(found.reduce((sum, value) => sum + value) / found.length)).toBeLessThan(0.01)
})

test('the same faces are unlike in one pair of installations, and a face is unlike itself before', () => {
  const random = createRandom(4)
  const [here, there] = [createRotation(secret('here'), 512), createRotation(secret('there'), 512)]
  for (let i = 0; i < 400; i++) {
    const face = unit(random, 512)
    expect(Math.abs(cosine(here.turn(face), there.turn(face)))).toBeLessThan(0.25)
    expect(Math.abs(cosine(here.turn(face), face))).toBeLessThan(0.25)
  }
})

test('one secret gives the same rotation on every machine', () => {
  const turned = createRotation(secret('fixed'), 8).turn(Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0))
  expect(turned).toEqual(createRotation(secret('fixed'), 8).turn(Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0)))
  expect(Math.hypot(...turned)).toBeCloseTo(1, 6)
  expect(turned).toMatchSnapshot()
})
