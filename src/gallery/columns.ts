// Typed arrays that grow, as what is kept of many people lies in memory: a million objects would cost more than their templates. Knows no people.

type Column = Uint32Array | Int32Array | Float64Array

/** What is written down as it lies in memory, part by part, and read back into its place. */
export interface Parts {
  /** Valid until the next change. */
  parts(): Uint8Array[]
  /** In place of what is there: room for parts of these lengths in bytes, to be filled with what they were. */
  room(lengths: readonly number[]): Uint8Array[]
}

/** The same values with room for so many, and as many again where it had to be made. */
export function withRoom<T extends Column>(column: T, count: number): T {
  if (count <= column.length) return column
  const larger = new (column.constructor as new (length: number) => T)(Math.max(2 * column.length, count))
  larger.set(column)
  return larger
}

/** The first of its values as bytes. */
export const bytesOfFirst = (column: Column, count: number): Uint8Array =>
  new Uint8Array(column.buffer, column.byteOffset, count * column.BYTES_PER_ELEMENT)
