// Interleaved bytes as planes of numbers, one a channel, in WebAssembly SIMD: what networks take.

import type { Size } from '../../core/ports.ts'
import type { Image } from '../../core/types.ts'
import * as wasm from '../../core/wasm.ts'
import { F32_BYTES, get, i32, set, V128, type Code, type Memory, type Run, type WasmFunction } from '../../core/wasm.ts'

/** How a network wants its pixels: (value − mean) / std for each channel, in this order. */
export interface PixelFormat {
  readonly channels: 'rgb' | 'bgr'
  readonly mean: number
  readonly std: number
}

/** Pixels worked on together. */
const STEP = 16
const CHANNELS = [0, 1, 2] as const
/** Where mean and deviation lie, before the planes. */
const PLANES_AT = STEP

/**
 * Working memory, and what fills `out` with three planes of `size` of a picture: what is right of it and below it is black.
 */
export function createSpreading() {
  const memory = wasm.createMemory(wasm.PAGE_BYTES)
  const spread = wasm.link(memory, SPREAD, plainSpread)

  return (picture: Image, size: Size, { channels, mean, std }: PixelFormat, out: Float32Array): void => {
    const plane = size.width * size.height
    // The last pixels of a picture are written with what is behind them.
    const planeBytes = (plane + STEP) * F32_BYTES
    const pixelsAt = PLANES_AT + 3 * planeBytes
    wasm.reach(memory, pixelsAt + picture.data.length + 3 * STEP)
    const numbers = new Float32Array(memory.buffer)
    numbers.set([mean, std])
    new Uint8Array(memory.buffer).set(picture.data, pixelsAt)
    const order = channels === 'rgb' ? CHANNELS : ([2, 1, 0] as const)
    const [red, green, blue] = order.map(plane => PLANES_AT + plane * planeBytes) as [number, number, number]
    const isPadded = picture.width < size.width
    const rows = isPadded ? picture.height : 1
    const pixels = isPadded ? picture.width : picture.width * picture.height
    for (let y = 0; y < rows; y++) {
      const [from, to] = [pixelsAt + y * pixels * 3, y * size.width * F32_BYTES]
      spread(from, red + to, green + to, blue + to, Math.ceil(pixels / STEP) * STEP)
    }
    for (const channel of CHANNELS) {
      const found = new Float32Array(memory.buffer, PLANES_AT + channel * planeBytes, plane)
      const nothing = (0 - mean) / std
      if (isPadded) for (let y = 0; y < rows; y++) found.fill(nothing, y * size.width + picture.width, (y + 1) * size.width)
      out.set(found.fill(nothing, picture.height * size.width), channel * plane)
    }
  }
}

// Parameters and locals of the kernel, by index.
const [SOURCE, OUT_0, PIXELS, PART_0, MEAN, STD, ONE] = [0, 1, 4, 5, 8, 9, 10]

/**
 * In words:
 *
 *     do { for each of 3 channels: out[channel][0…15] = (source[channel, channel + 3, …] - mean) / std
 *          source += 48;  out += 16 numbers;  pixels -= 16 } while (pixels)
 */
const SPREAD: WasmFunction = {
  parameters: 5,
  returns: false,
  locals: [{ type: V128, count: 6 }],
  body: [
    set(MEAN, wasm.load32x4(i32(0))),
    set(STD, wasm.load32x4(i32(F32_BYTES))),
    wasm.repeatWhile(
      get(PIXELS),
      CHANNELS.map(i => set(PART_0 + i, wasm.load128(get(SOURCE), STEP * i))),
      CHANNELS.map(channel => [
        set(ONE, channelOf(channel)),
        [0, 1, 2, 3].map(quarter => {
          const values = wasm.subtractF32x4(wasm.quarterOf(get(ONE), quarter), get(MEAN))
          return wasm.store128(get(OUT_0 + channel), STEP * quarter, wasm.divideF32x4(values, get(STD)))
        }),
        set(OUT_0 + channel, wasm.add(get(OUT_0 + channel), i32(STEP * F32_BYTES))),
      ]),
      set(SOURCE, wasm.add(get(SOURCE), i32(3 * STEP))),
      set(PIXELS, wasm.subtract(get(PIXELS), i32(STEP))),
    ),
  ],
}

/** The sixteen bytes of one channel, from the three parts of sixteen pixels. */
function channelOf(channel: number): Code {
  const places = Array.from({ length: STEP }, (_, i) => 3 * i + channel)
  const ofTwo = places.map(place => (place < 2 * STEP ? place : 0))
  const ofAll = places.map((place, i) => (place < 2 * STEP ? i : place - STEP))
  return wasm.shuffle(wasm.shuffle(get(PART_0), get(PART_0 + 1), ofTwo), get(PART_0 + 2), ofAll)
}

/** The kernel in JavaScript. */
function plainSpread(memory: Memory): Run {
  return (source, first, second, third, pixels) => {
    const [bytes, numbers] = [new Uint8Array(memory.buffer), new Float32Array(memory.buffer)]
    const [mean, std] = [numbers[0]!, numbers[1]!]
    for (const [channel, out] of [first, second, third].entries())
      for (let i = 0; i < pixels; i++) numbers[out / F32_BYTES + i] = (bytes[source + 3 * i + channel]! - mean) / std
    return 0
  }
}
