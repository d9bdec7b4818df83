// Tells what a file is from its first bytes, whatever its name says.

export type PhotoFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif' | 'tiff' | 'bmp'

export type SniffedFormat = PhotoFormat | 'heic' | 'svg' | 'pdf' | 'ico' | 'unknown'

/** Bytes needed to tell. */
export const SNIFF_BYTES = 1024

/** Never throws; anything that is not certainly one of the known formats is `unknown`. */
export function sniffFormat(head: Uint8Array): SniffedFormat {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, SNIFF_BYTES)).toString('latin1')
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp'
  if (/^GIF8[79]a/.test(text)) return 'gif'
  if (/^(II[*+]\0|MM\0[*+])/.test(text)) return 'tiff'
  if (text.startsWith('BM') && text.startsWith('\0\0\0\0', 6)) return 'bmp'
  if (text.startsWith('\0\0\x01\0')) return 'ico'
  if (text.startsWith('%PDF-')) return 'pdf'
  if (text.startsWith('ftyp', 4)) return sniffBrands(text)
  if (/^(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype svg|!--|svg)/i.test(text) && /<svg|<\?xml/i.test(text)) return 'svg'
  return 'unknown'
}

/** ISO base media: a major brand, then the compatible ones. */
function sniffBrands(text: string): SniffedFormat {
  const length = Math.min(text.length, text.charCodeAt(2) * 256 + text.charCodeAt(3))
  const brands = [text.slice(8, 12), ...(text.slice(16, length).match(/.{4}/gs) ?? [])]
  if (brands.some(brand => /^avi[fs]$/.test(brand))) return 'avif'
  return brands.some(brand => /^(?:hei[cmsx]|hev[cmsx]|mif1|msf1)$/.test(brand)) ? 'heic' : 'unknown'
}
