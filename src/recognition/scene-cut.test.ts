import { expect, test } from 'vitest'
import { SceneCutDetector } from './scene-cut.ts'

const picture = (brightness: (x: number, y: number) => number, width = 320, height = 180) => {
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++)
    data.fill(brightness((i % width) / width, Math.floor(i / width) / height), i * 3, i * 3 + 3)
  return { width, height, data }
}
const room = picture(x => 40 + 120 * x)
const garden = picture(x => 200 - 150 * x)

test('the first picture is no cut, another scene is one, and after it the new scene goes on', () => {
  const cuts = new SceneCutDetector()
  expect([room, room, garden, garden, room].map(image => cuts.isCut(image))).toEqual([false, false, true, false, true])
})

test('a person crossing, a swaying camera and a lamp dimmed a little are no cuts', () => {
  const cuts = new SceneCutDetector()
  const crossing = [0.02, 0.08, 0.14, 0.2, 0.26].map(at =>
    picture((x, y) => (Math.abs(x - at) < 0.12 && y > 0.2 ? 10 : 40 + 120 * x)),
  )
  const swaying = [0.02, 0.05, 0.03].map(shift => picture(x => 40 + 120 * (x + shift)))
  const dimmed = picture(x => 30 + 105 * x)
  expect([room, ...crossing, ...swaying, dimmed].some(image => cuts.isCut(image))).toBe(false)
})

test('the same scene at another size is no cut, however small', () => {
  const cuts = new SceneCutDetector()
  cuts.isCut(room)
  expect(cuts.isCut(picture(x => 40 + 120 * x, 200, 150))).toBe(false)
})

test('a cut from dark to dark is a cut, though brightness hardly changes', () => {
  const cuts = new SceneCutDetector()
  const stage = picture((x, y) => (Math.hypot(x - 0.4, y - 0.5) < 0.25 ? 70 : 8))
  const audience = picture((x, y) => (Math.hypot(x - 0.85, y - 0.6) < 0.2 ? 60 : 10))
  expect([stage, stage, audience, audience].map(image => cuts.isCut(image))).toEqual([false, false, true, false])
})
