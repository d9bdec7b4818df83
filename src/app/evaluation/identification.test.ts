import { expect, test } from 'vitest'
import { paintedFolder, paintedObserver } from '../../../test/fixtures/painted-people.ts'
import type { ListedImage } from '../../evaluation/identification-list.ts'
import { measureIdentification } from './identification.ts'

const FILES = {
  'a1.png': [0],
  'a2.png': [0],
  'b1.png': [1],
  'b2.png': [1],
  'b3.png': [],
  'c1.png': [],
  'c2.png': [2],
  's1.png': [6],
  's2.png': [7],
  // Somebody registered, whom the list calls a stranger.
  's3.png': [0],
}
const one = (role: ListedImage['role'], person: string, image: string): ListedImage => ({ role, person, image: `${image}.png` })
const LISTED = [
  one('reference', 'Ann', 'a1'),
  one('reference', 'Bob', 'b1'),
  one('reference', 'Cid', 'c1'),
  one('probe', 'Ann', 'a2'),
  one('probe', 'Bob', 'b2'),
  one('probe', 'Bob', 'b3'),
  one('probe', 'Cid', 'c2'),
  one('stranger', 'S1', 's1'),
  one('stranger', 'S2', 's2'),
  one('stranger', 'S3', 's3'),
  one('stranger', 'S4', 'gone'),
]
const measure = async (track?: number, sizes = [2, 3, 50]) =>
  measureIdentification(await paintedObserver(), {
    listed: LISTED,
    list: 'list.tsv',
    folder: await paintedFolder(FILES),
    sizes,
    track,
  })

test('who cannot be enrolled or is not found is missed, and counted as such', async () => {
  const { figures, on, leftOut } = await measure()
  const value = (metric: string, settings: object = {}) =>
    figures.find(f => f.metric === metric && Object.entries(settings).every(([k, v]) => f.settings[k] === v))
  expect(on).toMatchObject({ 'people registered': 3, strangers: 4, 'photos of strangers': 3 })
  expect(value('FTE')).toMatchObject({ value: 1 / 3, n: 3 })
  expect(value('FTA', { role: 'probe' })).toMatchObject({ value: 0.25, n: 4 })
  // Ann and one photo of Bob are right; Bob's other photo has no face, Cid no template.
  expect(value('rank-1 rate', { people: 3 })).toMatchObject({ value: 0.5, n: 4 })
  expect(value('FNIR', { people: 3, fpir: 0.1 })).toMatchObject({ value: null })
  expect(value('FPIR', { people: 3, asked: 0.01 })).toMatchObject({ value: 1 / 3, n: 3 })
  expect(leftOut.map(l => l.what)).toEqual(expect.arrayContaining(['gone.png', 'b3.png', 'c1.png', 'a gallery of 50']))
})

test('tracks pool photos of people who have enough, and strangers give what they have', async () => {
  const { tables, leftOut, notCovered } = await measure(1)
  expect(tables.map(t => t.title)).toEqual([
    'Names missed, single photos',
    'Wrong names asked for and got, single photos',
    'Names missed, tracks of 1 photos',
    'Wrong names asked for and got, tracks of 1 photos',
  ])
  expect(notCovered.join(' ')).toContain('1 of 4 strangers have fewer than 1 photos')
  expect((await measure(2)).leftOut).toContainEqual({ what: '3 people', why: 'fewer than 2 photos with a face to pool' })
  expect(leftOut.map(l => l.why).join()).not.toContain('to pool')
})

test('where every size is too large all people are taken', async () => {
  const { figures } = await measure(undefined, [10, 50])
  expect(new Set(figures.flatMap(f => f.settings['people'] ?? []))).toEqual(new Set([3]))
})

test('the worst names show the photo beside the person', async () => {
  const { pairs } = await measure()
  expect(pairs.map(p => p.title)).toEqual([
    'Registered people, least like themselves',
    'Strangers, most like somebody registered',
  ])
  expect(pairs[1]!.items[0]).toMatchObject({ caption: 's3.png · nearest Ann', similarity: expect.closeTo(1, 5) as number })
})
