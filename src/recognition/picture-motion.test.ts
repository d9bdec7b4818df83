import { expect, test } from 'vitest'
import { createRandom } from '../core/random.ts'
import type { Image } from '../core/types.ts'
import { PictureMotion, type Motion } from './picture-motion.ts'

const WIDTH = 160
const HEIGHT = 120
const EVERY_MS = 120

interface Scene {
  /** Middle of a head, in shares of the picture. */
  readonly x: number
  readonly y: number
  /** How far a screen in the background has come, in turns. */
  readonly screen?: number
}

/** A wall with a screen, and a head before it; with the noise of a sensor where `noise` is given. */
function picture({ x, y, screen = 0 }: Scene, noise?: () => number): Image {
  const data = new Uint8Array(WIDTH * HEIGHT * 3)
  for (let v = 0, p = 0; v < HEIGHT; v++) {
    for (let u = 0; u < WIDTH; u++, p += 3) {
      const [across, down] = [u / WIDTH - x, v / HEIGHT - y]
      const isHead = Math.hypot(across, down * 0.7) < 0.15
      const isScreen = u < 40 && v < 40
      const wall = isScreen ? 128 + 100 * Math.sin(u / 6 + 2 * Math.PI * screen) : 60 + (60 * u) / WIDTH
      const luma = isHead ? 170 + 60 * Math.sin(across * 60) * Math.cos(down * 50) : wall
      data.fill(luma + (noise ? 3 * (noise() + noise() - 1) : 0), p, p + 3)
    }
  }
  return { width: WIDTH, height: HEIGHT, data }
}

/** A head that never does the same twice: a slow random walk. */
function wandering(seed: number): () => Scene {
  const random = createRandom(seed)
  let [x, y, dx, dy] = [0.5, 0.5, 0, 0]
  return () => {
    dx = 0.8 * dx + 0.012 * (random() - 0.5) - 0.03 * (x - 0.5)
    dy = 0.8 * dy + 0.012 * (random() - 0.5) - 0.03 * (y - 0.5)
    return { x: (x += dx), y: (y += dy) }
  }
}

const watch = (pictures: readonly Image[], motion = new PictureMotion(), fromMs = 0): Motion[] =>
  pictures.map((image, i) => motion.take(image, fromMs + i * EVERY_MS))

const times = (n: number, of: (i: number) => Image): Image[] => Array.from({ length: n }, (_, i) => of(i))
const SEED = 7

test('the same picture for a second is frozen, and a new one ends it at once', () => {
  const [still, other] = [picture({ x: 0.5, y: 0.5 }), picture({ x: 0.52, y: 0.5 })]
  const seen = watch([...times(12, () => ({ ...still, data: still.data.slice() })), other])
  expect(seen.slice(0, 8)).not.toContain('frozen')
  expect(seen.slice(8, 12)).toEqual(['frozen', 'frozen', 'frozen', 'frozen'])
  expect(seen[12]).toBe('moving')
})

test('pictures that come one after another in the same memory are told apart', () => {
  const [next, motion] = [wandering(SEED), new PictureMotion()]
  const memory = picture(next())
  for (let i = 0; i < 20; i++) {
    memory.data.set(picture(next()).data)
    expect(motion.take(memory, i * EVERY_MS)).toBe('moving')
  }
})

test('a camera that stalls for half a second is not frozen', () => {
  const next = wandering(SEED)
  const seen = watch(times(5, () => picture(next())).flatMap(image => [image, image, image, image, image]))
  expect(seen).not.toContain('frozen')
})

test('two pictures far apart that are the same prove nothing', () => {
  const motion = new PictureMotion()
  const still = picture({ x: 0.5, y: 0.5 })
  expect([motion.take(still, 0), motion.take(still, 5000)]).toEqual(['moving', 'moving'])
})

test('an empty room and somebody standing quite still are neither, by the noise of the sensor', () => {
  const noise = createRandom(SEED)
  expect(new Set(watch(times(400, () => picture({ x: 0.5, y: 0.5 }, noise))))).toEqual(new Set(['moving']))
})

test.each([2000, 4300, 9000])('a recording of %i ms that is played round and round is looping in its second round', lengthMs => {
  const [next, random] = [wandering(SEED), createRandom(SEED)]
  const recorded = times(Math.round(lengthMs / 40), () => picture(next()))
  const motion = new PictureMotion()
  // Looked at a little early or late, so that each round shows other pictures of the recording.
  const atMs = Array.from({ length: 30_000 / EVERY_MS }, (_, i) => i * EVERY_MS + 30 * random())
  const seen = atMs.map(ms => [ms, motion.take(recorded[Math.floor(ms / 40) % recorded.length]!, ms)] as const)
  const first = seen.find(([, is]) => is === 'looping')?.[0]
  expect(first).toBeGreaterThan(lengthMs)
  expect(first).toBeLessThan(2 * lengthMs + 3000)
  expect(seen.filter(([, is]) => is === 'looping').length / seen.length).toBeGreaterThan(0.4)
})

test('somebody who moves for two minutes without doing the same twice is moving', () => {
  const [next, noise] = [wandering(SEED), createRandom(SEED)]
  expect(new Set(watch(times(1000, () => picture(next(), noise))))).toEqual(new Set(['moving']))
})

test('a screen in the background that shows the same again and again does not make a person a loop', () => {
  const [next, noise] = [wandering(SEED), createRandom(SEED)]
  const seen = watch(times(300, i => picture({ ...next(), screen: (i * EVERY_MS) / 3000 }, noise)))
  expect(new Set(seen)).toEqual(new Set(['moving']))
})

test('after a loop a live picture is moving again', () => {
  const [next, live] = [wandering(SEED), wandering(SEED + 1)]
  const recorded = times(25, () => picture(next()))
  const motion = new PictureMotion()
  const before = watch([...recorded, ...recorded, ...recorded], motion)
  const after = watch(
    times(40, () => picture(live())),
    motion,
    75 * EVERY_MS,
  )
  expect([before.at(-1), after.at(-1)]).toEqual(['looping', 'moving'])
})

test('a pause forgets what was before', () => {
  const next = wandering(SEED)
  const recorded = times(20, () => picture(next()))
  const motion = new PictureMotion()
  const seen = [0, 10_000, 20_000, 30_000].flatMap(fromMs => watch(recorded, motion, fromMs))
  expect(new Set(seen)).toEqual(new Set(['moving']))
})
