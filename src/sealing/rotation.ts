// A secret rotation of template space: cosines stay as they are, and what was rotated can be compared with nothing from elsewhere.

import { createCipheriv } from 'node:crypto'

/**
 * Vectors keep their lengths and angles. It renews templates and makes those of two installations unlike each other; it does not
 * hide them from whoever has the secret, nor from whoever knows as many vectors before and after as they have dimensions.
 */
export interface Rotation {
  turn(vector: Float32Array): Float32Array
  /** The exact inverse, up to the rounding of float32. */
  turnBack(vector: Float32Array): Float32Array
}

/**
 * Signs, a permutation and a Walsh–Hadamard transform, three times over: as good as a rotation drawn at random (Andoni et al. 2015,
 * "Practical and Optimal LSH for Angular Distance", section 5), and n log n where a matrix takes n².
 */
const ROUNDS = 3

interface Round {
  readonly signs: Float64Array
  /** Where each value comes from. */
  readonly from: Uint32Array
}

/** @param secret 32 bytes */
export function createRotation(secret: Uint8Array, dimensions: number): Rotation {
  const numbers = createNumbers(secret)
  const rounds = Array.from({ length: ROUNDS }, (): Round => drawRound(numbers, dimensions))
  const backwards = [...rounds].reverse()
  const work = new Float64Array(dimensions)
  const scratch = new Float64Array(dimensions)

  const check = (vector: Float32Array): void => {
    if (vector.length !== dimensions) throw new TypeError(`A rotation of ${dimensions} dimensions was given ${vector.length}.`)
  }

  return {
    turn(vector) {
      check(vector)
      let [now, next] = [work, scratch]
      now.set(vector)
      for (const { signs, from } of rounds) {
        for (let i = 0; i < dimensions; i++) next[i] = signs[i]! * now[from[i]!]!
        mix(next)
        ;[now, next] = [next, now]
      }
      return new Float32Array(now)
    },
    turnBack(vector) {
      check(vector)
      let [now, next] = [work, scratch]
      now.set(vector)
      for (const { signs, from } of backwards) {
        unmix(now)
        for (let i = 0; i < dimensions; i++) next[from[i]!] = signs[i]! * now[i]!
        ;[now, next] = [next, now]
      }
      return new Float32Array(now)
    },
  }
}

/** Transforms the first and, where the length is no power of two, the last values: the permutations bring the two parts together. */
function mix(values: Float64Array): void {
  const size = powerWithin(values.length)
  hadamard(values, 0, size)
  if (size < values.length) hadamard(values, values.length - size, size)
}

/** The transform is its own inverse. */
function unmix(values: Float64Array): void {
  const size = powerWithin(values.length)
  if (size < values.length) hadamard(values, values.length - size, size)
  hadamard(values, 0, size)
}

const powerWithin = (length: number): number => 2 ** Math.floor(Math.log2(Math.max(1, length)))

/** The fast Walsh–Hadamard transform of some values, in place and at equal length; two steps at a time, which halves the reading. */
function hadamard(values: Float64Array, start: number, size: number): void {
  const end = start + size
  const scale = 1 / Math.sqrt(size)
  for (let i = start; i < end; i++) values[i]! *= scale
  let half = 1
  for (; half * 4 <= size; half *= 4) {
    for (let block = start; block < end; block += 4 * half) {
      for (let i = block; i < block + half; i++) {
        const [j, k, l] = [i + half, i + 2 * half, i + 3 * half]
        const sum = values[i]! + values[j]!
        const difference = values[i]! - values[j]!
        const farSum = values[k]! + values[l]!
        const farDifference = values[k]! - values[l]!
        values[i] = sum + farSum
        values[j] = difference + farDifference
        values[k] = sum - farSum
        values[l] = difference - farDifference
      }
    }
  }
  if (half === size) return
  for (let i = start; i < start + half; i++) {
    const [a, b] = [values[i]!, values[i + half]!]
    values[i] = a + b
    values[i + half] = a - b
  }
}

function drawRound(below: (limit: number) => number, dimensions: number): Round {
  const signs = Float64Array.from({ length: dimensions }, () => (below(2) === 0 ? 1 : -1))
  const from = Uint32Array.from({ length: dimensions }, (_, i) => i)
  // Fisher and Yates.
  for (let i = dimensions - 1; i > 0; i--) {
    const j = below(i + 1)
    const moved = from[i]!
    from[i] = from[j]!
    from[j] = moved
  }
  return { signs, from }
}

/** Whole numbers from 0 to below a limit, every one as likely, out of AES-256 in counter mode. */
function createNumbers(secret: Uint8Array): (limit: number) => number {
  const cipher = createCipheriv('aes-256-ctr', secret, Buffer.alloc(16))
  let drawn: Buffer = Buffer.alloc(0)
  const next = (): number => {
    if (drawn.length === 0) drawn = cipher.update(Buffer.alloc(4096))
    const number = drawn.readUInt32LE()
    drawn = drawn.subarray(4)
    return number
  }
  return limit => {
    const even = 2 ** 32 - (2 ** 32 % limit)
    for (;;) {
      const number = next()
      if (number < even) return number % limit
    }
  }
}
