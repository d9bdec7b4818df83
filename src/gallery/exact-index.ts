// Exact nearest templates by cosine over one contiguous matrix. Disposable: rebuilt from a store at any time.

import type { Template } from '../core/types.ts'

export interface Hit<Key> {
  readonly key: Key
  readonly similarity: number
}

/** Rows are unit vectors of one length, so a dot product is the cosine. */
export class ExactIndex<Key> {
  readonly #keys: readonly Key[]
  readonly #rows: Float32Array
  readonly #dimensions: number

  constructor(entries: readonly { readonly key: Key; readonly template: Template }[]) {
    this.#dimensions = entries[0]?.template.vector.length ?? 0
    this.#keys = entries.map(e => e.key)
    this.#rows = new Float32Array(entries.length * this.#dimensions)
    for (const [i, { template }] of entries.entries()) this.#rows.set(template.vector, i * this.#dimensions)
  }

  /** The `limit` most similar of those accepted, best first; fewer when there are fewer. */
  search(probe: Template, limit: number, accepts: (hit: Hit<Key>) => boolean = () => true): Hit<Key>[] {
    const best: Hit<Key>[] = []
    for (const [i, key] of this.#keys.entries()) {
      const similarity = this.#dotRow(i, probe.vector)
      if (best.length === limit && similarity <= best.at(-1)!.similarity) continue
      if (!accepts({ key, similarity })) continue
      const place = best.findIndex(hit => hit.similarity < similarity)
      best.splice(place < 0 ? best.length : place, 0, { key, similarity })
      if (best.length > limit) best.pop()
    }
    return best
  }

  #dotRow(row: number, vector: Float32Array): number {
    let sum = 0
    for (let i = 0, at = row * this.#dimensions; i < this.#dimensions; i++, at++) sum += this.#rows[at]! * vector[i]!
    return sum
  }
}
