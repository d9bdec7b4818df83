import { expect, test } from 'vitest'
import { galleryOf, person, probe, SPACE } from '../../test/fixtures/templates.ts'
import type { EmbeddingSpace } from '../core/types.ts'
import { Gallery } from './gallery.ts'

const reference = (personId: string, cosines: readonly number[], quality = 80, space = SPACE) => ({
  personId,
  template: probe(cosines, space),
  quality,
})
const near = (value: number) => expect.closeTo(value, 5) as number

test('people come by similarity to their mean, with name and rank', () => {
  expect(galleryOf(3).byMean(probe([0.3, 0.8, 0.5]), 2)).toEqual([
    { personId: 'b', name: 'B', similarity: near(0.8), rank: 1 },
    { personId: 'c', name: 'C', similarity: near(0.5), rank: 2 },
  ])
})

test('good photos weigh more in a person’s mean', () => {
  const gallery = new Gallery(SPACE, [person('a')], [reference('a', [1, 0], 90), reference('a', [0, 1], 30)])
  expect(gallery.byMean(probe([1, 0]), 1)[0]!.similarity).toBeCloseTo(3 / Math.sqrt(10), 5)
  expect(gallery.byMean(probe([0, 1]), 1)[0]!.similarity).toBeCloseTo(1 / Math.sqrt(10), 5)
})

test('a reference of quality 0 still counts a little', () => {
  const gallery = new Gallery(SPACE, [person('a')], [reference('a', [1], 0)])
  expect(gallery.byMean(probe([1]), 1)).toHaveLength(1)
})

test('by reference a person may come several times', () => {
  const gallery = new Gallery(
    SPACE,
    [person('a'), person('b')],
    [reference('a', [1]), reference('a', [0.9]), reference('b', [0.2])],
  )
  expect(gallery.byReference(probe([1]), 3).map(c => c.personId)).toEqual(['a', 'a', 'b'])
})

test('references of another space and of nobody are left out, and who has none is never a candidate', () => {
  const other = 'other' as EmbeddingSpace
  const gallery = new Gallery(
    SPACE,
    [person('a'), person('b'), person('c')],
    [reference('a', [1]), reference('b', [0, 1], 80, other), reference('deleted', [0, 0, 1])],
  )
  expect(gallery.size).toBe(1)
  expect(gallery.byMean(probe([0.1, 0.9, 0.3]), 5).map(c => c.personId)).toEqual(['a'])
  expect(gallery.byReference(probe([0.1, 0.9, 0.3]), 5).map(c => c.personId)).toEqual(['a'])
})

test('a probe of another space has no candidates', () => {
  const gallery = galleryOf(2)
  const foreign = probe([1], 'other' as EmbeddingSpace)
  expect(gallery.byMean(foreign, 5)).toEqual([])
  expect(gallery.byReference(foreign, 5)).toEqual([])
})

test('photos that cancel out make no mean but are still compared one by one', () => {
  const gallery = new Gallery(SPACE, [person('a')], [reference('a', [1]), reference('a', [-1])])
  expect(gallery.byMean(probe([1]), 5)).toEqual([])
  expect(gallery.byReference(probe([1]), 1)[0]!.similarity).toBeCloseTo(1, 5)
})

test('a probe more like a face an operator refused for a person than like the person does not count as them', () => {
  const people = [person('a'), person('b')]
  const references = [reference('a', [1, 0]), reference('b', [0, 0, 1])]
  const gallery = new Gallery(SPACE, people, references, [{ personId: 'a', template: probe([0.6, 0.8]) }])
  const double = probe([0.5, 0.8, 0.2])
  expect(gallery.byMean(double, 2)).toEqual([{ personId: 'b', name: 'B', similarity: near(0.2), rank: 1 }])
  expect(gallery.byReference(double, 1).map(c => c.personId)).toEqual(['b'])
  expect(gallery.byMean(probe([0.9, 0.3]), 1)[0]!.personId).toBe('a')
})

test('a refused face that the probe is hardly like takes no name', () => {
  const refusal = { personId: 'a', template: probe([0, 1]) }
  const gallery = new Gallery(SPACE, [person('a')], [reference('a', [1])], [refusal])
  expect(gallery.byMean(probe([0.3, 0.39]), 1)).toHaveLength(1)
  expect(gallery.byMean(probe([0.3, 0.41]), 1)).toEqual([])
})

test('refusals of another space change nothing', () => {
  const refusal = { personId: 'a', template: probe([1], 'other' as EmbeddingSpace) }
  const gallery = new Gallery(SPACE, [person('a')], [reference('a', [1])], [refusal])
  expect(gallery.byMean(probe([1]), 1)).toHaveLength(1)
})

test('somebody put again with other photos, or taken away, leaves nothing of the former ones to be found', () => {
  const gallery = new Gallery(SPACE, [person('a')], [reference('a', [1]), reference('a', [0, 1]), reference('a', [0, 0, 1])])
  gallery.put(person('b'), [reference('b', [0.5])])
  gallery.put(person('a'), [reference('a', [0, 0, 0, 1]), reference('a', [0, 0, 0, 0.6, 0.8])])
  const found = gallery.byReference(probe([0, 0.9, 0, 0.3]), 9)
  expect(found.map(c => [c.personId, c.similarity])).toEqual([
    ['a', near(0.3)],
    ['b', near(Math.sqrt(0.75 * 0.1))],
    ['a', near(0.18)],
  ])
  expect([gallery.size, gallery.byMean(probe([1]), 9).length]).toEqual([2, 2])
  gallery.remove('a')
  gallery.remove('nobody')
  expect(gallery.byReference(probe([0, 0, 0, 1]), 9).map(c => c.personId)).toEqual(['b'])
  expect([...gallery.people].map(({ id }) => id)).toEqual(['b'])
})

test('the sample is that of the same people whatever the order in which they came, and the same array while they are the same', () => {
  const ids = Array.from({ length: 1500 }, (_, i) => String(i).padStart(4, '0'))
  const axis = (id: string) => reference(id, [Number(id) / 1500])
  const one = new Gallery(SPACE, ids.map(person), ids.map(axis))
  const other = new Gallery(SPACE, ids.toReversed().map(person), ids.map(axis))
  expect(one.sample).toHaveLength(1000)
  expect(other.sample).toEqual(one.sample)
  const before = one.sample
  one.put(person('1400'), [axis('0100')])
  expect(one.sample).toBe(before)
  one.remove('0000')
  expect(one.sample).toHaveLength(1000)
  expect(one.sample).not.toEqual(before)
})
