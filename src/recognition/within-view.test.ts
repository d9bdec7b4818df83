import { expect, test } from 'vitest'
import { isWithinView } from './within-view.ts'

const PICTURE = { width: 200, height: 100 }
const boxAt = (x: number, y: number, height = 20) => ({ x: x - 10, y: y - height / 2, width: 20, height })
const LEFT_HALF = {
  points: [
    { x: 0, y: 0 },
    { x: 0.5, y: 0 },
    { x: 0.5, y: 1 },
    { x: 0, y: 1 },
  ],
}
const CORNER = {
  points: [
    { x: 1, y: 1 },
    { x: 0.8, y: 1 },
    { x: 1, y: 0.8 },
  ],
}

test('without zones and a smallest size every face counts', () => {
  expect(isWithinView(boxAt(-50, 500, 1), PICTURE, {})).toBe(true)
  expect(isWithinView(boxAt(10, 10), PICTURE, { zones: [], minFacePx: 0 })).toBe(true)
})

test('a face less high than the smallest is ignored', () => {
  expect(isWithinView(boxAt(50, 50, 30), PICTURE, { minFacePx: 30 })).toBe(true)
  expect(isWithinView(boxAt(50, 50, 29), PICTURE, { minFacePx: 30 })).toBe(false)
})

test('the centre of a face decides, and one zone is enough', () => {
  expect(isWithinView(boxAt(99, 50), PICTURE, { zones: [LEFT_HALF] })).toBe(true)
  expect(isWithinView(boxAt(101, 50), PICTURE, { zones: [LEFT_HALF] })).toBe(false)
  expect(isWithinView(boxAt(195, 97), PICTURE, { zones: [LEFT_HALF, CORNER] })).toBe(true)
  expect(isWithinView(boxAt(170, 85), PICTURE, { zones: [LEFT_HALF, CORNER] })).toBe(false)
})

test('a zone with a bay leaves out what lies in the bay', () => {
  const bay = {
    points: [
      { x: 0, y: 0 },
      { x: 1, y: 0 },
      { x: 1, y: 1 },
      { x: 0.5, y: 0.2 },
      { x: 0, y: 1 },
    ],
  }
  expect(isWithinView(boxAt(100, 60), PICTURE, { zones: [bay] })).toBe(false)
  expect(isWithinView(boxAt(10, 60), PICTURE, { zones: [bay] })).toBe(true)
})
