// A picture as it may be kept of a face: decodable, and a JPEG with nothing in it but the picture.

import { decodePhoto, encodeJpeg } from './photos.ts'

/** What a crop has at most; larger pictures are no crops. */
const MAX_PIXELS = 4_000_000

/**
 * The same bytes where they are that already, so that exporting and importing changes nothing.
 * @throws RostroError image_unreadable, image_too_large, image_format_unsupported
 */
export async function toCrop(bytes: Uint8Array): Promise<Uint8Array> {
  const { image, format } = await decodePhoto(bytes, { maxPixels: MAX_PIXELS })
  return format === 'jpeg' && isBare(bytes) ? bytes : encodeJpeg(image, 90)
}

const [START, END, SCAN] = [0xd8, 0xd9, 0xda]
/** JFIF, tables, and how the picture is coded (ITU-T T.81, table B.1): neither EXIF nor comments, profiles or previews. */
const BARE: readonly number[] = [0xe0, 0xdb, 0xc0, 0xc2, 0xc4, 0xdd]

/** Whether a JPEG has no other segments up to its picture, and ends where the picture does. */
export function isBare(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0xff || bytes[1] !== START) return false
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== SCAN) {
    if (!BARE.includes(bytes[at + 1]!)) return false
    at += 2 + bytes[at + 2]! * 256 + bytes[at + 3]!
  }
  // Later scans of a progressive picture have tables between them; a 0xff of the picture itself is followed by 0 or a restart.
  for (; at + 1 < bytes.length; at++) {
    const marker = bytes[at + 1]!
    if (bytes[at] !== 0xff || marker === 0 || (marker >= 0xd0 && marker <= 0xd7)) continue
    if (marker === END) return at + 2 === bytes.length
    if (marker === SCAN || BARE.includes(marker)) at += 1 + bytes[at + 2]! * 256 + bytes[at + 3]!
    else return false
  }
  return false
}
