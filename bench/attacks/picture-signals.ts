// Candidates for telling a picture of a face from a face in one image, beside networks: each a number, higher for attacks.

import { cropResize } from '../../src/core/image/resize.ts'
import type { Box, Image } from '../../src/core/types.ts'

/** Side of the crops signals look at, pixels. */
const SIDE = 128

export const PICTURE_SIGNALS = {
  /** A display's grid against the sensor's: the highest peak of the spectrum over what lies around it. */
  'moiré peak': moirePeak,
  /** Detail that lens, paper and screen take away. */
  'lost fine detail': lostDetail,
  /** Grain that paper and screens add. */
  'added fine grain': (image: Image, face: Box) => -lostDetail(image, face),
  /** Paper is never black and never vivid. */
  'reduced gamut': reducedGamut,
  /** Straight edges on all sides of the face. */
  'rectangle around': rectangleAround,
} as const
export type PictureSignal = keyof typeof PICTURE_SIGNALS

const CENTRE = SIDE / 2

/** log10 of the strongest bin between a quarter of and all of the spectrum, over the median of its ring. */
function moirePeak(image: Image, face: Box): number {
  // Pixel for pixel, or resizing would take the waves away.
  const side = Math.min(SIDE, face.width, face.height)
  const box = { x: face.x + (face.width - side) / 2, y: face.y + (face.height - side) / 2, width: side, height: side }
  const crop = luma(cropResize(image, box, SIDE, SIDE))
  const power = spectrum(crop)
  const rings = Array.from({ length: CENTRE }, () => [] as number[])
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const radius = Math.round(Math.hypot(Math.min(x, SIDE - x), Math.min(y, SIDE - y)))
      // Upright and level lines of every picture's edges lie on the axes.
      if (radius < CENTRE && Math.min(x, SIDE - x) > 2 && Math.min(y, SIDE - y) > 2) rings[radius]!.push(power[y * SIDE + x]!)
    }
  }
  const ratios = rings
    .slice(12)
    .map(ring => Math.max(...ring) / (ring.sort((a, b) => a - b)[Math.floor(ring.length / 2)]! + 1e-6))
  return Math.log10(Math.max(...ratios))
}

/** log10 of the variance of the middle frequencies over that of the highest. */
function lostDetail(image: Image, face: Box): number {
  const fine = luma(cropResize(image, face, SIDE, SIDE))
  const half = luma(cropResize(image, face, SIDE / 2, SIDE / 2))
  return Math.log10((laplacian(half, SIDE / 2) + 1e-3) / (laplacian(fine, SIDE) + 1e-3))
}

function reducedGamut(image: Image, face: Box): number {
  const { data } = cropResize(image, face, SIDE / 2, SIDE / 2)
  const lumas: number[] = []
  let vivid = 0
  for (let p = 0; p < data.length; p += 3) {
    const rgb = [data[p]!, data[p + 1]!, data[p + 2]!]
    lumas.push(0.299 * rgb[0]! + 0.587 * rgb[1]! + 0.114 * rgb[2]!)
    vivid += (Math.max(...rgb) - Math.min(...rgb)) / (Math.max(...rgb) + 1)
  }
  lumas.sort((a, b) => a - b)
  const darkest = lumas[Math.floor(0.02 * lumas.length)]! / 255
  return darkest - vivid / lumas.length
}

/** The weakest of the best straight edges left of, right of and above the face: how much of its length is one edge, 0–1. */
export function rectangleAround(image: Image, face: Box): number {
  const reach = 2.2
  const [w, h] = [face.width * (1 + 2 * reach), face.height * (1 + 2 * reach)]
  const region = { x: face.x - reach * face.width, y: face.y - reach * face.height, width: w, height: h }
  const grey = luma(cropResize(image, region, 2 * SIDE, 2 * SIDE))
  const size = 2 * SIDE
  const [from, to] = [reach / (1 + 2 * reach), (1 + reach) / (1 + 2 * reach)].map(share => Math.round(share * size)) as [
    number,
    number,
  ]
  const best = (isUpright: boolean, first: number, last: number) => {
    let most = 0
    for (let a = first; a < last; a++)
      for (let b = Math.max(first, a - 14); b < Math.min(last, a + 15); b++) most = Math.max(most, straight(a, b, isUpright))
    return most
  }
  /** Along the line from `a` beside the face's one end to `b` beside its other: the share with a step of one sign. */
  const straight = (a: number, b: number, isUpright: boolean) => {
    let up = 0
    let down = 0
    for (let i = from; i < to; i += 2) {
      const at = Math.round(a + ((b - a) * (i - from)) / (to - from))
      if (at < 2 || at > size - 3) return 0
      const [p, q] = isUpright ? [i * size + at - 2, i * size + at + 2] : [(at - 2) * size + i, (at + 2) * size + i]
      const step = grey[q]! - grey[p]!
      if (step > 12) up++
      else if (step < -12) down++
    }
    return (2 * Math.max(up, down)) / (to - from)
  }
  const gap = Math.round((to - from) * 0.15)
  return Math.min(best(true, 4, from - gap), best(true, to + gap, size - 4), best(false, 4, from - gap))
}

function luma({ data }: Image): Float32Array {
  const out = new Float32Array(data.length / 3)
  for (let i = 0, p = 0; i < out.length; i++, p += 3) out[i] = 0.299 * data[p]! + 0.587 * data[p + 1]! + 0.114 * data[p + 2]!
  return out
}

function laplacian(grey: Float32Array, side: number): number {
  let sum = 0
  for (let y = 1; y < side - 1; y++)
    for (let x = 1; x < side - 1; x++) {
      const i = y * side + x
      sum += (4 * grey[i]! - grey[i - 1]! - grey[i + 1]! - grey[i - side]! - grey[i + side]!) ** 2
    }
  return sum / (side - 2) ** 2
}

/** Power of the two-dimensional Fourier transform under a Hann window; SIDE × SIDE. */
function spectrum(grey: Float32Array): Float32Array {
  const mean = grey.reduce((sum, v) => sum + v, 0) / grey.length
  const hann = Float32Array.from({ length: SIDE }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (SIDE - 1)))
  const real = grey.map((v, i) => (v - mean) * hann[i % SIDE]! * hann[Math.floor(i / SIDE)]!)
  const imaginary = new Float32Array(real.length)
  for (let i = 0; i < SIDE; i++) transform(real, imaginary, i * SIDE, 1)
  for (let i = 0; i < SIDE; i++) transform(real, imaginary, i, SIDE)
  return real.map((r, i) => r * r + imaginary[i]! ** 2)
}

/** Radix-2 (Cooley and Tukey 1965), in place, SIDE values that lie `stride` apart. */
function transform(real: Float32Array, imaginary: Float32Array, start: number, stride: number): void {
  const swap = (of: Float32Array, a: number, b: number) => {
    const kept = of[a]!
    of[a] = of[b]!
    of[b] = kept
  }
  for (let i = 1, j = 0; i < SIDE; i++) {
    let bit = SIDE >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i < j) for (const of of [real, imaginary]) swap(of, start + i * stride, start + j * stride)
  }
  for (let length = 2; length <= SIDE; length *= 2) {
    for (let i = 0; i < SIDE; i += length) {
      for (let k = 0; k < length / 2; k++) {
        const angle = (-2 * Math.PI * k) / length
        const [c, s] = [Math.cos(angle), Math.sin(angle)]
        const a = start + (i + k) * stride
        const b = a + (length / 2) * stride
        const re = real[b]! * c - imaginary[b]! * s
        const im = real[b]! * s + imaginary[b]! * c
        real[b] = real[a]! - re
        imaginary[b] = imaginary[a]! - im
        real[a]! += re
        imaginary[a]! += im
      }
    }
  }
}
