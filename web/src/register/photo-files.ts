// Photo files before they are sent: what cannot be sent is said at once; HEIC becomes JPEG where the browser can read it.

export const MOST_FILES = 50
const MAX_BYTES = 20 * 1024 * 1024

export type FileProblem = 'heic' | 'tooLarge' | 'notPhoto'
/** What may be sent, or why not. */
export type Readied = { readonly picture: Blob } | { readonly problem: FileProblem }

const isHeic = ({ name, type }: File): boolean => /image\/hei[cf]/.test(type) || /\.hei[cf]$/i.test(name)
const isPhoto = ({ name, type }: File): boolean =>
  type.startsWith('image/') || (type === '' && /\.(jpe?g|png|webp|avif|gif|tiff?|bmp)$/i.test(name))

export async function readied(file: File): Promise<Readied> {
  if (isHeic(file)) {
    const picture = await asJpeg(file)
    return picture ? { picture } : { problem: 'heic' }
  }
  if (!isPhoto(file)) return { problem: 'notPhoto' }
  return file.size > MAX_BYTES ? { problem: 'tooLarge' } : { picture: file }
}

/** Safari reads HEIC; other browsers do not. */
async function asJpeg(file: File): Promise<Blob | undefined> {
  const bitmap = await createImageBitmap(file).catch(() => undefined)
  if (!bitmap) return undefined
  try {
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
    return await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 })
  } finally {
    bitmap.close()
  }
}
