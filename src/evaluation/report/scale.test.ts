import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalDeviate, toScale } from './scale.ts'

const labels = (scale: 'linear' | 'log' | 'probit', values: readonly number[], from?: number, to?: number) =>
  toScale({ label: '', scale, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }, values).ticks.map(
    t => t.label,
  )

test('ticks of a linear axis are round numbers around the values', () => {
  expect(labels('linear', [0.03, 0.97])).toEqual(['0.0', '0.2', '0.4', '0.6', '0.8', '1.0'])
  expect(labels('linear', [-0.3, 0.9])).toEqual(['−0.5', '0.0', '0.5', '1.0'])
  expect(labels('linear', [3, 1200], 0)).toEqual(['0', '500', '1000', '1500'])
})

test('values all but equal have an axis too', () => {
  for (const values of [[0.5, 0.5 + Number.EPSILON], [0.5], [0, 0], [-3, -3]]) {
    const { ticks } = toScale({ label: '', scale: 'linear' }, values)
    expect(ticks.length).toBeGreaterThan(1)
    expect(ticks.length).toBeLessThan(10)
  }
})

test('ticks of a logarithmic axis are powers of ten, and finer ones where there is room', () => {
  expect(labels('log', [2e-6, 0.5])).toEqual(['10⁻⁶', '10⁻⁵', '10⁻⁴', '0.001', '0.01', '0.1', '1'])
  expect(labels('log', [20, 300])).toEqual(['10', '20', '50', '100', '200', '500', '1000'])
})

test('ticks of a probit axis are shares', () => {
  expect(labels('probit', [0.001, 0.3])).toEqual(['0.1 %', '0.5 %', '2 %', '5 %', '10 %', '20 %'])
})

test('normal deviates are those of the table', () => {
  expect(normalDeviate(0.5)).toBeCloseTo(0, 9)
  expect(normalDeviate(0.975)).toBeCloseTo(1.959964, 6)
  expect(normalDeviate(1e-6)).toBeCloseTo(-4.753424, 6)
})

test('an axis has ticks and places values in their order between its ends, whatever they are', () => {
  const value = fc.double({ min: 1e-6, max: 0.999, noNaN: true })
  fc.assert(
    fc.property(
      fc.constantFrom('linear' as const, 'log' as const, 'probit' as const),
      fc.array(value, { minLength: 1, maxLength: 8 }),
      (scale, values) => {
        const axis = toScale({ label: '', scale }, values)
        const { ticks } = axis
        if (scale !== 'probit') expect(ticks.length).toBeGreaterThan(1)
        expect(ticks.length).toBeLessThan(15)
        const places = [...values].sort((a, b) => a - b).map(v => axis.place(v)!)
        for (const [i, at] of places.entries()) {
          expect(at).toBeGreaterThanOrEqual(Math.max(-1e-6, (places[i - 1] ?? 0) - 1e-9))
          expect(at).toBeLessThanOrEqual(1 + 1e-6)
        }
      },
    ),
  )
})

test('an axis without values still is one', () => {
  for (const scale of ['linear', 'log', 'probit'] as const)
    expect(toScale({ label: '', scale }, []).ticks.length).toBeGreaterThan(0)
})
