import { expect, test } from 'vitest'
import { operatingPoint, siteOf } from '../gallery/operating-point.ts'
import { mobile } from '../models/packs/declared/mobile.ts'
import { operatingLine, operatingLines, parsePositive, parseShare, parseSimilarity } from './operating-words.ts'

const nobodySeen = { people: [], strangers: { highest: [], of: 0 } }
const point = operatingPoint(mobile, siteOf(mobile, 10, nobodySeen), {})

test.each([
  ['0.1%', 0.001],
  ['0.1 %', 0.001],
  ['0.001', 0.001],
  ['1e-3', 0.001],
  ['1/1000', 0.001],
  [' 2 / 500 ', 0.004],
])('a share may be typed as %j', (typed, share) => {
  expect(parseShare(typed)).toBeCloseTo(share, 12)
})

test.each(['', '%', 'often', '0', '-1%', '50%', '1/0', '0/5', '1/1000000000', 'NaN'])('%j is no share', typed => {
  expect(() => parseShare(typed)).toThrow('It must be a share')
})

test.each([
  [() => parseSimilarity('1.1'), 'from -1 to 1'],
  [() => parseSimilarity(''), 'from -1 to 1'],
  [() => parsePositive('0'), 'above 0'],
  [() => parsePositive(' '), 'above 0'],
])('numbers out of range are refused in a sentence', (parse, message) => {
  expect(parse).toThrow(message)
})

test('the start of a command says in one line what the threshold is expected to do', () => {
  expect(operatingLine(point)).toBe(
    'A face is known from similarity 0.496 on: about 1 in 1,000 strangers would get somebody\'s name ("rostro threshold" explains).',
  )
})

test('everything that is known of it comes with intervals, and what is not known is said', () => {
  const lines = operatingLines(point, 'mobile')
  expect(lines[0]).toContain('10 people')
  expect(lines.filter(line => line.includes('between'))).toHaveLength(2)
  expect(lines.at(-1)).toContain('not known yet')
})

test('a pack nobody measured promises nothing', () => {
  const guess = { startThreshold: { similarity: 0.45 } }
  const unmeasured = operatingPoint(guess, siteOf(guess, 3, nobodySeen), {})
  expect(operatingLine(unmeasured)).toBe('A face is known from similarity 0.45 on, a careful guess.')
  expect(operatingLines(unmeasured, 'own').join(' ')).toContain('never measured')
})
