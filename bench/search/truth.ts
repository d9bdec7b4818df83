// The nearest row of each probe by comparing with all of them: products of 16-bit integers choose who may be it, double precision decides.

import { dot } from '../../src/core/template.ts'
import { createDots } from '../../src/gallery/dots.ts'
import type { Crowd } from './crowd.ts'

/** Rows that stay in a processor's cache while all probes are compared with them. */
const AT_ONCE = 1024
/** Products are off by less than 0.001 each. */
const SLACK = 0.002

export function nearestOfAll({ rows, size, dimensions }: Crowd, probes: readonly Float32Array[]): number[] {
  const dots = createDots(AT_ONCE, probes.length, dimensions)
  for (const [i, probe] of probes.entries()) dots.setQuery(i, probe)
  const best = probes.map(() => ({ row: -1, similarity: -1 }))
  const rowAt = (row: number) => rows.subarray(row * dimensions, (row + 1) * dimensions)
  for (let first = 0; first < size; first += AT_ONCE) {
    const count = Math.min(AT_ONCE, size - first)
    for (let row = 0; row < count; row++) dots.setRow(row, rowAt(first + row))
    for (const [i, probe] of probes.entries()) {
      const found = best[i]!
      const products = dots.multiply(i, 0, count)
      let least = (found.similarity - SLACK) * dots.one
      for (let row = 0; row < count; row++) {
        if (products[row]! < least) continue
        const similarity = dot(probe, rowAt(first + row))
        if (similarity <= found.similarity) continue
        Object.assign(found, { row: first + row, similarity })
        least = (similarity - SLACK) * dots.one
      }
    }
  }
  return best.map(({ row }) => row)
}
