// Rows of equal length, one after the other in a memory that grows and that kernels can work in. Knows nothing of what the rows are.

import { createMemory, PAGE_BYTES, reach, type Memory } from '../core/wasm.ts'

/** Before the rows there is room for what kernels are given and give. */
const ROWS_AT = PAGE_BYTES

export class RowMemory {
  readonly memory: Memory = createMemory(ROWS_AT)
  readonly rowBytes: number
  #room = 0

  constructor(rowBytes: number) {
    this.rowBytes = rowBytes
  }

  /** What they take, in bytes. */
  get memoryBytes(): number {
    return this.memory.buffer.byteLength
  }

  /** Where a row lies. */
  addressOf(row: number): number {
    return ROWS_AT + row * this.rowBytes
  }

  /** Makes room for a row; one behind the last makes room for as many again. */
  reach(row: number): void {
    if (row >= this.#room) this.#grow(Math.max(row + 1, 2 * this.#room))
  }

  /** Overwritten: what was there is nowhere any more. */
  clear(row: number): void {
    new Uint8Array(this.memory.buffer, this.addressOf(row), this.rowBytes).fill(0)
  }

  /** The first rows as they lie in memory, until it grows; for reading and for filling. */
  bytes(count: number): Uint8Array {
    if (count > this.#room) this.#grow(count)
    return new Uint8Array(this.memory.buffer, ROWS_AT, count * this.rowBytes)
  }

  #grow(rows: number): void {
    reach(this.memory, this.addressOf(rows))
    this.#room = Math.floor((this.memoryBytes - ROWS_AT) / this.rowBytes)
  }
}
