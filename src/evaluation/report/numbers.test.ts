import { expect, test } from 'vitest'
import { count, percent, percentEstimate, rate } from './numbers.ts'
import { detPlot, rocPlot, similarityBars } from './plots.ts'

test.each([
  [0, '0 %'],
  [1, '100 %'],
  [0.9933333, '99.33 %'],
  [0.5, '50.0 %'],
  [0.0127, '1.27 %'],
  [0.000674, '0.067 %'],
  [0.00001, '0.001 %'],
])('%d is written as %s', (share, written) => {
  expect(percent(share)).toBe(written)
})

test('an estimate is written with its interval, a count with commas, a rate as it was asked for', () => {
  expect(percentEstimate({ value: 0.0127, low: 0.0076, high: 0.0197 })).toBe('1.27 % (0.76 to 1.97)')
  expect(count(1234567)).toBe('1,234,567')
  expect([1e-2, 1e-3, 1e-6].map(rate)).toEqual(['1 %', '0.1 %', '0.0001 %'])
})

test('bars are shares of all values, in bins of 0.02', () => {
  const { name, points } = similarityBars('own', [0.5, 0.51, 0.53, -0.01])
  expect(name).toBe('own (4)')
  expect(points.map(([x, y]) => [Number(x.toFixed(3)), y])).toEqual([
    [-0.01, 25],
    [0.51, 50],
    [0.53, 25],
  ])
})

test('curves leave out what their scale cannot show, and are none without two points', () => {
  const curve = { name: 'c', points: [[0.001, 0.5], [0.01, 0.2], [0.1, 0]] } as const // prettier-ignore
  expect(detPlot('DET', ['x', 'y'], [curve]).series[0]!.points).toEqual(curve.points.slice(0, 2))
  expect(rocPlot('ROC', ['x', 'y'], [curve]).series[0]!.points).toEqual([[0.001, 0.5], [0.01, 0.8], [0.1, 1]]) // prettier-ignore
  expect(detPlot('DET', ['x', 'y'], [{ name: 'c', points: [[0.1, 0]] }]).series).toEqual([])
})
