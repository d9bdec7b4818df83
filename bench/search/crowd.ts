// A gallery as large as wanted, made of the templates of real people, and photos of some of them to search with.

import { createRandom } from '../../src/core/random.ts'
import { toTemplate } from '../../src/core/template.ts'
import type { EmbeddingSpace } from '../../src/core/types.ts'
import type { Shown } from './real-templates.ts'

export interface Crowd {
  readonly dimensions: number
  readonly size: number
  /** Row after row, unit vectors. */
  readonly rows: Float32Array
  /** Photos of people in it that are not in it themselves. */
  readonly probes: readonly Float32Array[]
}

const space = 'crowd' as EmbeddingSpace

/**
 * First one photo of each person. Then copies: a person's photo plus the difference between two photos of some other person, so that a
 * copy is as far from what it was made of as photos of one person are from each other: by the thousand it is a gallery of people with
 * hundreds of near doubles each, which is harder than strangers are.
 */
export function makeCrowd(people: readonly Shown[], size: number, seed = 7): Crowd {
  const random = createRandom(seed)
  const any = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const enrolled = people.map(photos => photos[0]!)
  const several = people.filter(photos => photos.length > 1)
  const dimensions = enrolled[0]!.length
  const rows = new Float32Array(size * dimensions)
  for (let i = 0; i < size; i++)
    rows.set(i < enrolled.length ? enrolled[i]! : jittered(any(enrolled), any(several), any), i * dimensions)
  const inIt = people.slice(0, size)
  return {
    dimensions,
    size,
    rows,
    probes: shuffled(
      inIt.flatMap(photos => photos.slice(1)),
      random,
    ),
  }
}

function jittered(photo: Float32Array, of: Shown, any: <T>(from: readonly T[]) => T): Float32Array {
  const one = any(of)
  const other = any(of.filter(photo => photo !== one))
  return toTemplate({ space, vector: photo.map((value, i) => value + one[i]! - other[i]!) })!.vector
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map(value => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value)
}
