import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { openStream, sealStream } from './sealed-stream.ts'

const SECRET = randomBytes(32)

async function all(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}

const sealed = (bytes: Uint8Array): Promise<Buffer> => all(sealStream(SECRET, 'a test', [bytes]))
const opened = (bytes: Uint8Array, purpose = 'a test'): Promise<Buffer> => all(openStream(SECRET, purpose, [bytes]))

/** Any bytes, in pieces of a size. */
function* pieces(bytes: Buffer, size: number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

test('a stream comes back whole, however it was cut on the way', async () => {
  for (const length of [0, 1, 65_535, 65_536, 65_537, 131_072, 300_000]) {
    const plain = randomBytes(length)
    const whole = await all(sealStream(SECRET, 'a test', pieces(plain, 1000)))
    expect((await all(openStream(SECRET, 'a test', pieces(whole, 777)))).equals(plain)).toBe(true)
    expect((await opened(whole)).equals(plain)).toBe(true)
  }
})

test('what is cut off, even at the end of a part, is refused', async () => {
  const whole = await sealed(randomBytes(150_000))
  const part = 65_536 + 16
  for (const length of [0, 19, 20, 21, 20 + part, 20 + 2 * part, whole.length - 1]) {
    await expect(opened(whole.subarray(0, length)), `${length}`).rejects.toMatchObject({ code: 'store_corrupt' })
  }
})

test('parts exchanged, doubled or changed, and streams of another purpose, are refused', async () => {
  const whole = await sealed(randomBytes(150_000))
  const [head, one, two, rest] = [
    whole.subarray(0, 20),
    whole.subarray(20, 65_572),
    whole.subarray(65_572, 131_124),
    whole.subarray(131_124),
  ]
  const refused = { code: 'store_corrupt' }
  await expect(opened(Buffer.concat([head, two, one, rest]))).rejects.toMatchObject(refused)
  await expect(opened(Buffer.concat([head, one, one, two, rest]))).rejects.toMatchObject(refused)
  await expect(opened(Buffer.concat([head, one, rest]))).rejects.toMatchObject(refused)
  await expect(opened(whole, 'another')).rejects.toMatchObject(refused)
  const changed = Buffer.from(whole)
  changed[70_000]! ^= 1
  await expect(opened(changed)).rejects.toMatchObject(refused)
})

test('two streams of the same bytes have nothing in common', async () => {
  const plain = Buffer.alloc(1000)
  const [a, b] = [await sealed(plain), await sealed(plain)]
  expect(a.subarray(20).equals(b.subarray(20))).toBe(false)
})
