import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeLabel, toSurface } from './draw-faces.ts'

const surface = { width: 640, height: 360, pictureWidth: 1280, pictureHeight: 720, mirrored: false }

test('boxes are scaled to the picture on the screen', () => {
  expect(toSurface({ x: 100, y: 200, width: 300, height: 400 }, surface)).toEqual({ x: 50, y: 100, width: 150, height: 200 })
})

test('in a mirror a box changes sides, and twice is as before', () => {
  expect(toSurface({ x: 0, y: 0, width: 320, height: 720 }, { ...surface, mirrored: true })).toEqual({
    x: 480,
    y: 0,
    width: 160,
    height: 360,
  })
})

const label = { width: 90, height: 24 }

test('a name stands above its face, below it at the top of the picture', () => {
  expect(placeLabel({ x: 200, y: 100, width: 100, height: 100 }, label, surface, [])).toMatchObject({ x: 205, y: 71 })
  expect(placeLabel({ x: 200, y: 10, width: 100, height: 100 }, label, surface, [])).toMatchObject({ y: 115 })
})

test('a name does not cover another one while there is room', () => {
  const first = placeLabel({ x: 200, y: 100, width: 100, height: 100 }, label, surface, [])
  const second = placeLabel({ x: 240, y: 102, width: 100, height: 100 }, label, surface, [first])
  expect(second.y).toBe(207)
})

test('names stay inside the picture, wherever the face is', () => {
  const box = fc.record({
    x: fc.integer({ min: -500, max: 900 }),
    y: fc.integer({ min: -500, max: 900 }),
    width: fc.integer({ min: 1, max: 900 }),
    height: fc.integer({ min: 1, max: 900 }),
  })
  fc.assert(
    fc.property(box, fc.array(box, { maxLength: 5 }), (face, taken) => {
      const { x, y, width, height } = placeLabel(face, label, surface, taken)
      expect(x).toBeGreaterThanOrEqual(0)
      expect(x + width).toBeLessThanOrEqual(surface.width)
      expect(y).toBeGreaterThanOrEqual(0)
      expect(y + height).toBeLessThanOrEqual(surface.height)
    }),
  )
})
