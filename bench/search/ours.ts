// Rostro's own ways of searching, and the loop they are compared with.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EmbeddingSpace, Template } from '../../src/core/types.ts'
import { Gallery } from '../../src/gallery/gallery.ts'
import { hashed } from '../../src/gallery/snapshot-guard.ts'
import { readSnapshot, writeSnapshot } from '../../src/gallery/snapshot.ts'
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

const space = 'crowd' as EmbeddingSpace
const templateOf = (vector: Float32Array): Template => ({ space, vector }) as Template

/** People with names, as recognition asks for them; read again from a snapshot on the disk of temporary files. */
export const gallery: Method = {
  name: 'Rostro gallery',
  async build(crowd) {
    const built = new Gallery(space, [], [])
    for (let row = 0; row < crowd.size; row++) {
      const person = { id: String(row), name: `Person ${row}`, createdAt: new Date(0) }
      built.put(person, [{ personId: person.id, template: templateOf(rowOf(crowd, row)), quality: 80 }])
    }
    const folder = await mkdtemp(join(tmpdir(), 'rostro-bench-'))
    return {
      memoryBytes: undefined,
      nearest: probe => Number(built.byMean(templateOf(probe), 1)[0]!.personId),
      async load() {
        const file = join(folder, 'gallery')
        await writeSnapshot(file, built, 1, hashed)
        const began = performance.now()
        const read = await readSnapshot(file, space, hashed)
        if (read?.gallery.size !== crowd.size) throw new Error('The snapshot was not read.')
        return performance.now() - began
      },
      close: () => rm(folder, { recursive: true }),
    }
  },
}
