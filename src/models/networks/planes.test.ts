import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createSpreading } from './planes.ts'

const pictures = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 12 })).chain(([width, height]) =>
  fc.record({
    picture: fc
      .uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 })
      .map(data => ({ width, height, data })),
    size: fc.record({ width: fc.constantFrom(width, width + 1, width + 17), height: fc.constantFrom(height, height + 3) }),
  }),
)
const formats = fc.record({
  channels: fc.constantFrom('rgb' as const, 'bgr' as const),
  mean: fc.constantFrom(0, 127.5, 127),
  std: fc.constantFrom(1, 128, 127.5, 255),
})

test.each([
  ['in WebAssembly', false],
  ['where Node has none', true],
])('planes hold the channels, shifted and scaled, and black around the picture, %s', (_, isMissing) => {
  if (isMissing) vi.stubGlobal('WebAssembly', undefined)
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  const spread = createSpreading()
  fc.assert(
    fc.property(pictures, formats, ({ picture, size }, format) => {
      const plane = size.width * size.height
      const out = new Float32Array(3 * plane)
      spread(picture, size, format, out)
      const expected = out.map((_, i) => {
        const [x, y] = [i % size.width, Math.floor((i % plane) / size.width)]
        const channel = Math.floor(i / plane)
        const at = (y * picture.width + x) * 3 + (format.channels === 'rgb' ? channel : 2 - channel)
        const value = x < picture.width && y < picture.height ? picture.data[at]! : 0
        return (value - format.mean) / format.std
      })
      expect(out).toEqual(expected)
    }),
  )
})
