import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assign } from './assignment.ts'

const matrix = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })).chain(([rows, columns]) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: columns, maxLength: columns }), {
    minLength: rows,
    maxLength: rows,
  }),
)

test('no other pairing costs less, counting an unpaired row at the limit', () => {
  fc.assert(
    fc.property(matrix, fc.integer({ min: 0, max: 25 }), (cost, maxCost) => {
      const columnOf = assign(cost, maxCost)
      const paired = columnOf.filter(c => c !== undefined)
      expect(new Set(paired).size).toBe(paired.length)
      const total = columnOf.reduce<number>((sum, column, row) => sum + (column === undefined ? maxCost : cost[row]![column]!), 0)
      expect(total).toBe(cheapest(cost, maxCost))
    }),
  )
})

test('without a limit as many rows are paired as there are columns', () => {
  fc.assert(
    fc.property(matrix, cost => {
      const columnOf = assign(cost)
      expect(columnOf.filter(c => c !== undefined).length).toBe(Math.min(cost.length, cost[0]!.length))
    }),
  )
})

test('nothing to pair gives nothing', () => {
  expect(assign([])).toEqual([])
  expect(assign([[], []], 1)).toEqual([undefined, undefined])
})

function cheapest(cost: number[][], maxCost: number, row = 0, taken: readonly number[] = []): number {
  if (row === cost.length) return 0
  const options = cost[row]!.flatMap((c, column) =>
    taken.includes(column) ? [] : [c + cheapest(cost, maxCost, row + 1, [...taken, column])],
  )
  return Math.min(maxCost + cheapest(cost, maxCost, row + 1, taken), ...options)
}
