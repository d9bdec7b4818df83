// The assignment problem: pairs rows with columns so that the pairs' total cost is least.

/**
 * Shortest augmenting paths with potentials (Jonker & Volgenant 1987), O(rows²·columns).
 * `cost` is a full matrix of finite numbers; pairs that cost more than `maxCost` are left unpaired.
 * Returns for each row its column or undefined.
 */
export function assign(cost: readonly (readonly number[])[], maxCost = Infinity): (number | undefined)[] {
  const rows = cost.length
  const columns = cost[0]?.length ?? 0
  // Leaving a row unpaired costs maxCost: one private column for each row says so.
  const optional = Number.isFinite(maxCost)
  const width = Math.max(optional ? columns + rows : columns, rows)
  const at = (row: number, column: number) => (column < columns ? cost[row]![column]! : optional ? maxCost : 0)

  const rowPotential = new Float64Array(rows)
  const columnPotential = new Float64Array(width)
  const rowOf = new Int32Array(width).fill(-1)

  for (let start = 0; start < rows; start++) {
    const distance = new Float64Array(width).fill(Infinity)
    const previous = new Int32Array(width).fill(-1)
    const done = new Uint8Array(width)
    let row = start
    let column = -1
    for (;;) {
      let next = -1
      const base = column < 0 ? 0 : distance[column]!
      for (let j = 0; j < width; j++) {
        if (done[j]) continue
        const through = base + at(row, j) - rowPotential[row]! - columnPotential[j]!
        if (through < distance[j]!) {
          distance[j] = through
          previous[j] = column
        }
        if (next < 0 || distance[j]! < distance[next]!) next = j
      }
      column = next
      done[column] = 1
      if (rowOf[column]! < 0) break
      row = rowOf[column]!
    }
    const length = distance[column]!
    rowPotential[start]! += length
    for (let j = 0; j < width; j++) {
      if (!done[j] || j === column) continue
      columnPotential[j]! += distance[j]! - length
      rowPotential[rowOf[j]!]! += length - distance[j]!
    }
    while (column >= 0) {
      const before = previous[column]!
      rowOf[column] = before < 0 ? start : rowOf[before]!
      column = before
    }
  }

  const columnOf: (number | undefined)[] = Array.from({ length: rows }, () => undefined)
  for (let j = 0; j < columns; j++) {
    const row = rowOf[j]!
    if (row >= 0 && cost[row]![j]! <= maxCost) columnOf[row] = j
  }
  return columnOf
}
