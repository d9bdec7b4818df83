// Weighted means of the pixels under each new pixel, down the rows and then across, in WebAssembly SIMD: five times as fast as JavaScript. Knows no boxes.

import * as wasm from '../wasm.ts'
import { F32_BYTES, get, i32, I32, set, V128, type Memory, type Run, type WasmFunction } from '../wasm.ts'
import type { Image } from '../types.ts'

/** For each new pixel the first source pixel under it and, from start[i] to start[i + 1], the share of each. */
export interface Spans {
  readonly first: Int32Array
  readonly start: Int32Array
  readonly shares: Float32Array
}

/** Bytes an instruction takes in. */
const STEP = 16
/** Of source rows copied at a time. */
const BLOCK_BYTES = 2 ** 19

/** Working memory, and the means of an image: width × height × 3 bytes for so many columns and rows of spans. */
export function createAveraging(): (image: Image, columns: Spans, rows: Spans) => Uint8Array {
  const memory = wasm.createMemory(BLOCK_BYTES)
  const averageRows = wasm.link(memory, ROWS, plainRows)
  const averageColumns = wasm.link(memory, COLUMNS, plainColumns)

  return (image, columns, rows) => {
    const [width, height] = [columns.first.length, rows.first.length]
    // Only the columns some new pixel covers are averaged down the rows; then across.
    const left = columns.first[0]!
    const right = columns.first.reduce((most, _, i) => Math.max(most, endOf(columns, i)), left + 1)
    const stride = roundUp((right - left) * 3)
    const blockRows = Math.max(mostOf(rows), Math.floor(BLOCK_BYTES / stride))
    const lay = layOut({
      source: blockRows * stride,
      rowShares: rows.shares.byteLength,
      // A pixel is read as four numbers.
      band: (stride + STEP) * F32_BYTES,
      firsts: width * 4,
      counts: width * 4,
      columnShares: columns.shares.byteLength,
      out: width * 3 + STEP,
    })
    wasm.reach(memory, lay.end)
    const bytes = new Uint8Array(memory.buffer)
    const numbers = new Float32Array(memory.buffer)
    numbers.set(rows.shares, lay.rowShares / 4)
    numbers.set(columns.shares, lay.columnShares / 4)
    new Int32Array(memory.buffer).set(
      columns.first.map(first => (first - left) * 3 * F32_BYTES),
      lay.firsts / 4,
    )
    new Int32Array(memory.buffer).set(
      columns.first.map((_, x) => countOf(columns, x)),
      lay.counts / 4,
    )

    const data = new Uint8Array(width * height * 3)
    let [from, to] = [0, 0]
    for (let y = 0; y < height; y++) {
      const [first, count] = [rows.first[y]!, countOf(rows, y)]
      if (count === 0) continue
      if (first < from || first + count > to) {
        ;[from, to] = [first, Math.min(image.height, first + blockRows)]
        for (let row = from; row < to; row++) {
          const at = (row * image.width + left) * 3
          bytes.set(image.data.subarray(at, at + (right - left) * 3), lay.source + (row - from) * stride)
        }
      }
      averageRows(
        lay.source + (first - from) * stride,
        stride,
        count,
        lay.rowShares + rows.start[y]! * F32_BYTES,
        lay.band,
        stride,
      )
      averageColumns(lay.band, lay.firsts, lay.counts, lay.columnShares, lay.out, width)
      data.set(bytes.subarray(lay.out, lay.out + width * 3), y * width * 3)
    }
    return data
  }
}

const countOf = ({ start }: Spans, i: number): number => start[i + 1]! - start[i]!
const endOf = (spans: Spans, i: number): number => spans.first[i]! + countOf(spans, i)
const mostOf = (spans: Spans): number => spans.first.reduce((most, _, i) => Math.max(most, countOf(spans, i)), 1)
const roundUp = (bytes: number): number => Math.ceil(bytes / STEP) * STEP

/** Where each part lies, one behind the other. */
function layOut<K extends string>(sizes: Readonly<Record<K, number>>): Readonly<Record<K | 'end', number>> {
  let end = 0
  const places = {} as Record<K | 'end', number>
  for (const [name, size] of Object.entries(sizes) as [K, number][]) {
    places[name] = end
    end += roundUp(size)
  }
  return { ...places, end }
}

const QUARTERS = [0, 1, 2, 3] as const

// Parameters and locals of both kernels, by index.
const [SOURCE, STRIDE, COUNT, SHARES, BAND, BYTES, AT, SHARE, LEFT, PART, WEIGHT, SUM_0] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]

/**
 * In words:
 *
 *     do { sums = 0
 *          for each of `count` rows, at = source + row · stride: sums += at[0…15] · shares[row]
 *          band[0…15] = sums;  source += 16;  band += 16 numbers;  bytes -= 16 } while (bytes)
 */
const ROWS: WasmFunction = {
  parameters: 6,
  returns: false,
  locals: [
    { type: I32, count: 3 },
    { type: V128, count: 6 },
  ],
  body: wasm.repeatWhile(
    get(BYTES),
    QUARTERS.map(i => set(SUM_0 + i, wasm.zero128)),
    set(AT, get(SOURCE)),
    set(SHARE, get(SHARES)),
    set(LEFT, get(COUNT)),
    wasm.repeatWhile(
      get(LEFT),
      set(PART, wasm.load128(get(AT))),
      set(WEIGHT, wasm.load32x4(get(SHARE))),
      QUARTERS.map(i => {
        const part = wasm.multiplyF32x4(wasm.quarterOf(get(PART), i), get(WEIGHT))
        return set(SUM_0 + i, wasm.addF32x4(get(SUM_0 + i), part))
      }),
      set(AT, wasm.add(get(AT), get(STRIDE))),
      set(SHARE, wasm.add(get(SHARE), i32(F32_BYTES))),
      set(LEFT, wasm.subtract(get(LEFT), i32(1))),
    ),
    QUARTERS.map(i => wasm.store128(get(BAND), STEP * i, get(SUM_0 + i))),
    set(SOURCE, wasm.add(get(SOURCE), i32(STEP))),
    set(BAND, wasm.add(get(BAND), i32(STEP * F32_BYTES))),
    set(BYTES, wasm.subtract(get(BYTES), i32(STEP))),
  ),
}

const [FROM, FIRSTS, COUNTS, COLUMN_SHARES, OUT, PIXELS, PIXEL, REST, SUM] = [0, 1, 2, 3, 4, 5, 6, 7, 8]

/**
 * In words:
 *
 *     do { sum = 0.5;  pixel = from + *firsts
 *          for each of *counts shares: sum += pixel[0…3] · share;  pixel += 3 numbers
 *          out[0…2] = sum;  out += 3;  firsts += 1;  counts += 1;  pixels -= 1 } while (pixels)
 *
 * A pixel under which nothing lies is 0.
 */
const COLUMNS: WasmFunction = {
  parameters: 6,
  returns: false,
  locals: [
    { type: I32, count: 2 },
    { type: V128, count: 1 },
  ],
  body: wasm.repeatWhile(
    get(PIXELS),
    set(SUM, wasm.halves),
    set(PIXEL, wasm.add(get(FROM), wasm.load32(get(FIRSTS)))),
    set(REST, wasm.load32(get(COUNTS))),
    wasm.when(
      get(REST),
      wasm.repeatWhile(
        get(REST),
        set(SUM, wasm.addF32x4(get(SUM), wasm.multiplyF32x4(wasm.load128(get(PIXEL)), wasm.load32x4(get(COLUMN_SHARES))))),
        set(PIXEL, wasm.add(get(PIXEL), i32(3 * F32_BYTES))),
        set(COLUMN_SHARES, wasm.add(get(COLUMN_SHARES), i32(F32_BYTES))),
        set(REST, wasm.subtract(get(REST), i32(1))),
      ),
    ),
    wasm.store32Of128(get(OUT), wasm.toBytes(get(SUM))),
    set(OUT, wasm.add(get(OUT), i32(3))),
    set(FIRSTS, wasm.add(get(FIRSTS), i32(4))),
    set(COUNTS, wasm.add(get(COUNTS), i32(4))),
    set(PIXELS, wasm.subtract(get(PIXELS), i32(1))),
  ),
}

/** The kernels in JavaScript. */
function plainRows(memory: Memory): Run {
  return (source, stride, count, shares, band, bytes) => {
    const [pixels, numbers] = [new Uint8Array(memory.buffer), new Float32Array(memory.buffer)]
    for (let i = 0; i < bytes; i++) {
      let sum = 0
      for (let row = 0; row < count; row++) sum += pixels[source + row * stride + i]! * numbers[shares / 4 + row]!
      numbers[band / 4 + i] = sum
    }
    return 0
  }
}

function plainColumns(memory: Memory): Run {
  return (band, firsts, counts, shares, out, width) => {
    const [pixels, numbers, whole] = [
      new Uint8Array(memory.buffer),
      new Float32Array(memory.buffer),
      new Int32Array(memory.buffer),
    ]
    let share = shares / 4
    for (let x = 0; x < width; x++) {
      const [first, count] = [(band + whole[firsts / 4 + x]!) / 4, whole[counts / 4 + x]!]
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0.5
        for (let i = 0; i < count; i++) sum += numbers[first + 3 * i + channel]! * numbers[share + i]!
        pixels[out + 3 * x + channel] = sum
      }
      share += count
    }
    return 0
  }
}
