// Decodes and encodes single pictures: photos in every usual format.

import { open } from 'node:fs/promises'
import sharp from 'sharp'
import { RostroError } from '../core/errors.ts'
import type { Image } from '../core/types.ts'
import { decodeBmp, parseBmpHeader } from './bmp.ts'
import { sniffFormat, type PhotoFormat } from './photo-format.ts'

export interface PhotoLimits {
  /** Checked against the header, before anything is decoded. Default 50 million. */
  readonly maxPixels?: number
  /** Default 64 MiB. */
  readonly maxBytes?: number
}

export interface Photo {
  /** Upright, 8-bit sRGB; what was transparent is white. */
  readonly image: Image
  readonly format: PhotoFormat
  /** The file holds more pictures; this is the first. */
  readonly animated: boolean
}

export const DEFAULT_MAX_PIXELS = 50_000_000
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024

/** @throws RostroError file_not_found, and all of decodePhoto() */
export async function readPhoto(path: string, limits: PhotoLimits = {}): Promise<Photo> {
  const { maxBytes = DEFAULT_MAX_BYTES } = limits
  const file = await open(path).catch((cause: unknown) => {
    throw new RostroError('file_not_found', `Cannot open the photo ${path}: check that it exists and may be read.`, { cause })
  })
  try {
    const { size } = await file.stat()
    if (size > maxBytes) throw tooManyBytes(path, size, maxBytes)
    return await decodePhoto(await file.readFile(), { ...limits, name: path })
  } finally {
    await file.close()
  }
}

/**
 * JPEG, PNG, WebP, AVIF, GIF and TIFF (first picture), BMP without compression; EXIF orientation, ICC profile, CMYK,
 * 16 bits, grey and alpha are turned into upright 8-bit sRGB. A photo that is cut off is refused, however little is missing:
 * half a face must not become a template.
 * @param limits `name` is what messages call the photo
 * @throws RostroError image_unreadable, image_too_large, image_format_unsupported
 */
export async function decodePhoto(bytes: Uint8Array, limits: PhotoLimits & { readonly name?: string } = {}): Promise<Photo> {
  const { maxPixels = DEFAULT_MAX_PIXELS, maxBytes = DEFAULT_MAX_BYTES, name = 'The photo' } = limits
  if (bytes.byteLength > maxBytes) throw tooManyBytes(name, bytes.byteLength, maxBytes)
  const format = toPhotoFormat(bytes, name)
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (format === 'bmp') return decodeBitmap(buffer, name, maxPixels)
  try {
    const { width, height, pages = 1 } = await sharp(buffer, { limitInputPixels: false }).metadata()
    checkPixels(name, width, height, maxPixels)
    const { data, info } = await sharp(buffer, { limitInputPixels: maxPixels, failOn: 'error', pages: 1 })
      .autoOrient()
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
    if (info.channels !== 3) throw new Error(`${info.channels} channels`)
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    return { image: { width: info.width, height: info.height, data: pixels }, format, animated: pages > 1 }
  } catch (cause) {
    if (cause instanceof RostroError) throw cause
    throw unreadable(name, `this ${format.toUpperCase()} file is cut off or damaged`, cause)
  }
}

/** A JPEG without any metadata. @param quality 1–100 */
export async function encodeJpeg(image: Image, quality = 90): Promise<Uint8Array> {
  return toSharp(image).jpeg({ quality }).toBuffer()
}

/** A PNG without any metadata. */
export async function encodePng(image: Image): Promise<Uint8Array> {
  return toSharp(image).png().toBuffer()
}

const toSharp = ({ data, width, height }: Image) => sharp(data, { raw: { width, height, channels: 3 } })

function toPhotoFormat(bytes: Uint8Array, name: string): PhotoFormat {
  const format = sniffFormat(bytes)
  switch (format) {
    case 'unknown':
      throw unreadable(name, bytes.byteLength === 0 ? 'the file is empty' : 'this is not a picture')
    case 'heic':
      throw unsupported(
        name,
        'HEIC, the format of iPhones: export it as JPEG first (in Photos, or "heif-convert in.heic out.jpg")',
      )
    case 'svg':
    case 'pdf':
    case 'ico':
      throw unsupported(name, `${format.toUpperCase()}: use JPEG, PNG, WebP, AVIF, GIF, TIFF or BMP`)
    default:
      return format
  }
}

function decodeBitmap(bytes: Buffer, name: string, maxPixels: number): Photo {
  const header = parseBmpHeader(bytes)
  if (!header) throw unsupported(name, 'a BMP with compression or an unusual colour depth: save it as PNG or JPEG')
  checkPixels(name, header.width, header.height, maxPixels)
  const image = decodeBmp(bytes, header)
  if (!image) throw unreadable(name, 'this BMP file is cut off')
  return { image, format: 'bmp', animated: false }
}

function checkPixels(name: string, width: number, height: number, maxPixels: number): void {
  if (width * height <= maxPixels) return
  const megapixels = (pixels: number) => `${+(pixels / 1e6).toPrecision(3)} megapixels`
  throw new RostroError(
    'image_too_large',
    `${name} has ${megapixels(width * height)} (${width}×${height}), more than the ${megapixels(maxPixels)} allowed: make it smaller.`,
  )
}

const tooManyBytes = (name: string, bytes: number, maxBytes: number) =>
  new RostroError('image_too_large', `${name} has ${bytes} bytes, more than the ${maxBytes} allowed: make it smaller.`)

const unreadable = (name: string, why: string, cause?: unknown) =>
  new RostroError('image_unreadable', `${name} cannot be read: ${why}.`, { cause })

const unsupported = (name: string, what: string) => new RostroError('image_format_unsupported', `${name} is ${what}.`)
