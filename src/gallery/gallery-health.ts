// What is doubtful about the people enrolled, found by comparing all photos with all people; reads no store, changes nothing.

import { setImmediate } from 'node:timers/promises'
import { dot, norm, referenceWeight } from '../core/template.ts'
import type { Reference } from '../core/types.ts'
import { createDots } from './dots.ts'
import { Worst } from './worst.ts'

export type ComparedReference = Pick<Reference, 'id' | 'personId' | 'template' | 'quality'>

export type HealthFinding =
  /** More like somebody else than like the other photos of its own person. */
  | {
      readonly kind: 'looks_like_another'
      readonly referenceId: string
      readonly otherId: string
      readonly similarity: number
      readonly ownSimilarity: number
    }
  /** So little like the other photos of its person that a live face would be called unknown. */
  | { readonly kind: 'unlike_its_person'; readonly referenceId: string; readonly ownSimilarity: number }
  | { readonly kind: 'weak'; readonly referenceId: string; readonly quality: number }
  | { readonly kind: 'near_duplicate'; readonly referenceId: string; readonly twinId: string; readonly similarity: number }
  | { readonly kind: 'same_person_twice'; readonly firstId: string; readonly secondId: string; readonly similarity: number }

export interface HealthOptions {
  /** From which similarity on two faces are one person. */
  readonly threshold: number
  readonly signal?: AbortSignal | undefined
}

/** Findings shown; an operator works them off from the worst. */
const MOST_FINDINGS = 500
const WEAK_QUALITY = 35
/** One photo twice, or two pictures of one moment: the second adds nothing. */
const NEAR_DUPLICATE = 0.97
/** Below the threshold by the decision's grey zone, where it no longer hesitates. */
const UNLIKE_MARGIN = 0.12
/** A photo this like its own person is theirs, whoever else it is like: somebody who is there twice is found by the means. */
const SURELY_OWN = 0.6
/** Rows and queries of one product: both stay in the processor's cache, and it takes about 3 ms. */
const BLOCK = 256
/** How long other work of this thread may have to wait. */
const SLICE_MS = 10

/** References of one embedding space. The worst 500, by kind and then by how bad. 30,000 photos of 10,000 people take 3 s of one core, 12 s when none is surely its person's. */
export async function galleryHealth(
  references: readonly ComparedReference[],
  { threshold, signal }: HealthOptions,
): Promise<HealthFinding[]> {
  let began = performance.now()
  const work = check(references, threshold)
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    if (performance.now() - began < SLICE_MS) continue
    await setImmediate(undefined, { signal })
    began = performance.now()
  }
}

/** One person's photos and their weighted mean direction. */
interface Compared {
  readonly id: string
  readonly photos: readonly ComparedReference[]
  readonly mean: Float32Array
}

/** A photo that is looked for among other people. */
interface Doubtful {
  readonly photo: ComparedReference
  readonly own: number
  readonly ownSimilarity: number
}

/** Yields every few milliseconds. */
function* check(references: readonly ComparedReference[], threshold: number): Generator<void, HealthFinding[]> {
  const people: Compared[] = []
  for (const [id, photos] of byPerson(references)) {
    people.push({ id, photos, mean: unit(weightedSum(photos)) })
    if (people.length % BLOCK === 0) yield
  }
  const worst = new Worst<HealthFinding>(MOST_FINDINGS)
  const doubtful: Doubtful[] = []
  for (const [own, person] of people.entries()) yield* lookAtPhotos(person, own, threshold, worst, doubtful)
  yield* lookForDoubles(people, threshold, worst)
  yield* lookForOthers(people, doubtful, threshold, worst)
  return worst.sorted()
}

/** What the photos of one person say by themselves. */
function* lookAtPhotos(
  { photos }: Compared,
  own: number,
  threshold: number,
  worst: Worst<HealthFinding>,
  doubtful: Doubtful[],
): Generator<void> {
  const sum = weightedSum(photos)
  for (const [i, photo] of photos.entries()) {
    const { id: referenceId, quality } = photo
    if (quality < WEAK_QUALITY) worst.add({ kind: 'weak', referenceId, quality }, 0, WEAK_QUALITY - quality)
    let twin: { id: string; similarity: number } | undefined
    for (const earlier of photos.slice(0, i)) {
      const similarity = dot(photo.template.vector, earlier.template.vector)
      if (similarity >= NEAR_DUPLICATE && similarity > (twin?.similarity ?? 0)) twin = { id: earlier.id, similarity }
    }
    if (twin) {
      const { id: twinId, similarity } = twin
      worst.add({ kind: 'near_duplicate', referenceId, twinId, similarity }, 1, similarity)
    }
    if (photos.length > 1) {
      const ownSimilarity = dot(photo.template.vector, unit(without(sum, photo)))
      if (ownSimilarity < threshold - UNLIKE_MARGIN) {
        worst.add({ kind: 'unlike_its_person', referenceId, ownSimilarity }, 2, -ownSimilarity)
      }
      if (ownSimilarity < SURELY_OWN) doubtful.push({ photo, own, ownSimilarity })
    }
    yield
  }
}

/** Two people whose means are one person's. */
function* lookForDoubles(people: readonly Compared[], threshold: number, worst: Worst<HealthFinding>): Generator<void> {
  const means = people.map(({ mean }) => mean)
  yield* compare(means, means, (query, from, products, one) => {
    for (let i = Math.max(0, query + 1 - from); i < products.length; i++) {
      if (products[i]! < threshold * one) continue
      const [first, second] = [people[query]!, people[from + i]!]
      if (!mostLike(first, second, threshold) || !mostLike(second, first, threshold)) continue
      const similarity = dot(first.mean, second.mean)
      worst.add({ kind: 'same_person_twice', firstId: first.id, secondId: second.id, similarity }, 4, similarity)
    }
  })
}

/** Whether most photos of one are like the other: a single wrong photo can draw a mean near somebody else's. */
const mostLike = ({ photos }: Compared, { mean }: Compared, threshold: number): boolean =>
  photos.filter(({ template }) => dot(template.vector, mean) >= threshold - UNLIKE_MARGIN).length > photos.length / 2

/** Photos that are more like somebody else, unless that is the same person twice: then all photos would be told as well. */
function* lookForOthers(
  people: readonly Compared[],
  doubtful: readonly Doubtful[],
  threshold: number,
  worst: Worst<HealthFinding>,
): Generator<void> {
  const nearest = new Int32Array(doubtful.length).fill(-1)
  const best = doubtful.map(({ ownSimilarity }) => Math.max(ownSimilarity, threshold))
  const vectors = doubtful.map(({ photo }) => photo.template.vector)
  yield* compare(
    vectors,
    people.map(({ mean }) => mean),
    (query, from, products, one) => {
      let most = best[query]! * one
      for (let i = 0; i < products.length; i++) {
        if (products[i]! <= most || from + i === doubtful[query]!.own) continue
        most = products[i]!
        nearest[query] = from + i
      }
      best[query] = most / one
    },
  )
  for (const [i, { photo, own, ownSimilarity }] of doubtful.entries()) {
    const other = people[nearest[i]!]
    if (!other || dot(other.mean, unit(without(weightedSum(people[own]!.photos), photo))) >= threshold) continue
    const similarity = dot(photo.template.vector, other.mean)
    const finding = { kind: 'looks_like_another', referenceId: photo.id, otherId: other.id, similarity, ownSimilarity } as const
    worst.add(finding, 3, similarity - ownSimilarity)
  }
}

/** Multiplies every query with every row, block by block: memory grows with their number, never with its square. */
function* compare(
  queries: readonly Float32Array[],
  rows: readonly Float32Array[],
  visit: (query: number, from: number, products: Int32Array, one: number) => void,
): Generator<void> {
  if (queries.length === 0 || rows.length === 0) return
  const dots = createDots(rows.length, BLOCK, rows[0]!.length)
  for (const [i, row] of rows.entries()) {
    dots.setRow(i, row)
    if (i % BLOCK === 0) yield
  }
  for (let begin = 0; begin < queries.length; begin += BLOCK) {
    const block = queries.slice(begin, begin + BLOCK)
    for (const [i, query] of block.entries()) dots.setQuery(i, query)
    for (let from = 0; from < rows.length; from += BLOCK) {
      const to = Math.min(rows.length, from + BLOCK)
      for (let i = 0; i < block.length; i++) visit(begin + i, from, dots.multiply(i, from, to), dots.one)
      yield
    }
  }
}

function byPerson(references: readonly ComparedReference[]): Map<string, ComparedReference[]> {
  const people = new Map<string, ComparedReference[]>()
  for (const reference of references) {
    const photos = people.get(reference.personId)
    if (photos) photos.push(reference)
    else people.set(reference.personId, [reference])
  }
  return people
}

/** As meanReference() weighs them; the sum itself is needed, to take one photo out of it. */
function weightedSum(photos: readonly ComparedReference[]): Float32Array {
  const sum = new Float32Array(photos[0]!.template.vector.length)
  for (const photo of photos) {
    const { vector } = photo.template
    for (let i = 0; i < sum.length; i++) sum[i]! += referenceWeight(photo) * vector[i]!
  }
  return sum
}

const without = (sum: Float32Array, photo: ComparedReference): Float32Array =>
  sum.map((value, i) => value - referenceWeight(photo) * photo.template.vector[i]!)

/** All zeros stay so: photos that cancel out are like nobody. */
function unit(vector: Float32Array): Float32Array {
  const length = norm(vector)
  return length < 1e-6 ? vector.fill(0) : vector.map(value => value / length)
}
