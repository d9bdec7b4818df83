// A JPEG from a browser as a frame: decoded only at the size somebody asks for, off the event loop.

import sharp, { type Sharp } from 'sharp'
import { RostroError } from '../core/errors.ts'
import type { Frame, Size } from '../core/ports.ts'
import type { Image } from '../core/types.ts'
import { sniffFormat } from './photo-format.ts'

/** What a live frame may be; browsers send 640 to 1920 pixels and 40–400 kB. */
export const LIVE_FRAME = { maxBytes: 1_000_000, maxSide: 4096 } as const

/**
 * Reads the header only. Orientation tags are not followed: a canvas, from which live frames come, writes none.
 * @throws RostroError image_too_large, image_format_unsupported, image_unreadable; the last also from resized() and image()
 */
export async function openJpegFrame(jpeg: Uint8Array, at: Pick<Frame, 'sourceId' | 'index' | 'atMs'>): Promise<Frame> {
  const { width, height } = await checkedSize(jpeg)
  let full: Promise<Image> | undefined
  // libjpeg leaves out what a smaller picture does not need: an eighth, a quarter or half of each side.
  const render = (to: Size) =>
    decode(pipeline(jpeg, width * height).resize(to.width, to.height, { fit: 'fill', kernel: 'linear' }))
  return {
    ...at,
    width,
    height,
    resized: (toWidth, toHeight) => render({ width: toWidth, height: toHeight }),
    image: () => (full ??= decode(pipeline(jpeg, width * height))),
    close: () => {
      full = undefined
    },
  }
}

async function checkedSize(jpeg: Uint8Array): Promise<Size> {
  if (jpeg.byteLength > LIVE_FRAME.maxBytes) {
    throw new RostroError(
      'image_too_large',
      `The frame has ${jpeg.byteLength} bytes, more than the ${LIVE_FRAME.maxBytes} allowed: make it smaller.`,
    )
  }
  const format = sniffFormat(jpeg)
  if (format === 'unknown') throw unreadable('this is not a picture')
  if (format !== 'jpeg') throw new RostroError('image_format_unsupported', `Live frames must be JPEG; this one is ${format}.`)
  const { width, height } = await sharp(jpeg, { limitInputPixels: false })
    .metadata()
    .catch((cause: unknown) => {
      throw unreadable('its header is damaged', cause)
    })
  if (width > LIVE_FRAME.maxSide || height > LIVE_FRAME.maxSide) {
    throw new RostroError(
      'image_too_large',
      `The frame is ${width}×${height} pixels, more than ${LIVE_FRAME.maxSide} a side: make it smaller.`,
    )
  }
  return { width, height }
}

const pipeline = (jpeg: Uint8Array, pixels: number) => sharp(jpeg, { limitInputPixels: pixels, failOn: 'error' })

async function decode(picture: Sharp): Promise<Image> {
  const { data, info } = await picture
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw unreadable('it is cut off or damaged', cause)
    })
  if (info.channels !== 3) throw unreadable(`it has ${info.channels} channels`)
  return { width: info.width, height: info.height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
}

const unreadable = (why: string, cause?: unknown) =>
  new RostroError('image_unreadable', `The frame cannot be read: ${why}.`, { cause })
