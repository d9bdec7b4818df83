import { expect, test } from 'vitest'
import type { Box, Detection, Image } from '../core/types.ts'
import { FarTiles } from './far-tiles.ts'
import { motionCells } from './motion-gate.ts'

const FRAME = { width: 1280, height: 720 }
const detection = (x: number): Detection => ({ box: { x, y: 0, width: 9, height: 9 }, landmarks: undefined, detectionScore: 0.9 })

/** A grey picture, with a square of this brightness in one of its corners. */
function picture(corner?: 'left' | 'right', luma = 0): Image {
  const data = new Uint8Array(320 * 180 * 3).fill(100)
  const from = corner === 'right' ? 290 : 10
  if (corner) for (let y = 5; y < 25; y++) data.fill(luma, (y * 320 + from) * 3, (y * 320 + from + 20) * 3)
  return { width: 320, height: 180, data }
}

/** Looks whenever it may, and says at which tiles, by where they begin. */
function watching() {
  const far = new FarTiles()
  const looked: Box[] = []
  const look = async (small: Image, atMs: number, frame = FRAME) => {
    const before = looked.length
    const found = await far.look(frame, motionCells(small), atMs, tile => {
      looked.push(tile)
      return Promise.resolve([detection(tile.x + tile.y)])
    })
    return { at: looked.slice(before).map(({ x, y }) => `${x > 0 ? 'right' : 'left'} ${y > 0 ? 'below' : 'above'}`), found }
  }
  return { far, look }
}

test('every tile is looked at once, and then what it showed holds while nothing moves, for a second', async () => {
  const { look } = watching()
  const at: string[][] = []
  for (let i = 0; i < 10; i++) at.push((await look(picture(), i * 120)).at)
  expect(at.slice(0, 5)).toEqual([['left above'], ['right above'], ['left below'], ['right below'], []])
  expect((await look(picture(), 1130)).found).toHaveLength(4)
  // 0 ms and 120 ms are more than a second ago by now, and each has its turn.
  expect(at.slice(8).flat()).toEqual(['left above'])
  expect((await look(picture(), 1140)).at).toEqual([])
})

test('where something moves is looked at again and again, the rest is as it was', async () => {
  const { look } = watching()
  for (let i = 0; i < 4; i++) await look(picture(), i * 120)
  for (let i = 4; i < 8; i++) {
    const { at, found } = await look(picture('left', i * 30), i * 120)
    expect(at).toEqual(['left above'])
    expect(found).toHaveLength(4)
  }
})

test('tiles in which something moves take turns, and what one showed before it moved is forgotten', async () => {
  const { look } = watching()
  for (let i = 0; i < 4; i++) await look(picture(), i * 120)
  const both = (luma: number): Image => {
    const [left, right] = [picture('left', luma), picture('right', luma)]
    return { ...left, data: left.data.map((value, i) => (value === 100 ? right.data[i]! : value)) }
  }
  const first = await look(both(10), 480)
  const second = await look(both(200), 600)
  expect([first.at, second.at]).toEqual([['left above'], ['right above']])
  expect([first.found.length, second.found.length]).toEqual([3, 3])
})

test('nothing holds in a picture of another size, or when the detector failed', async () => {
  const { far, look } = watching()
  await look(picture(), 0)
  expect((await look(picture(), 120, { width: 1920, height: 1080 })).found).toHaveLength(1)
  await expect(far.look(FRAME, motionCells(picture()), 240, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect((await look(picture(), 360)).found).toHaveLength(1)
})
