// Photos made worse in known ways and degrees, as cameras do: far away, blurred, moving, dark, too bright, compressed, cut off.

import sharp, { type Sharp } from 'sharp'
import type { Point } from '../../src/core/types.ts'

/** What is done to a photo. Degrees say how much; `eyes` are pixels between the eyes, lengths are shares of that distance. */
export type Worsening =
  | { readonly kind: 'far'; readonly eyesPx: number }
  | { readonly kind: 'blurred'; readonly sigma: number }
  | { readonly kind: 'moving'; readonly length: number }
  | { readonly kind: 'dark'; readonly light: number }
  | { readonly kind: 'overexposed'; readonly light: number }
  | { readonly kind: 'compressed'; readonly jpegQuality: number }
  | { readonly kind: 'cut_off'; readonly share: number }

export const WORSENINGS: readonly Worsening[] = [
  ...[20, 14, 10, 7].map(eyesPx => ({ kind: 'far', eyesPx }) as const),
  ...[0.06, 0.1, 0.16].map(sigma => ({ kind: 'blurred', sigma }) as const),
  ...[0.25, 0.45, 0.7].map(length => ({ kind: 'moving', length }) as const),
  ...[0.25, 0.12, 0.06].map(light => ({ kind: 'dark', light }) as const),
  ...[2, 3.2].map(light => ({ kind: 'overexposed', light }) as const),
  ...[20, 8].map(jpegQuality => ({ kind: 'compressed', jpegQuality }) as const),
  ...[0.25, 0.45].map(share => ({ kind: 'cut_off', share }) as const),
]

export const nameOf = (worsening: Worsening): string => {
  const { kind, ...degree } = worsening
  return `${kind} ${Object.values(degree).join()}`
}

/** Where the face is that the photo is about. */
export interface FaceInPhoto {
  readonly eyes: readonly [Point, Point]
  /** Left edge and width of its box. */
  readonly box: { readonly x: number; readonly width: number }
}

/** Of a sensor in little light: standard deviation of each channel value, 0–255. */
const NOISE = 5

/** @returns a JPEG; the same one whenever it is called with the same photo. */
export async function worsen(photo: Uint8Array, { eyes: [left, right], box }: FaceInPhoto, how: Worsening): Promise<Uint8Array> {
  const eyesPx = Math.hypot(right.x - left.x, right.y - left.y)
  const source = sharp(photo).removeAlpha().toColourspace('srgb')
  const { width, height } = await sharp(photo).metadata()
  const encode = (image: Sharp, quality = 90) => image.jpeg({ quality }).toBuffer()
  switch (how.kind) {
    case 'far': {
      // A camera has the same number of pixels however far away the face is: around it there is more of the scene.
      const scale = how.eyesPx / eyesPx
      const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
      const small = await source
        .resize({ ...size, kernel: 'cubic' })
        .png()
        .toBuffer()
      const around = sharp(photo)
        .removeAlpha()
        .resize(width, height)
        .blur(width / 12)
        .modulate({ brightness: 0.7 })
      return encode(around.composite([{ input: small }]))
    }
    case 'blurred':
      return encode(source.blur(how.sigma * eyesPx))
    case 'moving': {
      const length = Math.max(3, 2 * Math.round((how.length * eyesPx) / 2) + 1)
      return encode(source.convolve({ width: length, height: 3, kernel: [0, 1, 0].flatMap(k => Array<number>(length).fill(k)) }))
    }
    case 'dark':
      return encode(await noisy(source.linear(how.light, 0)))
    case 'overexposed':
      return encode(source.linear(how.light, 20))
    case 'compressed':
      return encode(source, how.jpegQuality)
    case 'cut_off': {
      const cut = Math.round(Math.max(0, box.x) + box.width * how.share)
      return encode(source.extract({ left: cut, top: 0, width: width - cut, height }))
    }
  }
}

async function noisy(image: Sharp): Promise<Sharp> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  const random = seeded(data.length)
  for (let i = 0; i < data.length; i++) {
    // The sum of three uniform values is close to a normal one, of standard deviation 1/2.
    const normal = 2 * (random() + random() + random() - 1.5)
    data[i] = Math.min(255, Math.max(0, Math.round(data[i]! + NOISE * normal)))
  }
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
}

/** Marsaglia 2003, xorshift: 0–1. */
function seeded(seed: number): () => number {
  let state = (seed | 1) >>> 0
  return () => {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 2 ** 32
  }
}
