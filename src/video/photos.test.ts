import { writeFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { Image } from '../core/types.ts'
import { decodePhoto, encodeJpeg, encodePng, readPhoto } from './photos.ts'

const RED = { r: 200, g: 30, b: 30 }
const BLUE = { r: 30, g: 30, b: 200 }

/** 60×40, the left half red, the right half blue. */
const halves = () =>
  sharp({ create: { width: 60, height: 40, channels: 3, background: RED } }).composite([
    { input: { create: { width: 30, height: 40, channels: 3, background: BLUE } }, left: 30, top: 0 },
  ])
const flat = async () => sharp(await halves().png().toBuffer())

const pixel = ({ data, width }: Image, x: number, y: number) => [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)]
const near = (...colour: number[]) => colour.map(value => expect.closeTo(value, -1.2) as number)

test.each(['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'] as const)('%s becomes RGB', async format => {
  const { image, ...rest } = await decodePhoto(await halves().toFormat(format).toBuffer())
  expect(rest).toEqual({ format, animated: false })
  expect([image.width, image.height, image.data.length]).toEqual([60, 40, 7200])
  expect([pixel(image, 10, 20), pixel(image, 50, 20)]).toEqual([near(200, 30, 30), near(30, 30, 200)])
})

test.each([
  ['progressive', async () => halves().jpeg({ progressive: true }).toBuffer()],
  ['CMYK', async () => (await flat()).toColourspace('cmyk').jpeg().toBuffer()],
  ['16-bit', async () => (await flat()).toColourspace('rgb16').png().toBuffer()],
  ['palette', async () => halves().png({ palette: true }).toBuffer()],
  ['wide gamut (P3)', async () => (await flat()).withIccProfile('p3').jpeg().toBuffer()],
])('a %s photo has the same colours', async (_, make) => {
  const { image } = await decodePhoto(await make())
  // CMYK goes through a printing profile, which cannot hold a pure blue: generous.
  const distance = (seen: number[], meant: number[]) => Math.max(...seen.map((value, i) => Math.abs(value - meant[i]!)))
  expect(distance(pixel(image, 10, 20), [200, 30, 30])).toBeLessThan(70)
  expect(distance(pixel(image, 50, 20), [30, 30, 200])).toBeLessThan(70)
})

test('a grey photo becomes three equal channels, a transparent one lies on white', async () => {
  const grey = await decodePhoto(await halves().toColourspace('b-w').png().toBuffer())
  const [red, green, blue] = pixel(grey.image, 10, 20)
  expect([green, blue]).toEqual([red, red])
  const clear = await sharp({ create: { width: 8, height: 8, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
    .png()
    .toBuffer()
  expect(pixel((await decodePhoto(clear)).image, 4, 4)).toEqual([255, 255, 255])
  const greyAlpha = await sharp({ create: { width: 8, height: 8, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0.5 } } })
    .toColourspace('b-w')
    .png()
    .toBuffer()
  expect(pixel((await decodePhoto(greyAlpha)).image, 4, 4)).toEqual(near(132, 132, 132))
})

test.each([1, 2, 3, 4, 5, 6, 7, 8])('a photo with EXIF orientation %i is turned upright', async orientation => {
  // Stored so that turning it as EXIF says gives red left, blue right.
  const undo = {
    1: [0, false],
    2: [0, true],
    3: [180, false],
    4: [180, true],
    5: [270, true],
    6: [270, false],
    7: [90, true],
    8: [90, false],
  } as const
  const [angle, mirrored] = undo[orientation as keyof typeof undo]
  const turned = await (await flat()).rotate(angle).png().toBuffer()
  const stored = await sharp(turned)
    .flop(mirrored && angle % 180 === 0)
    .flip(mirrored && angle % 180 !== 0)
    .withMetadata({ orientation })
    .jpeg()
    .toBuffer()
  const { image } = await decodePhoto(stored)
  expect([image.width, image.height]).toEqual([60, 40])
  expect([pixel(image, 10, 20), pixel(image, 50, 20)]).toEqual([near(200, 30, 30), near(30, 30, 200)])
})

test('of an animation the first picture is used, and it is told', async () => {
  const raw = Buffer.concat([Buffer.alloc(300, 200), Buffer.alloc(300, 10)])
  const gif = await sharp(raw, { raw: { width: 10, height: 20, channels: 3, pageHeight: 10 } })
    .gif({ loop: 0 })
    .toBuffer()
  const { image, animated } = await decodePhoto(gif)
  expect([animated, image.width, image.height]).toEqual([true, 10, 10])
  expect(pixel(image, 5, 5)).toEqual(near(200, 200, 200))
})

/** A bitmap of one red and one blue pixel, two rows. */
function bitmap(bits: 8 | 24 | 32, topDown: boolean): Buffer {
  const palette = bits === 8 ? Buffer.from([30, 30, 200, 0, 200, 30, 30, 0]) : Buffer.alloc(0)
  const rows = { 8: [0, 1, 0, 0], 24: [30, 30, 200, 200, 30, 30, 0, 0], 32: [30, 30, 200, 0, 200, 30, 30, 0] }[bits]
  const header = Buffer.alloc(54)
  header.write('BM')
  header.writeUInt32LE(54 + palette.length, 10)
  header.writeUInt32LE(40, 14)
  header.writeInt32LE(2, 18)
  header.writeInt32LE(topDown ? -2 : 2, 22)
  header.writeUInt16LE(bits, 28)
  return Buffer.concat([header, palette, Buffer.from(rows), topDown ? Buffer.from(rows) : Buffer.from(rows).fill(0)])
}

test.each([8, 24, 32] as const)('a BMP of %i bits is read, from either end', async bits => {
  const down = await decodePhoto(bitmap(bits, true))
  expect(down.format).toBe('bmp')
  expect([pixel(down.image, 0, 0), pixel(down.image, 1, 1)]).toEqual([
    [200, 30, 30],
    [30, 30, 200],
  ])
  const up = await decodePhoto(bitmap(bits, false))
  expect([pixel(up.image, 0, 1), pixel(up.image, 1, 1)]).toEqual([
    [200, 30, 30],
    [30, 30, 200],
  ])
})

test('a BMP that is cut off, packed or promises too much is refused', async () => {
  await expect(decodePhoto(bitmap(24, true).subarray(0, 60))).rejects.toMatchObject({ code: 'image_unreadable' })
  const packed = bitmap(8, true)
  packed.writeUInt32LE(1, 30)
  await expect(decodePhoto(packed)).rejects.toMatchObject({ code: 'image_format_unsupported' })
  const huge = bitmap(24, true)
  huge.writeInt32LE(100_000, 18)
  huge.writeInt32LE(100_000, 22)
  await expect(decodePhoto(huge)).rejects.toMatchObject({ code: 'image_too_large' })
})

test('196 megapixels in a small PNG are refused from the header alone', async () => {
  const bomb = await sharp({ create: { width: 14_000, height: 14_000, channels: 3, background: RED }, limitInputPixels: false })
    .toColourspace('b-w')
    .png()
    .toBuffer()
  expect(bomb.length).toBeLessThan(1_000_000)
  const before = process.memoryUsage().rss
  await expect(decodePhoto(bomb, { name: 'bomb.png' })).rejects.toMatchObject({
    code: 'image_too_large',
    message: 'bomb.png has 196 megapixels (14000×14000), more than the 50 megapixels allowed: make it smaller.',
  })
  expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
})

test('too many bytes are refused before anything is read of them', async () => {
  await expect(decodePhoto(new Uint8Array(11), { maxBytes: 10 })).rejects.toMatchObject({ code: 'image_too_large' })
})

test.each([
  ['nothing', Buffer.alloc(0), 'image_unreadable', 'The photo cannot be read: the file is empty.'],
  ['text', Buffer.from('hello there'), 'image_unreadable', 'The photo cannot be read: this is not a picture.'],
  ['a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image_format_unsupported', /SVG/],
  ['a drawing with a prologue', Buffer.from('<?xml version="1.0"?>\n<svg/>'), 'image_format_unsupported', /SVG/],
  ['a PDF', Buffer.from('%PDF-1.7'), 'image_format_unsupported', /PDF/],
  [
    'an iPhone photo',
    Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
    'image_format_unsupported',
    /HEIC.*export it as JPEG/,
  ],
  ['a PNG signature only', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'image_unreadable', /PNG file is cut off or damaged/],
] as const)('%s is refused with a plain reason', async (_, bytes, code, message) => {
  await expect(decodePhoto(bytes)).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string })
})

test.each(['jpeg', 'png', 'webp', 'tiff'] as const)('a %s that ends early is refused, not half shown', async format => {
  const noise = await sharp({
    create: { width: 200, height: 200, channels: 3, background: RED, noise: { type: 'gaussian', mean: 128, sigma: 40 } },
  })
    .toFormat(format)
    .toBuffer()
  await expect(decodePhoto(noise.subarray(0, Math.floor(noise.length * 0.7)))).rejects.toMatchObject({ code: 'image_unreadable' })
})

test('what is encoded carries no metadata and reads back', async () => {
  const { image } = await decodePhoto(await halves().png().toBuffer())
  const jpeg = await encodeJpeg(image, 90)
  const { exif, icc, xmp } = await sharp(jpeg).metadata()
  expect([exif, icc, xmp]).toEqual([undefined, undefined, undefined])
  expect(pixel((await decodePhoto(jpeg)).image, 50, 20)).toEqual(near(30, 30, 200))
  expect((await decodePhoto(await encodePng(image))).image).toEqual(image)
})

test('a photo is read from a file, and a missing one is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-photo-'))
  try {
    const path = join(folder, 'a.jpg')
    await writeFile(path, await halves().jpeg().toBuffer())
    expect((await readPhoto(path)).image.width).toBe(60)
    await expect(readPhoto(path, { maxBytes: 10 })).rejects.toMatchObject({ code: 'image_too_large' })
    await expect(readPhoto(`${path}x`)).rejects.toMatchObject({
      code: 'file_not_found',
      message: expect.stringContaining(`${path}x`) as string,
    })
  } finally {
    await rm(folder, { recursive: true })
  }
})
