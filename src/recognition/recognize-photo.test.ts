import { expect, test } from 'vitest'
import { fakeNetworks, paint, type PaintedFace } from '../../test/fakes/scene.ts'
import { galleryOf } from '../../test/fixtures/templates.ts'
import type { DecisionSettings } from './decide.ts'
import { recognizePhoto } from './recognize-photo.ts'

const SETTINGS: DecisionSettings = { rule: 'fusion', threshold: 0.45, minMargin: 0.05, minWeight: 100, minFrames: 3 }
const who = async (faces: readonly PaintedFace[]) =>
  (await recognizePhoto(paint(faces), fakeNetworks(), galleryOf(3), SETTINGS)).map(({ decision, quality }) => [
    decision.candidate?.name ?? decision.outcome,
    quality,
  ])

test('one good look at each face is enough to know or not to know it', async () => {
  const faces = [
    { who: 1, x: 20, y: 40, side: 100 },
    { who: 6, x: 300, y: 60, side: 80 },
  ]
  expect(await who(faces)).toEqual([
    ['B', 100],
    ['unknown', 100],
  ])
})

test('a face too poor to compare is there, undecided, with quality 0', async () => {
  expect(await who([{ who: 1, x: 20, y: 40, side: 12 }])).toEqual([['undecided', 0]])
})

test('a person and their portrait on the wall are not both named', async () => {
  const names = await who([
    { who: 1, x: 20, y: 40, side: 100 },
    { who: 1, x: 300, y: 60, side: 80 },
  ])
  expect(names.map(([name]) => name).sort()).toEqual(['B', 'undecided'])
})

test('no face, no answer', async () => {
  expect(await who([])).toEqual([])
})
