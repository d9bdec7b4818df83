import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Image } from '../types.ts'
import { createAveraging, type Spans } from './averaging.ts'

/** Up to 40 new pixels over `size` old ones, in order, some with nothing under them. */
const spansOver = (size: number): fc.Arbitrary<Spans> =>
  fc
    .array(fc.record({ at: fc.nat(size - 1), count: fc.nat(9), share: fc.double({ min: 0, max: 1, noNaN: true }) }), {
      minLength: 1,
      maxLength: 40,
    })
    .map(pixels => {
      pixels.sort((a, b) => a.at - b.at)
      const counts = pixels.map(({ at, count }) => Math.min(count, size - at))
      const start = counts.reduce<number[]>((starts, count) => [...starts, starts.at(-1)! + count], [0])
      return {
        first: Int32Array.from(pixels, ({ at }) => at),
        start: Int32Array.from(start),
        shares: Float32Array.from(pixels.flatMap(({ share }, i) => Array<number>(counts[i]!).fill(share / counts[i]!))),
      }
    })

const images = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 30 })).chain(([width, height]) =>
  fc.record({
    image: fc
      .uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 })
      .map((data): Image => ({ width, height, data })),
    columns: spansOver(width),
    rows: spansOver(height),
  }),
)

/** What is asked for, in so many words. */
function expected({ width, data }: Image, columns: Spans, rows: Spans): number[] {
  const shares = ({ first, start, shares: all }: Spans, i: number) =>
    Array.from(all.subarray(start[i], start[i + 1]), (share, k) => ({ at: first[i]! + k, share }))
  return [...rows.first.keys()].flatMap(y =>
    [...columns.first.keys()].flatMap(x =>
      [0, 1, 2].map(channel => {
        let sum = 0
        for (const row of shares(rows, y))
          for (const column of shares(columns, x))
            sum += data[(row.at * width + column.at) * 3 + channel]! * row.share * column.share
        return sum
      }),
    ),
  )
}

test.each([
  ['in WebAssembly', false],
  ['where Node has none', true],
])('a new pixel is the mean of what lies under it, rounded, %s', (_, isMissing) => {
  if (isMissing) vi.stubGlobal('WebAssembly', undefined)
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  const average = createAveraging()
  fc.assert(
    fc.property(images, ({ image, columns, rows }) => {
      const found = [...average(image, columns, rows)]
      const off = expected(image, columns, rows).map((value, i) => Math.abs(found[i]! - value))
      expect(found).toHaveLength(off.length)
      expect(Math.max(...off)).toBeLessThan(0.501)
    }),
  )
})

test('a picture larger than the working memory is worked on in parts', () => {
  const [width, height] = [3000, 400]
  const image = { width, height, data: Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 2654435761) >>> 24) }
  const whole = (size: number): Spans => ({
    first: Int32Array.from({ length: size }, (_, i) => i),
    start: Int32Array.from({ length: size + 1 }, (_, i) => i),
    shares: new Float32Array(size).fill(1),
  })
  expect(Buffer.compare(createAveraging()(image, whole(width), whole(height)), image.data)).toBe(0)
})
