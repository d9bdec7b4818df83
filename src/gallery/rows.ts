// Unit vectors one after the other in memory, and their dot products with a probe in WebAssembly SIMD. Knows neither keys nor people.

import { RowMemory } from './row-memory.ts'
import * as wasm from '../core/wasm.ts'
import { F32_BYTES, get, i32, I32, set, V128, type Code, type Memory, type Run, type WasmFunction } from '../core/wasm.ts'

/** Rows of one call of the kernel. */
const BATCH = 4096
const [PROBE_AT, LIST_AT, OUT_AT] = [0, 16_384, 32_768]
/** Components of four vectors: what one turn of the kernel's inner loop takes. */
const STEP = 16

export class Rows extends RowMemory {
  readonly #dimensions: number
  readonly #run: Run

  constructor(dimensions: number) {
    super(Math.ceil(dimensions / STEP) * STEP * F32_BYTES)
    this.#dimensions = dimensions
    this.#run = wasm.link(this.memory, KERNEL, plain)
  }

  set(row: number, vector: Float32Array): void {
    this.reach(row)
    this.at(row).set(vector)
  }

  /** A view of the row, until the next `set`. */
  at(row: number): Float32Array {
    return new Float32Array(this.memory.buffer, this.addressOf(row), this.#dimensions)
  }

  /** Cosines of the probe with these rows, in their order; off by less than a millionth. */
  products(probe: Float32Array, rows: Int32Array): Float32Array {
    const { buffer } = this.memory
    new Float32Array(buffer, PROBE_AT, this.#dimensions).set(probe)
    const [list, out] = [new Uint32Array(buffer, LIST_AT, BATCH), new Float32Array(buffer, OUT_AT, BATCH)]
    const products = new Float32Array(rows.length)
    for (let done = 0; done < rows.length; done += BATCH) {
      const count = Math.min(BATCH, rows.length - done)
      for (let i = 0; i < count; i++) list[i] = this.addressOf(rows[done + i]!)
      this.#run(PROBE_AT, LIST_AT, count, this.rowBytes, OUT_AT)
      products.set(count < BATCH ? out.subarray(0, count) : out, done)
    }
    return products
  }
}

// Parameters and locals of the kernel, by index.
const [PROBE, LIST, COUNT, BYTES, OUT, ROW, K, SUM_0] = [0, 1, 2, 3, 4, 5, 6, 7]
/** Sums that do not wait for one another. */
const sums = [0, 1, 2, 3]

/**
 * In words:
 *
 *     do { row = *list;  sums = 0
 *          for (k = 0; k < bytes; k += 64) for i of 0…3: sum i += probe[k + 16 i…] · row[k + 16 i…]   // 4 products an instruction
 *          *out = all of the sums;  list += 4;  out += 4;  count -= 1 } while (count)
 */
const KERNEL: WasmFunction = {
  parameters: 5,
  returns: false,
  locals: [
    { type: I32, count: 2 },
    { type: V128, count: sums.length },
  ],
  body: wasm.repeatWhile(
    get(COUNT),
    set(ROW, wasm.load32(get(LIST))),
    sums.map(i => set(SUM_0 + i, wasm.zero128)),
    set(K, i32(0)),
    wasm.repeatWhile(
      wasm.below(get(K), get(BYTES)),
      sums.map(i => {
        const part = (start: number) => wasm.load128(wasm.add(get(start), get(K)), 16 * i)
        return set(SUM_0 + i, wasm.addF32x4(get(SUM_0 + i), wasm.multiplyF32x4(part(PROBE), part(ROW))))
      }),
      set(K, wasm.add(get(K), i32(sums.length * 16))),
    ),
    set(SUM_0, sums.map(i => get(SUM_0 + i)).reduce(wasm.addF32x4)),
    wasm.storeF32(get(OUT), [0, 1, 2, 3].map((i): Code => wasm.laneF32(get(SUM_0), i)).reduce(wasm.addF32)),
    set(LIST, wasm.add(get(LIST), i32(4))),
    set(OUT, wasm.add(get(OUT), i32(4))),
    set(COUNT, wasm.subtract(get(COUNT), i32(1))),
  ),
}

/** The kernel in JavaScript. */
function plain(memory: Memory): Run {
  return (probe, list, count, bytes, out) => {
    const [floats, places] = [new Float32Array(memory.buffer), new Uint32Array(memory.buffer)]
    for (let i = 0; i < count; i++) {
      const row = places[list / 4 + i]! / 4
      let sum = 0
      for (let k = 0; k < bytes / 4; k++) sum += floats[probe / 4 + k]! * floats[row + k]!
      floats[out / 4 + i] = sum
    }
    return 0
  }
}
