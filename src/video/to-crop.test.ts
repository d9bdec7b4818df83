import sharp from 'sharp'
import { expect, test } from 'vitest'
import { encodeJpeg, encodePng } from './photos.ts'
import { isBare, toCrop } from './to-crop.ts'

const image = { width: 40, height: 40, data: Uint8Array.from({ length: 4800 }, (_, i) => (i * 7919) % 256) }

test('a crop as Rostro writes it stays as it is, byte for byte', async () => {
  const crop = await encodeJpeg(image)
  expect(await toCrop(crop)).toBe(crop)
})

test('whatever else a picture carries is left behind', async () => {
  const withExif = await sharp(await encodeJpeg(image))
    .withExif({ IFD0: { Copyright: 'somebody' } })
    .toBuffer()
  const withTail = Buffer.concat([await encodeJpeg(image), Buffer.from('PK and more')])
  const progressive = await sharp(await encodeJpeg(image))
    .jpeg({ progressive: true })
    .toBuffer()
  expect([isBare(withExif), isBare(withTail), isBare(progressive)]).toEqual([false, false, true])
  for (const picture of [withExif, withTail, await encodePng(image)]) {
    const crop = await toCrop(picture)
    expect(isBare(crop)).toBe(true)
    expect(Buffer.from(crop).includes('somebody')).toBe(false)
  }
})

test('what is no picture, half of one or a very large one is refused', async () => {
  const crop = await encodeJpeg(image)
  await expect(toCrop(new Uint8Array(100))).rejects.toMatchObject({ code: 'image_unreadable' })
  await expect(toCrop(crop.subarray(0, crop.length / 2))).rejects.toMatchObject({ code: 'image_unreadable' })
  const large = await sharp({ create: { width: 2001, height: 2000, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  await expect(toCrop(large)).rejects.toMatchObject({ code: 'image_too_large' })
})
