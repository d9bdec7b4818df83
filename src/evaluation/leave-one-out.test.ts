import fc from 'fast-check'
import { expect, test } from 'vitest'
import { probe } from '../../test/fixtures/templates.ts'
import { meanReference, similarity } from '../core/template.ts'
import { leaveOneOut, type FolderPhoto } from './leave-one-out.ts'
import { adviceOn, worstFirst } from './photo-advice.ts'

const photo = (person: string, ...cosines: number[]): FolderPhoto => ({ person, template: probe(cosines), quality: 80 })

test('a photo is compared with the others of its person, and with everybody else', () => {
  const photos = [photo('a', 1), photo('a', 0.9), photo('b', 0, 1), photo('b', 0.2, 0.9)]
  const [first, , , last] = leaveOneOut(photos)
  expect(first!.own).toBeCloseTo(similarity(photos[0]!.template, photos[1]!.template)!, 5)
  expect(first!.nearest).toEqual({ person: 'b', similarity: expect.closeTo(similarity(photos[0]!.template, meanReference(photos.slice(2))!)!, 5) as number }) // prettier-ignore
  expect(last!.nearest!.person).toBe('a')
  expect(first!.othersGain).toBeUndefined()
})

test('somebody with one photo cannot be left out, and somebody alone is like nobody else', () => {
  expect(leaveOneOut([photo('a', 1), photo('b', 0, 1), photo('b', 0, 0.9)])[0]).toMatchObject({ own: undefined, nearest: { person: 'b' } }) // prettier-ignore
  expect(leaveOneOut([photo('a', 1), photo('a', 0.9)])[0]!.nearest).toBeUndefined()
})

test('the photo of somebody else makes the others less alike, and each of the others makes them more alike', () => {
  const [one, two, , wrong] = leaveOneOut([photo('a', 0.9), photo('a', 0.95), photo('a', 0.85), photo('a', 0, 1), photo('b', 0, 0.9)]) // prettier-ignore
  expect(wrong!.othersGain).toBeGreaterThan(0.02)
  expect(one!.othersGain).toBeLessThan(0)
  expect(two!.othersGain).toBeLessThan(0)
})

test('leaving out is what meanReference() gives without the photo', () => {
  const cosine = fc.integer({ min: -5, max: 5 }).map(n => n / 10)
  const some = fc.array(fc.tuple(cosine, cosine, fc.integer({ min: 1, max: 100 })), { minLength: 2, maxLength: 6 })
  fc.assert(
    fc.property(some, photos => {
      const folder = photos.map(([x, y, quality]) => ({ ...photo('a', x, y), quality }))
      for (const [i, { own }] of leaveOneOut(folder).entries()) {
        const rest = meanReference(folder.filter((_, k) => k !== i))
        if (rest) expect(own).toBeCloseTo(similarity(folder[i]!.template, rest)!, 4)
      }
    }),
  )
})

const advise = (photos: readonly FolderPhoto[]) => leaveOneOut(photos).map((left, i) => adviceOn(left, 0.5, `photo ${i}`)?.fault)

test('a photo among somebody else’s is to be moved, and others who suffer are not blamed', () => {
  expect(advise([photo('a', 0.9), photo('a', 0.95), photo('a', 0, 0.9), photo('b', 0, 0.95), photo('b', 0.05, 0.9)])).toEqual([
    undefined,
    undefined,
    'looks_like_another',
    undefined,
    undefined,
  ])
})

test('advice names the photo, whom it is like and how much', () => {
  const [, , wrong] = leaveOneOut([photo('a', 0.9), photo('a', 0.95), photo('a', 0, 0.9), photo('b', 0, 0.95)])
  expect(adviceOn(wrong!, 0.5, 'a/3.jpg')!.advice).toMatch(
    /^Remove a\/3\.jpg or move it: it looks like b \(0\.\d\d\), not like a \(0\.\d\d\)\.$/,
  )
  expect(adviceOn(wrong!, 0.999, 'a/3.jpg')!.advice).toMatch(/^Look at a\/3\.jpg: it is more like b/)
})

test('a photo the others do not know, and one that can hardly be seen, are pointed out after those', () => {
  const unlike = adviceOn({ photo: photo('a', 1), own: 0.3, nearest: undefined, othersGain: 0 }, 0.5, 'x')!
  const poor = adviceOn({ photo: { ...photo('a', 1), quality: 3 }, own: 0.9, nearest: undefined, othersGain: 0 }, 0.5, 'x')!
  const harms = adviceOn({ photo: photo('a', 1), own: 0.6, nearest: undefined, othersGain: 0.1 }, 0.5, 'x')!
  expect([poor, unlike, harms].sort(worstFirst).map(a => a.fault)).toEqual(['harms_the_others', 'unlike_its_person', 'poor'])
  expect(adviceOn({ photo: photo('a', 1), own: 0.9, nearest: { person: 'b', similarity: 0.2 }, othersGain: -0.1 }, 0.5, 'x')).toBeUndefined() // prettier-ignore
})
