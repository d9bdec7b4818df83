// One bit a component, and which rows differ from a probe in the fewest: what is like a probe is among them. Knows no vectors and no people.

import { RowMemory } from './row-memory.ts'
import * as wasm from '../core/wasm.ts'
import { get, i32, I32, I64, set, type Memory, type Run, type WasmFunction } from '../core/wasm.ts'

/** Rows of one call of the kernel: between two calls the limit can come down. */
const BATCH = 4096
const [PROBE_AT, OUT_AT] = [0, 16_384]
const WORD_BITS = 64
/** A row's place in its batch above, its differing bits below. */
const PLACE_SHIFT = 16

export class Signs extends RowMemory {
  readonly #dimensions: number
  readonly #run: Run

  constructor(dimensions: number) {
    const words = Math.ceil(dimensions / WORD_BITS)
    super((words * WORD_BITS) / 8)
    this.#dimensions = dimensions
    this.#run = wasm.link(this.memory, kernelOf(words), memory => plain(memory, words))
  }

  set(row: number, vector: Float32Array): void {
    this.reach(row)
    this.#put(this.addressOf(row), vector)
  }

  /** Of the first `count` rows those with the fewest differing bits: `wanted`, and all that differ in as many as the last of them. */
  nearest(probe: Float32Array, count: number, wanted: number): Int32Array {
    this.#put(PROBE_AT, probe)
    const out = new Uint32Array(this.memory.buffer, OUT_AT, BATCH)
    const found = new Nearest(wanted, this.rowBytes * 8)
    for (let from = 0; from < count; from += BATCH) {
      const rows = Math.min(BATCH, count - from)
      const end = this.#run(PROBE_AT, this.addressOf(from), rows, OUT_AT, 0, found.limit)
      found.add(from, out, (end - OUT_AT) / 4)
    }
    return found.rows()
  }

  #put(at: number, vector: Float32Array): void {
    const [bits, words] = [new Uint32Array(vector.buffer, vector.byteOffset, vector.length), new Uint32Array(this.memory.buffer)]
    for (let word = 0; word < this.rowBytes / 4; word++) {
      let signs = 0
      const end = Math.min(this.#dimensions, word * 32 + 32)
      for (let i = word * 32; i < end; i++) signs = (signs << 1) | (bits[i]! >>> 31)
      words[at / 4 + word] = signs
    }
  }
}

/** The rows nearest so far; as they become many, the limit for further ones comes down. */
class Nearest {
  readonly #wanted: number
  #rows: number[] = []
  #bits: number[] = []
  /** Rows that differ in more bits are none of them. */
  limit: number

  constructor(wanted: number, bits: number) {
    this.#wanted = wanted
    this.limit = bits
  }

  add(from: number, batch: Uint32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      this.#rows.push(from + (batch[i]! >>> PLACE_SHIFT))
      this.#bits.push(batch[i]! & ((1 << PLACE_SHIFT) - 1))
    }
    if (this.#rows.length >= 2 * this.#wanted) this.#narrow()
  }

  rows(): Int32Array {
    this.#narrow()
    return Int32Array.from(this.#rows)
  }

  #narrow(): void {
    const histogram = new Int32Array(this.limit + 1)
    for (const bits of this.#bits) histogram[bits]!++
    let limit = 0
    for (let below = histogram[0]!; below < this.#wanted && limit < this.limit; below += histogram[limit]!) limit++
    this.limit = limit
    this.#rows = this.#rows.filter((_, i) => this.#bits[i]! <= limit)
    this.#bits = this.#bits.filter(bits => bits <= limit)
  }
}

// Parameters and locals of the kernel, by index.
const [PROBE, ROWS, COUNT, OUT, PLACE, LIMIT, BITS, WORD_0] = [0, 1, 2, 3, 4, 5, 6, 7]

/**
 * In words:
 *
 *     do { bits = how many of row[0…] differ from probe[0…];  *out = place << 16 | bits
 *          if (bits <= limit) out += 4      // without a branch
 *          rows += bytes;  place += 1;  count -= 1 } while (count);  return out
 */
function kernelOf(words: number): WasmFunction {
  const all = Array.from({ length: words }, (_, i) => i)
  const differing = all.map(i => wasm.ones64(wasm.xor64(get(WORD_0 + i), wasm.load64(get(ROWS), 8 * i)))).reduce(wasm.add64)
  return {
    parameters: 6,
    returns: true,
    locals: [
      { type: I32, count: 1 },
      { type: I64, count: words },
    ],
    body: [
      all.map(i => set(WORD_0 + i, wasm.load64(get(PROBE), 8 * i))),
      wasm.repeatWhile(
        get(COUNT),
        set(BITS, wasm.to32(differing)),
        wasm.store32(get(OUT), 0, wasm.add(get(PLACE), get(BITS))),
        set(OUT, wasm.add(get(OUT), wasm.shiftLeft(wasm.atMost(get(BITS), get(LIMIT)), 2))),
        set(ROWS, wasm.add(get(ROWS), i32(words * 8))),
        set(PLACE, wasm.add(get(PLACE), i32(1 << PLACE_SHIFT))),
        set(COUNT, wasm.subtract(get(COUNT), i32(1))),
      ),
      get(OUT),
    ],
  }
}

/** The kernel in JavaScript. */
function plain(memory: Memory, words: number): Run {
  return (probe, rows, count, out, place, limit) => {
    const parts = new Uint32Array(memory.buffer)
    let end = out / 4
    for (let row = 0; row < count; row++) {
      let bits = 0
      for (let i = 0; i < 2 * words; i++) bits += ones(parts[probe / 4 + i]! ^ parts[rows / 4 + row * 2 * words + i]!)
      parts[end] = place + row * (1 << PLACE_SHIFT) + bits
      if (bits <= limit) end++
    }
    return end * 4
  }
}

/** Bits set in 32. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
