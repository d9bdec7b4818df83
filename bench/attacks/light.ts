// Pictures as linear light, and what a camera makes of light: blur, a colour filter over each photosite, noise, eight bits.

import type { Image } from '../../src/core/types.ts'

/** Interleaved RGB, 1 is white; rows from the top. */
export interface Light {
  readonly width: number
  readonly height: number
  readonly data: Float32Array
}

const LINEAR = Float32Array.from({ length: 256 }, (_, v) =>
  v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
)

/** IEC 61966-2-1. */
export function toLight({ width, height, data }: Image): Light {
  const light = new Float32Array(data.length)
  for (let i = 0; i < data.length; i++) light[i] = LINEAR[data[i]!]!
  return { width, height, data: light }
}

/** 0–255. */
const toSrgb = (value: number): number => 255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055)

export interface CameraLook {
  /** Standard deviation of the lens's blur, pixels. */
  readonly blurPx: number
  /** Standard deviation at mid grey, steps of 255. */
  readonly noise: number
  readonly exposure: number
}

/** What a camera with a Bayer filter sees: so fine stripes come out as coloured waves. */
export function photograph(light: Light, { blurPx, noise, exposure }: CameraLook, random: () => number): Image {
  const { width, height, data } = blur(light, blurPx)
  const mosaic = new Float32Array(width * height)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) mosaic[i] = data[i * 3 + channelAt(x, y)]! * exposure
  const out = new Uint8Array(width * height * 3)
  const clampedX = (x: number) => (x < 0 ? 1 : x >= width ? width - 2 : x)
  const clampedY = (y: number) => (y < 0 ? 1 : y >= height ? height - 2 : y)
  for (let y = 0, i = 0; y < height; y++) {
    const [up, here, down] = [clampedY(y - 1) * width, y * width, clampedY(y + 1) * width]
    for (let x = 0; x < width; x++, i++) {
      const [left, right] = [clampedX(x - 1), clampedX(x + 1)]
      const across = (mosaic[here + left]! + mosaic[here + right]!) / 2
      const along = (mosaic[up + x]! + mosaic[down + x]!) / 2
      const own = mosaic[here + x]!
      const isGreen = channelAt(x, y) === 1
      // Of the colours not measured at a photosite, the mean of the neighbours that measured them.
      const corners = (mosaic[up + left]! + mosaic[up + right]! + mosaic[down + left]! + mosaic[down + right]!) / 4
      const green = isGreen ? own : (across + along) / 2
      const isRedRow = (y & 1) === 0
      const red = isGreen ? (isRedRow ? across : along) : isRedRow ? own : corners
      const blue = isGreen ? (isRedRow ? along : across) : isRedRow ? corners : own
      // Near enough to Gaussian; most of it the same in all three, as a camera's own filter leaves it.
      const grain = noise * (random() + random() + random() - 1.5) * 2
      out[i * 3] = toByte(red, grain)
      out[i * 3 + 1] = toByte(green, grain)
      out[i * 3 + 2] = toByte(blue, grain)
    }
  }
  return { width, height, data: out }
}

const STEPS = 4096
const SRGB = Float32Array.from({ length: STEPS + 1 }, (_, i) => toSrgb(i / STEPS))

const toByte = (light: number, grain: number): number =>
  Math.max(0, Math.min(255, SRGB[Math.round(STEPS * Math.max(0, Math.min(1, light)))]! + grain + 0.5))

/** RGGB. */
const channelAt = (x: number, y: number): number => (x & 1) + (y & 1)

/** Gaussian, rows and then columns; the edge goes on outside. */
export function blur(light: Light, sigma: number): Light {
  if (sigma < 0.2) return light
  const reach = Math.ceil(2.5 * sigma)
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)))
  const total = kernel.reduce((sum, k) => sum + k, 0)
  const shares = Float32Array.from(kernel, k => k / total)
  // Along one line of `count` pixels that lie `stride` apart.
  const line = (from: Float32Array, to: Float32Array, start: number, stride: number, count: number) => {
    for (let i = 0; i < count; i++) {
      let red = 0
      let green = 0
      let blue = 0
      for (let k = -reach; k <= reach; k++) {
        const j = i + k
        const p = start + (j < 0 ? 0 : j >= count ? count - 1 : j) * stride
        const share = shares[k + reach]!
        red += share * from[p]!
        green += share * from[p + 1]!
        blue += share * from[p + 2]!
      }
      const p = start + i * stride
      to[p] = red
      to[p + 1] = green
      to[p + 2] = blue
    }
  }
  const { width, height, data } = light
  const across = new Float32Array(data.length)
  const both = new Float32Array(data.length)
  for (let y = 0; y < height; y++) line(data, across, y * width * 3, 3, width)
  for (let x = 0; x < width; x++) line(across, both, x * 3, width * 3, height)
  return { width, height, data: both }
}
