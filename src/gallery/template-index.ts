// Nearest templates by cosine among rows that come and go, a million and more: added, replaced and removed at once. Knows keys, not whom they stand for.

import { dot } from '../core/template.ts'
import type { Parts } from './columns.ts'
import { Keys } from './keys.ts'
import { Rows } from './rows.ts'
import { Signs } from './signs.ts'

export interface Hit {
  readonly key: string
  readonly similarity: number
}

/** What can be searched: disposable, and rebuilt from a store at any time. */
export interface Index {
  readonly size: number
  /** Adds the row or replaces what is there under its key. */
  set(key: string, vector: Float32Array): void
  /** No such key is no error. */
  remove(key: string): void
  /** The `limit` most similar of those accepted, best first; of equals the key that sorts first. */
  search(probe: Float32Array, limit: number, accepts?: (hit: Hit) => boolean): Hit[]
}

export interface IndexOptions {
  /** From so many rows on, only the rows with the most signs in common with the probe are compared. */
  readonly filterFrom?: number | undefined
  /** How many those are. */
  readonly compared?: number | undefined
}

/** Up to here comparing with all rows is about as fast (docs/search.md), and finds the most similar for sure. */
const FILTER_FROM = 4096
/** Of 1,000,000 rows the most similar was among these for each of the probes measured (docs/search.md). */
const COMPARED = 1000
/** Fewer signs tell too little; comparing with all of a million such rows takes a few times as long as the filter. */
const FILTERED_DIMENSIONS = 256
/** Rows of one block: 2 GB of 512 components, where 4 GB is what a WebAssembly memory can hold. */
const BLOCK_ROWS = 2 ** 20
/** Products of the kernel are off by less. */
const SLACK = 1e-5

interface Block {
  readonly rows: Rows
  /** Undefined where all rows are compared. */
  readonly signs: Signs | undefined
}

/** Unit vectors of one length. What is found does not depend on the order in which they came. */
export class TemplateIndex implements Index, Parts {
  readonly dimensions: number
  readonly #filterFrom: number
  readonly #compared: number
  readonly #blocks: Block[] = []
  readonly #keys = new Keys()
  /** 0, 1, 2 …: what comparing with all rows goes through. */
  #ascending = new Int32Array()

  constructor(dimensions: number, { filterFrom = FILTER_FROM, compared = COMPARED }: IndexOptions = {}) {
    this.dimensions = dimensions
    this.#filterFrom = dimensions < FILTERED_DIMENSIONS ? Infinity : filterFrom
    this.#compared = compared
  }

  get size(): number {
    return this.#keys.size
  }

  /** Of vectors and signs; keys are not counted. */
  get memoryBytes(): number {
    return this.#blocks.reduce((sum, { rows, signs }) => sum + rows.memoryBytes + (signs?.memoryBytes ?? 0), 0)
  }

  has(key: string): boolean {
    return this.#keys.place(key) !== undefined
  }

  set(key: string, vector: Float32Array): void {
    this.#put(this.#keys.add(key), vector)
  }

  remove(key: string): void {
    const place = this.#keys.place(key)
    if (place === undefined) return
    const lastPlace = this.size - 1
    const last = this.#blockOf(lastPlace)
    if (place !== lastPlace) this.#put(place, last.rows.at(lastPlace % BLOCK_ROWS).slice())
    last.rows.clear(lastPlace % BLOCK_ROWS)
    last.signs?.clear(lastPlace % BLOCK_ROWS)
    this.#keys.remove(key)
  }

  /** A copy of what is there under the key. */
  vector(key: string): Float32Array | undefined {
    const place = this.#keys.place(key)
    return place === undefined
      ? undefined
      : this.#blockOf(place)
          .rows.at(place % BLOCK_ROWS)
          .slice()
  }

  parts(): Uint8Array[] {
    return [...this.#keys.parts(), ...this.#rowParts()]
  }

  room(lengths: readonly number[]): Uint8Array[] {
    this.#blocks.length = 0
    return [...this.#keys.room(lengths), ...this.#rowParts()]
  }

  search(probe: Float32Array, limit: number, accepts: (hit: Hit) => boolean = () => true): Hit[] {
    const best: Hit[] = []
    if (limit <= 0) return best
    for (const [i, { rows, signs }] of this.#blocks.entries()) {
      const first = i * BLOCK_ROWS
      const count = Math.min(BLOCK_ROWS, this.size - first)
      const isFiltered = signs !== undefined && count >= this.#filterFrom
      const compared = isFiltered ? signs.nearest(probe, count, this.#compared) : this.#first(count)
      const products = rows.products(probe, compared)
      let last = -Infinity
      for (let k = 0; k < products.length; k++) {
        if (products[k]! < last - SLACK) continue
        const row = compared[k]!
        const hit = { key: this.#keys.at(first + row), similarity: dot(probe, rows.at(row)) }
        if (best.length === limit && isBefore(best.at(-1)!, hit)) continue
        if (!accepts(hit)) continue
        const place = best.findIndex(other => isBefore(hit, other))
        best.splice(place < 0 ? best.length : place, 0, hit)
        if (best.length > limit) best.pop()
        if (best.length === limit) last = best.at(-1)!.similarity
      }
    }
    return best
  }

  #put(place: number, vector: Float32Array): void {
    const { rows, signs } = this.#blockOf(place)
    rows.set(place % BLOCK_ROWS, vector)
    signs?.set(place % BLOCK_ROWS, vector)
  }

  #rowParts(): Uint8Array[] {
    const parts: Uint8Array[] = []
    for (let first = 0; first < this.size; first += BLOCK_ROWS) {
      const [{ rows, signs }, count] = [this.#blockOf(first), Math.min(BLOCK_ROWS, this.size - first)]
      parts.push(rows.bytes(count), ...(signs ? [signs.bytes(count)] : []))
    }
    return parts
  }

  #blockOf(place: number): Block {
    return (this.#blocks[Math.floor(place / BLOCK_ROWS)] ??= {
      rows: new Rows(this.dimensions),
      signs: this.#filterFrom < Infinity ? new Signs(this.dimensions) : undefined,
    })
  }

  #first(count: number): Int32Array {
    if (this.#ascending.length < count) this.#ascending = Int32Array.from({ length: 2 * count }, (_, i) => i)
    return this.#ascending.subarray(0, count)
  }
}

const isBefore = (a: Hit, b: Hit): boolean => a.similarity > b.similarity || (a.similarity === b.similarity && a.key < b.key)
