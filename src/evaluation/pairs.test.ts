import { expect, test } from 'vitest'
import { parsePairs, toFolds, type Folds } from './pairs.ts'

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

test('LFW’s own list is known by its first line', () => {
  expect(parsePairs('1\t1\nAnn_Lee\t1\t12\nAnn_Lee\t2\tBob_Ray\t3\n', 'pairs.txt')).toEqual([
    { a: 'Ann_Lee/Ann_Lee_0001.jpg', b: 'Ann_Lee/Ann_Lee_0012.jpg', same: true },
    { a: 'Ann_Lee/Ann_Lee_0002.jpg', b: 'Bob_Ray/Bob_Ray_0003.jpg', same: false },
  ])
  expect(() => parsePairs('1\t1\nAnn_Lee\t1\tBob_Ray\n', 'pairs.txt')).toThrow(/^pairs\.txt line 2 is not "NAME 1 2"/)
})

test('a list that names nothing is refused', () => {
  expect(() => parsePairs('# nothing yet\n', 'pairs.tsv')).toThrow('pairs.tsv names no pair of images.')
})

const pairs = (kinds: string) => Array.from(kinds, (kind, i) => ({ i, same: kind === '=' }))
const kindsOf = ({ folds }: Folds<{ same: boolean }>) => folds.map(fold => fold.map(({ same }) => (same ? '=' : '.')).join(''))

test('folds are consecutive where all of them have as many of each kind', () => {
  expect(kindsOf(toFolds(pairs('==..==..==..')))).toEqual(['==..', '==..', '==..'])
  expect(toFolds(pairs('==..==..==..')).made).toBe('listed')
})

test('pairs in any other order are dealt out, each kind by itself', () => {
  const { folds, made } = toFolds(pairs('===....'))
  expect([kindsOf({ folds, made }), made]).toEqual([['=..', '=.', '=.'], 'dealt'])
})

test('as many folds as asked for, or the list is refused', () => {
  expect(kindsOf(toFolds(pairs('==..'), 2))).toEqual(['==', '..'])
  expect(() => toFolds(pairs('==.'), 2)).toThrow('3 pairs do not make 2 folds of one size.')
  expect(() => toFolds(pairs('=...'))).toThrow('at least two pairs of one person and two of different people')
})
