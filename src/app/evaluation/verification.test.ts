import { expect, test } from 'vitest'
import { paintedFolder, paintedObserver } from '../../../test/fixtures/painted-people.ts'
import type { Figure } from '../../evaluation/report/evaluation.ts'
import { measureVerification } from './verification.ts'

const FILES = {
  'ann/1.png': [0],
  'ann/2.png': [0],
  'bob/1.png': [1],
  'bob/2.png': [1],
  'cid/1.png': [2],
  'cid/nobody.png': [],
  'cid/broken.png': 'no picture',
}
const pair = (a: string, b: string) => ({ a: `${a}.png`, b: `${b}.png`, same: a.split('/')[0] === b.split('/')[0] })
const PAIRS = [
  pair('ann/1', 'ann/2'),
  pair('ann/1', 'bob/1'),
  pair('bob/1', 'bob/2'),
  pair('bob/1', 'cid/1'),
  pair('cid/1', 'cid/nobody'),
  pair('ann/2', 'cid/1'),
  pair('cid/1', 'cid/broken'),
  pair('ann/1', 'gone/1'),
]
const measure = async (allPairs: boolean) =>
  measureVerification(await paintedObserver(), {
    pairs: PAIRS,
    list: 'pairs.tsv',
    folder: await paintedFolder(FILES),
    allPairs,
  })
const find = (figures: readonly Figure[], metric: string, settings: Figure['settings']) =>
  figures.find(f => f.metric === metric && Object.entries(settings).every(([k, v]) => f.settings[k] === v))

test('an image without a face is an error of its pair, and one that cannot be read leaves its pairs out', async () => {
  const { figures, leftOut, on, kind } = await measure(false)
  expect(kind).toBe('verification')
  expect(on).toMatchObject({ images: 6, pairs: 6, 'pairs of one person': 3, 'pairs of two': 3 })
  expect(find(figures, 'FTA', {})).toMatchObject({ value: 1 / 6, n: 6 })
  expect(find(figures, 'FNMR', { at: 'threshold of the pack' })).toMatchObject({ value: 1 / 3, n: 3 })
  expect(find(figures, 'FMR', {})).toMatchObject({ value: 0, n: 3 })
  expect(leftOut).toEqual([
    { what: 'cid/broken.png', why: expect.stringContaining('this is not a picture') as string },
    { what: 'gone/1.png', why: expect.stringContaining('check that it exists and may be read') as string },
    { what: '2 pairs', why: 'an image of theirs cannot be read' },
    { what: 'cid/nobody.png', why: 'no face is found: its pairs never pass, which is an error where they show one person' },
  ])
})

test('a rate that so few pairs cannot tell has no value', async () => {
  const { figures, tables } = await measure(false)
  expect(find(figures, 'FNMR', { fmr: 0.001 })).toMatchObject({ value: null, low: null, high: null, n: 3 })
  expect(tables[1]!.rows[1]).toEqual(['0.1 %', 'too few pairs', 'too few pairs', '', ''])
})

test('all images are compared with each other where that is asked for', async () => {
  const { figures, tables, on } = await measure(true)
  expect(on['people, all images']).toBe(3)
  expect(find(figures, 'FNMR', { fmr: 0.01, pairs: 'all' })).toMatchObject({ value: null, n: 2 })
  expect(tables.map(t => t.title)).toContain('All images with each other: misses at a rate of false matches')
})

test('the worst pairs are those with faces, with the files to look at', async () => {
  const { pairs } = await measure(false)
  expect(pairs.map(({ items }) => items.length)).toEqual([2, 3])
  expect(pairs[0]!.items[0]).toMatchObject({ similarity: expect.closeTo(1, 5) as number, left: expect.stringMatching(/ann\/1\.png$/) as string }) // prettier-ignore
})

test('a list of which nothing can be read says where it looked', async () => {
  const observer = await paintedObserver()
  const nowhere = { pairs: [pair('ann/1', 'ann/2')], list: 'pairs.tsv', folder: '/nowhere' }
  await expect(measureVerification(observer, nowhere)).rejects.toMatchObject({
    code: 'file_not_found',
    message: expect.stringContaining('None of the 2 images can be read; are they in /nowhere?') as string,
  })
})

test('all pairs need a folder for each person', async () => {
  const folder = await paintedFolder({ '1.png': [0], '2.png': [0], '3.png': [1], '4.png': [1] })
  const flat = (a: number, b: number, same: boolean) => ({ a: `${a}.png`, b: `${b}.png`, same })
  const pairs = [flat(1, 2, true), flat(3, 4, true), flat(1, 3, false), flat(2, 4, false)]
  const options = { pairs, list: 'l', folder, allPairs: true }
  await expect(measureVerification(await paintedObserver(), options)).rejects.toMatchObject({ code: 'usage_invalid' })
})
