// Rostro's own ways of searching, and the loop they are compared with.

import { TemplateIndex, type IndexOptions } from '../../src/gallery/template-index.ts'
import type { Crowd } from './crowd.ts'
import type { Method } from './method.ts'

const rowOf = ({ rows, dimensions }: Crowd, row: number): Float32Array => rows.subarray(row * dimensions, (row + 1) * dimensions)

export const plainLoop: Method = {
  name: 'plain loop, f32',
  build: ({ rows, dimensions, size }) => ({
    memoryBytes: rows.byteLength,
    nearest(probe) {
      let [best, highest] = [-1, -Infinity]
      for (let row = 0; row < size; row++) {
        let sum = 0
        for (let i = 0, at = row * dimensions; i < dimensions; i++, at++) sum += rows[at]! * probe[i]!
        if (sum > highest) [best, highest] = [row, sum]
      }
      return best
    },
  }),
}

const indexWith =
  (options: IndexOptions): Method['build'] =>
  crowd => {
    const index = new TemplateIndex(crowd.dimensions, options)
    for (let row = 0; row < crowd.size; row++) index.set(String(row), rowOf(crowd, row))
    return { memoryBytes: index.memoryBytes, nearest: probe => Number(index.search(probe, 1)[0]!.key) }
  }

export const exact: Method = { name: 'Rostro exact, f32', build: indexWith({ filterFrom: Infinity }) }
export const filtered: Method = { name: 'Rostro signs, then f32', build: indexWith({ filterFrom: 0 }) }
