import { expect, test } from 'vitest'
import { parsePairs, toFolds } from './pairs.ts'

test('pairs are read line by line, comments and empty lines left out', () => {
  expect(parsePairs('# a list\n# image_a\timage_b\tsame\nA/1.jpg\tA/2.jpg\t1\r\n\nA/1.jpg\tB/1.jpg\t0\n', 'pairs.tsv')).toEqual([
    { a: 'A/1.jpg', b: 'A/2.jpg', same: true },
    { a: 'A/1.jpg', b: 'B/1.jpg', same: false },
  ])
})

test.each(['A/1.jpg\tA/2.jpg', 'A/1.jpg\tA/2.jpg\tyes', 'A/1.jpg A/2.jpg 1', 'A\tB\t1\t2'])(
  'a line like %j is refused by its number',
  line => {
    expect(() => parsePairs(`# head\n${line}`, 'pairs.tsv')).toThrow(/^pairs\.tsv line 2 is not/)
  },
)

test('folds are consecutive and of one size', () => {
  expect(toFolds([1, 2, 3, 4], 2)).toEqual([
    [1, 2],
    [3, 4],
  ])
})

test('a list that does not divide into folds is refused', () => {
  expect(() => toFolds([1, 2, 3], 2)).toThrow('3 pairs do not make whole folds of 2.')
})
