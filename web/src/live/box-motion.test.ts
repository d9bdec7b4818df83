import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BoxMotion, type Box } from './box-motion.ts'

const SIZE = 100
const at = (x: number, y = 200): Box => ({ x, y, width: SIZE, height: SIZE })
const STEP_MS = 66

/** Feeds positions one step apart and answers after `lateMs`; returns the motion and the time of the last one. */
function follow(positions: readonly number[], lateMs = 60): { motion: BoxMotion; now: number } {
  const motion = new BoxMotion(0, at(positions[0]!))
  positions.forEach((x, i) => {
    if (i > 0) motion.see(i * STEP_MS, at(x), i * STEP_MS + lateMs)
  })
  return { motion, now: (positions.length - 1) * STEP_MS }
}
const times = (count: number, value: (i: number) => number) => Array.from({ length: count }, (_, i) => value(i))

test('a face that moves evenly is met where it is now, not where it was measured', () => {
  const speed = 0.3
  const { motion, now } = follow(times(20, i => 50 + speed * STEP_MS * i))
  const truth = 50 + speed * (now + 80)
  expect(Math.abs(motion.boxAt(now + 80).x - truth)).toBeLessThan(3)
})

test('nothing is foretold beyond 150 ms', () => {
  const { motion, now } = follow(times(20, i => 20 * i))
  const far = motion.boxAt(now + 100_000).x
  expect(far).toBeLessThan(20 * 19 + (20 / STEP_MS) * 150 + 1)
  expect(motion.boxAt(now + 200_000).x).toBeCloseTo(far, 6)
})

test('the tremble of a face at rest is smoothed away', () => {
  let seed = 7
  const noise = () => ((seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5) * 4
  const raw = times(120, () => 300 + noise())
  const motion = new BoxMotion(0, at(raw[0]!))
  const shown = raw.slice(1).map((x, i) => {
    motion.see((i + 1) * STEP_MS, at(x), (i + 1) * STEP_MS + 60)
    return motion.boxAt((i + 1) * STEP_MS + 90).x
  })
  const roughness = (xs: readonly number[]) => xs.slice(1).reduce((sum, x, i) => sum + Math.abs(x - xs[i]!), 0) / xs.length
  expect(roughness(shown)).toBeLessThan(roughness(raw) * 0.45)
})

test('once a stop was seen twice, the box comes to rest there and does not swing', () => {
  fc.assert(
    fc.property(fc.double({ min: -0.6, max: 0.6, noNaN: true }), fc.integer({ min: 3, max: 20 }), (speed, moving) => {
      const end = 500 + speed * STEP_MS * moving
      const { motion, now } = follow([...times(moving + 1, i => 500 + speed * STEP_MS * i), end, end, end, end])
      const path = times(40, i => motion.boxAt(now + 60 + i * 16).x - end)
      expect(Math.abs(path[30]!)).toBeLessThan(SIZE * 0.03)
      const crossings = path.slice(1).filter((rest, i) => rest * path[i]! < 0 && Math.abs(rest) > 0.5)
      expect(crossings).toEqual([])
    }),
  )
})

test('the box stays near what was measured, whatever was measured', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 40 }), positions => {
      const motion = new BoxMotion(0, at(positions[0]!))
      positions.slice(1).forEach((x, i) => {
        motion.see((i + 1) * 500, at(x), (i + 1) * 500)
      })
      // Half a second later the blend has faded; what is left is at most 150 of 500 ms of the last movement.
      const { x } = motion.boxAt((positions.length - 1) * 500 + 500)
      const [low, high] = [Math.min(...positions), Math.max(...positions)]
      expect(x).toBeGreaterThanOrEqual(low - (high - low) * 0.31 - 1)
      expect(x).toBeLessThanOrEqual(high + (high - low) * 0.31 + 1)
    }),
  )
})

test('a new answer never makes the shown box jump', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 3, maxLength: 20 }), positions => {
      const { motion, now } = follow(positions)
      const before = motion.boxAt(now + STEP_MS + 60).x
      motion.see(now + STEP_MS, at(200), now + STEP_MS + 60)
      expect(motion.boxAt(now + STEP_MS + 60).x).toBeCloseTo(before, 6)
    }),
  )
})

test('an answer older than the last one changes nothing, and a long gap starts anew', () => {
  const { motion, now } = follow([0, 20, 40, 60])
  const before = motion.boxAt(now + 50)
  motion.see(now - 10, at(900))
  expect(motion.boxAt(now + 50)).toEqual(before)
  motion.see(now + 5000, at(700), now + 5000)
  expect(motion.boxAt(now + 5400).x).toBeCloseTo(700, 0)
})
