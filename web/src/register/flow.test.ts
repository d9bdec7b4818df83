import { expect, test } from 'vitest'
import {
  addsLittle,
  asServerKept,
  EMPTY_STRIP,
  viewsTaken,
  waysOn,
  withKept,
  withoutRefused,
  withRefused,
  type Kept,
} from './flow.ts'

const kept = (photoId: string, pose: Kept['pose'], nearestPhoto: number | null = null): Kept => ({
  kept: true,
  photoId,
  pose,
  quality: 80,
  nearestPhoto,
})

test('the views taken are counted once each, in the order they are shown', () => {
  const strip = [kept('a', 'right'), kept('b', 'front'), kept('c', 'right')].reduce(withKept, EMPTY_STRIP)
  expect(viewsTaken(strip)).toEqual(['front', 'right'])
})

test('a removed photo leaves the strip and its view', () => {
  const strip = [kept('a', 'front'), kept('b', 'left')].reduce(withKept, EMPTY_STRIP)
  const left = asServerKept(strip, {
    id: 'e',
    photos: [{ photoId: 'a', quality: 80, pose: 'front' }],
    missingPoses: ['left'],
    alreadyKnownAs: null,
  })
  expect(left.kept.map(({ photoId }) => photoId)).toEqual(['a'])
  expect(viewsTaken(left)).toEqual(['front'])
})

test('of refused photos only the last few stay, and each can be dismissed', () => {
  const keys = Array.from({ length: 20 }, (_, i) => String(i))
  const strip = keys.reduce((before, key) => withRefused(before, { key, reason: 'blurred', picture: undefined }), EMPTY_STRIP)
  expect(strip.refused.map(({ key }) => key)).toEqual(['14', '15', '16', '17', '18', '19'])
  expect(withoutRefused(strip, '15').refused).toHaveLength(5)
})

test('a photo much like one before is told apart', () => {
  expect([addsLittle(kept('a', 'front')), addsLittle(kept('b', 'front', 0.8)), addsLittle(kept('c', 'front', 0.97))]).toEqual([
    false,
    false,
    true,
  ])
})

test('the same person is stored under the name there is; a namesake needs another name', () => {
  const person = { id: 'p', name: 'Ana', coverId: null }
  expect(waysOn({ kind: 'looks_like_another', person, similarity: 0.7 })).toEqual({ same: 'Ana', other: 'store' })
  expect(waysOn({ kind: 'unlike_namesake', person, similarity: 0.1 })).toEqual({ same: 'Ana', other: 'rename' })
})
