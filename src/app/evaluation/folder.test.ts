import { expect, test } from 'vitest'
import { paintedFolder, paintedObserver } from '../../../test/fixtures/painted-people.ts'
import { measureFolder } from './folder.ts'

const measure = async (files: Parameters<typeof paintedFolder>[0], threshold?: number) =>
  measureFolder(await paintedObserver(), { folder: await paintedFolder(files), threshold })

test('three people of two photos are enough', async () => {
  const { figures, summary } = await measure({
    'Ann/1.png': [0],
    'Ann/2.png': [0],
    'Bob/1.png': [1],
    'Bob/2.png': [1],
    'Cid/1.png': [2],
    'Cid/2.png': [2],
  })
  const values = Object.fromEntries(figures.map(f => [f.metric, f.value]))
  expect(values).toEqual({ 'rank-1 rate': 1, 'right names': 1, 'wrong names': 0, FPIR: 0, FTA: 0 })
  expect(figures.find(f => f.metric === 'wrong names')).toMatchObject({ n: 6, high: expect.closeTo(0.7076, 3) as number })
  expect(summary[1]).toBe('No photo stands out.')
})

test('a photo among somebody else’s is named, with whom it is taken for', async () => {
  const { tables, pairs, figures } = await measure({
    'Ann/1.png': [0],
    'Ann/2.png': [0],
    'Ann/3.png': [1],
    'Bob/1.png': [1],
    'Bob/2.png': [1],
  })
  const rowsOf = (title: string) => tables.find(t => t.title === title)!.rows
  expect(rowsOf('What to do')[0]).toEqual([
    expect.stringMatching(/^Remove Ann\/3\.png or move it: it looks like Bob \(1\.00\), not like Ann/),
  ])
  expect(rowsOf('Who is taken for whom')).toEqual([['Ann', 'Bob', 1, '1.000', '0.000']])
  expect(figures.find(f => f.metric === 'wrong names')).toMatchObject({ value: 0.2, n: 5 })
  expect(pairs[0]!.items[0]!.caption).toBe('Ann/3.png · Bob')
})

test('photos without a face, with several, unreadable ones and people with too few are told', async () => {
  const { leftOut } = await measure({
    'Ann/1.png': [0],
    'Ann/2.png': [0, 3],
    'Ann/3.png': [],
    'Ann/4.png': 'no picture',
    'Bob/1.png': [1],
    'Cid/1.png': [],
  })
  const why = new Map(leftOut.map(l => [l.what, l.why]))
  expect(why.get('Ann/2.png')).toMatch(/shows 2 faces/)
  expect(why.get('Ann/3.png')).toMatch(/no face is found/)
  expect(why.get('Ann/4.png')).toMatch(/cannot be read/)
  expect(why.get('Ann')).toMatch(/^only 2 photos with a face/)
  expect(why.get('Bob')).toMatch(/^only 1 photo with a face/)
  expect(why.get('Cid')).toMatch(/^no photo with a face/)
})

test('a folder that shows nobody to be confused with is refused', async () => {
  await expect(measure({ 'Ann/1.png': [0], 'Bob/1.png': [] })).rejects.toMatchObject({ code: 'usage_invalid' })
  await expect(measure({ 'notes.txt': 'nothing' })).rejects.toMatchObject({ code: 'file_not_found' })
  await expect(measureFolder(await paintedObserver(), { folder: '/nowhere' })).rejects.toMatchObject({ code: 'file_not_found' })
})

test('a threshold given counts instead of the pack’s', async () => {
  const files = { 'Ann/1.png': [0], 'Ann/2.png': [0], 'Bob/1.png': [1], 'Bob/2.png': [1] }
  expect((await measure(files, 0.77)).on).toMatchObject({ threshold: 0.77, 'threshold from': 'as given' })
})
