import { expect, test } from 'vitest'
import { LIVE_FRAME, openJpegFrame } from './jpeg-frame.ts'
import { encodeJpeg, encodePng } from './photos.ts'
import { drawPattern } from './test-pattern.ts'

const AT = { sourceId: 'browser', index: 7, atMs: 42 }
const pattern = drawPattern(640, 360, 0)

/** A JPEG whose header says another size than its picture has. */
async function claiming(width: number, height: number): Promise<Uint8Array> {
  const jpeg = Buffer.from(await encodeJpeg(drawPattern(64, 48, 0)))
  const start = jpeg.findIndex((byte, i) => byte === 0xff && jpeg[i + 1] === 0xc0)
  jpeg.writeUInt16BE(height, start + 5)
  jpeg.writeUInt16BE(width, start + 7)
  return jpeg
}

test('a JPEG is a frame of its own size, given whole or at any size', async () => {
  const frame = await openJpegFrame(await encodeJpeg(pattern), AT)
  expect(frame).toMatchObject({ ...AT, width: 640, height: 360 })
  const [whole, small] = [await frame.image(), await frame.resized(320, 240)]
  expect([whole.width, whole.height, whole.data.length]).toEqual([640, 360, 640 * 360 * 3])
  expect([small.width, small.height, small.data.length]).toEqual([320, 240, 320 * 240 * 3])
  const off = whole.data.reduce((sum, value, i) => sum + Math.abs(value - pattern.data[i]!), 0) / whole.data.length
  expect(off).toBeLessThan(4)
})

test.each([
  ['image_too_large', 'more bytes than allowed', () => new Uint8Array(LIVE_FRAME.maxBytes + 1)],
  ['image_too_large', 'a header of more pixels than allowed', () => claiming(LIVE_FRAME.maxSide + 1, 16)],
  ['image_format_unsupported', 'a PNG', () => encodePng(drawPattern(64, 48, 0))],
  ['image_unreadable', 'no bytes', () => new Uint8Array(0)],
  ['image_unreadable', 'text', () => Buffer.from('hello')],
  ['image_unreadable', 'a header cut off', async () => (await encodeJpeg(pattern)).subarray(0, 30)],
])('a frame is refused as %s for %s', async (code, _what, make) => {
  await expect(openJpegFrame(await make(), AT)).rejects.toMatchObject({ code })
})

test('a picture cut off is refused when it is decoded', async () => {
  const jpeg = await encodeJpeg(pattern)
  const frame = await openJpegFrame(jpeg.subarray(0, jpeg.length / 2), AT)
  await expect(frame.image()).rejects.toMatchObject({ code: 'image_unreadable' })
})

test('a grey JPEG comes as RGB', async () => {
  const sharp = (await import('sharp')).default
  const grey = await sharp(await encodeJpeg(pattern))
    .greyscale()
    .jpeg()
    .toBuffer()
  const image = await (await openJpegFrame(grey, AT)).resized(32, 16)
  expect(image.data.length).toBe(32 * 16 * 3)
})
