// Decodes uncompressed Windows bitmaps (8-bit palette, 24 and 32 bits), which sharp's build cannot read.

import type { Image } from '../core/types.ts'

export interface BmpHeader {
  readonly width: number
  readonly height: number
  readonly bitsPerPixel: number
  readonly topDown: boolean
  readonly pixelsAt: number
  readonly paletteAt: number
}

/** Undefined when it is no bitmap of a kind this file decodes. */
export function parseBmpHeader(bytes: Buffer): BmpHeader | undefined {
  if (bytes.length < 54 || bytes.readUInt32LE(14) < 40) return undefined
  const [width, height] = [bytes.readInt32LE(18), bytes.readInt32LE(22)]
  const [bitsPerPixel, compression] = [bytes.readUInt16LE(28), bytes.readUInt32LE(30)]
  // 3 (bit fields) is what programs write for 32 bits; the usual masks are BGRA as without.
  if (compression !== 0 && !(compression === 3 && bitsPerPixel === 32 && usualMasks(bytes))) return undefined
  if (width <= 0 || height === 0 || ![8, 24, 32].includes(bitsPerPixel)) return undefined
  const paletteAt = 14 + bytes.readUInt32LE(14)
  return { width, height: Math.abs(height), bitsPerPixel, topDown: height < 0, pixelsAt: bytes.readUInt32LE(10), paletteAt }
}

const usualMasks = (bytes: Buffer) => bytes.length >= 66 && bytes.readUInt32LE(54) === 0xff0000 && bytes.readUInt32LE(62) === 0xff

/** Undefined when pixels are missing. Alpha is left out: few programs write it rightly. */
export function decodeBmp(bytes: Buffer, header: BmpHeader): Image | undefined {
  const { width, height, bitsPerPixel, topDown, pixelsAt, paletteAt } = header
  const step = bitsPerPixel / 8
  const stride = Math.ceil((width * step) / 4) * 4
  if (pixelsAt < paletteAt || pixelsAt + stride * height > bytes.length) return undefined
  const data = new Uint8Array(width * height * 3)
  let out = 0
  for (let y = 0; y < height; y++) {
    let at = pixelsAt + (topDown ? y : height - 1 - y) * stride
    for (let x = 0; x < width; x++, at += step) {
      const colour = step === 1 ? paletteAt + bytes[at]! * 4 : at
      data[out++] = bytes[colour + 2]!
      data[out++] = bytes[colour + 1]!
      data[out++] = bytes[colour]!
    }
  }
  return { width, height, data }
}
