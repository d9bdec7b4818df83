// Exact nearest templates by cosine among rows that come and go: added, replaced and removed at once. Knows keys, not whom they stand for.

import { dot } from '../core/template.ts'
import { createDots, type Dots } from './dots.ts'
import type { Hit } from './exact-index.ts'

/** Rows of one block of memory: growing never copies what is there. A multiple of four. */
const BLOCK_ROWS = 2048
/** Integer products are off by less than half of this, so that a row this much below the last wanted one cannot be before it. */
const SLACK = 0.002

/** Unit vectors of one length. Which rows are found does not depend on the order in which they came. */
export class GrowingIndex {
  readonly #dimensions: number
  readonly #blocks: Dots[] = []
  readonly #keys: string[] = []
  readonly #vectors: Float32Array[] = []
  readonly #rows = new Map<string, number>()

  constructor(dimensions: number) {
    this.#dimensions = dimensions
  }

  get size(): number {
    return this.#keys.length
  }

  /** Adds the row or replaces what is there under its key. */
  set(key: string, vector: Float32Array): void {
    const row = this.#rows.get(key) ?? this.#keys.length
    this.#put(row, key, vector)
  }

  /** No such key is no error. */
  remove(key: string): void {
    const row = this.#rows.get(key)
    if (row === undefined) return
    const [lastKey, lastVector] = [this.#keys.pop()!, this.#vectors.pop()!]
    this.#rows.delete(key)
    if (lastKey !== key) this.#put(row, lastKey, lastVector)
  }

  /** The `limit` most similar, best first; of equals the key that sorts first. */
  search(probe: Float32Array, limit: number): Hit<string>[] {
    const products = this.#blocks.map((dots, i) => {
      const rows = Math.min(BLOCK_ROWS, this.size - i * BLOCK_ROWS)
      if (rows > 0) dots.setQuery(0, probe)
      return rows > 0 ? dots.multiply(0, 0, rows) : new Int32Array()
    })
    const one = this.#blocks[0]?.one ?? 1
    const lowest = lastOfBest(products, limit) - SLACK * one
    const near: Hit<string>[] = []
    for (const [i, block] of products.entries()) {
      for (let k = 0; k < block.length; k++) {
        const row = i * BLOCK_ROWS + k
        if (block[k]! >= lowest) near.push({ key: this.#keys[row]!, similarity: dot(probe, this.#vectors[row]!) })
      }
    }
    return near.sort((a, b) => b.similarity - a.similarity || (a.key < b.key ? -1 : 1)).slice(0, limit)
  }

  #put(row: number, key: string, vector: Float32Array): void {
    const block = Math.floor(row / BLOCK_ROWS)
    this.#blocks[block] ??= createDots(BLOCK_ROWS, 1, this.#dimensions)
    this.#blocks[block].setRow(row % BLOCK_ROWS, vector)
    this.#keys[row] = key
    this.#vectors[row] = vector
    this.#rows.set(key, row)
  }
}

/** The product that comes last among the `limit` highest. */
function lastOfBest(products: readonly Int32Array[], limit: number): number {
  const best = new Int32Array(limit).fill(-(2 ** 31))
  for (const block of products) {
    for (const product of block) {
      if (product <= best[limit - 1]!) continue
      let place = limit - 1
      for (; place > 0 && best[place - 1]! < product; place--) best[place] = best[place - 1]!
      best[place] = product
    }
  }
  return best[limit - 1]!
}
