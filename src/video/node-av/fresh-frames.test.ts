import { expect, test } from 'vitest'
import { createArrivalTimes } from '../arrival-times.ts'
import { Freshness } from '../freshness.ts'
import { freshFrames } from './fresh-frames.ts'

interface Camera {
  readonly packets: number
  readonly framesPerSecond: number
  /** Packets from one keyframe to the next. */
  readonly group: number
  /** Every so many frames is built on by others; the rest stand alone. Default: all are. */
  readonly builtOnEvery?: number
  /** What its clock says at this moment of the test. */
  readonly stamp?: (sentMs: number) => number
  /** It says no times. */
  readonly isUntimed?: true
}

interface Machine {
  readonly readMs: number
  /** At this moment of the test. */
  readonly decodeMs: (nowMs: number) => number
}

interface Shown {
  readonly number: number
  readonly ageMs: number
  readonly atMs: number
  readonly leftOut: number
}

/** A camera and a machine in made-up time: each packet is sent at its time, and everything takes what `machine` says. */
async function watch(camera: Camera, machine: Machine) {
  const { packets, framesPerSecond, group, builtOnEvery = 1, stamp = (sentMs: number) => sentMs, isUntimed } = camera
  const arrivalTime = createArrivalTimes()
  const frameMs = 1000 / framesPerSecond
  const isBuiltOn = (number: number) => number % group === 0 || (number % group) % builtOnEvery === 0
  let [now, reading, last] = [0, -1, -1]
  let isSkippingLone = false
  const decoded: number[] = []
  const waiting: { number: number; free: () => void }[] = []
  let held = 0
  const video = {
    keptBack: 0,
    readPacket() {
      if (++reading >= packets) return Promise.resolve('end' as const)
      const askedMs = now
      now = Math.max(now + machine.readMs, reading * frameMs)
      const readMs = now - askedMs
      const streamMs = isUntimed ? arrivalTime(now, readMs) : stamp(reading * frameMs)
      return Promise.resolve({ isKey: reading % group === 0, streamMs, readMs })
    },
    decodePacket() {
      const number = reading
      if (isSkippingLone && !isBuiltOn(number)) return Promise.resolve('decoded' as const)
      // What it is built on must have been decoded, or the picture is a smear.
      let needed = number - 1
      while (needed > last && !isBuiltOn(needed)) needed--
      if (number % group !== 0 && needed > last) throw new Error(`${number} was decoded without ${needed}`)
      if (isBuiltOn(number)) last = number
      now += machine.decodeMs(now)
      decoded.push(number)
      held++
      waiting.push({ number, free: () => held-- })
      return Promise.resolve('decoded' as const)
    },
    forget() {
      last = -1
    },
    skipLoneFrames(skip: boolean) {
      isSkippingLone = skip
    },
    drain: () => Promise.resolve(),
    receiveFrame: () => waiting.shift(),
  }
  const shown: Shown[] = []
  const freshness = new Freshness(() => now)
  const never = new AbortController().signal
  const lost = await (async () => {
    for await (const { native, leftOut } of freshFrames(video, never, () => {}, freshness)) {
      native.free()
      shown.push({ number: native.number, ageMs: now - native.number * frameMs, atMs: now, leftOut })
    }
  })().catch((error: unknown) => error)
  return { shown, decoded, lost, heldAfterwards: () => held, endedAtMs: now }
}

const oldest = (shown: readonly Shown[]) => Math.max(...shown.map(({ ageMs }) => ageMs))
const longestPause = (shown: readonly Shown[]) => Math.max(...shown.slice(1).map(({ atMs }, i) => atMs - shown[i]!.atMs))

const CAMERA: Camera = { packets: 1500, framesPerSecond: 25, group: 50 }

test('a machine that keeps up shows every picture', async () => {
  const { shown } = await watch(CAMERA, { readMs: 1, decodeMs: () => 20 })
  expect(shown.map(({ number }) => number)).toEqual(Array.from({ length: 1500 }, (_, i) => i))
  expect(shown.every(({ leftOut }) => leftOut === 0)).toBe(true)
})

test('after a pause the machine decodes up to the present without showing the past, and blinks no longer than that takes', async () => {
  // Stands still for 0.8 s, in the middle of a group of 10 s.
  const decodeMs = (now: number) => (now > 12_000 && now < 12_050 ? 800 : 3)
  const { shown, decoded } = await watch({ ...CAMERA, packets: 500, group: 250 }, { readMs: 1, decodeMs })
  expect(decoded).toHaveLength(500)
  expect(oldest(shown.filter(({ atMs }) => atMs < 12_000 || atMs > 13_000))).toBeLessThan(260)
  expect(longestPause(shown)).toBeLessThan(1000)
  const leftOut = shown.reduce((sum, frame) => sum + frame.leftOut, 0)
  expect(leftOut).toBeGreaterThan(5)
  expect(shown.length + leftOut).toBe(500)
})

test('a machine too slow for all pictures shows the present, some groups whole or begun, and counts what it left out', async () => {
  for (const decodeMs of [45, 60, 100, 250]) {
    const { shown, decoded, lost, heldAfterwards } = await watch(CAMERA, { readMs: 1, decodeMs: () => decodeMs })
    expect(lost).toBeUndefined()
    // Late by 250 ms at most when it is read, and decoded then.
    expect(oldest(shown)).toBeLessThanOrEqual(250 + decodeMs)
    expect(longestPause(shown)).toBeLessThan(2000 + 250 + decodeMs)
    expect(decoded.length).toBeLessThan(1500)
    expect(heldAfterwards()).toBe(0)
    const numbered = shown.reduce((number, frame) => number + frame.leftOut + 1, 0)
    expect(numbered).toBe(shown.at(-1)!.number + 1)
  }
})

test('frames no other is built on are not decoded while the machine is behind', async () => {
  const slow = (now: number) => (now > 4000 && now < 4100 ? 700 : 12)
  const all = await watch({ ...CAMERA, packets: 300, group: 300 }, { readMs: 1, decodeMs: slow })
  const some = await watch({ ...CAMERA, packets: 300, group: 300, builtOnEvery: 3 }, { readMs: 1, decodeMs: slow })
  expect(some.decoded.length).toBeLessThan(all.decoded.length)
  expect(some.shown.at(-1)!.number).toBe(299)
})

test('sixty frames a second on a machine that decodes twenty are as young as any', async () => {
  const { shown } = await watch({ packets: 3600, framesPerSecond: 60, group: 120 }, { readMs: 1, decodeMs: () => 50 })
  expect(oldest(shown)).toBeLessThanOrEqual(300)
  expect(longestPause(shown)).toBeLessThan(2300)
})

test('pictures that stand alone, as of Motion JPEG, are left out until the newest', async () => {
  const { shown } = await watch({ ...CAMERA, group: 1 }, { readMs: 1, decodeMs: () => 60 })
  expect(oldest(shown)).toBeLessThanOrEqual(320)
  expect(longestPause(shown)).toBeLessThan(400)
})

test('a stream that says no times is known to be behind by what did not have to be waited for', async () => {
  const camera: Camera = { packets: 600, framesPerSecond: 10, group: 1, isUntimed: true }
  const inTime = await watch(camera, { readMs: 1, decodeMs: () => 40 })
  expect(inTime.shown).toHaveLength(600)
  // Three times too slow from the fifth second on.
  const { shown, lost } = await watch(camera, { readMs: 1, decodeMs: now => (now > 5000 ? 300 : 20) })
  expect(lost).toBeUndefined()
  expect(oldest(shown)).toBeLessThan(800)
  expect(shown.length).toBeGreaterThan(150)
})

test('a clock that is wrong by a hundredth, or is put back a second, is no lateness for long', async () => {
  for (const stamp of [
    (sentMs: number) => sentMs * 0.992,
    (sentMs: number) => sentMs * 1.01,
    (sentMs: number) => sentMs - (sentMs > 30_000 ? 1000 : 0),
    (sentMs: number) => sentMs + (sentMs > 30_000 ? 100_000 : 0),
  ]) {
    const { shown, lost } = await watch({ ...CAMERA, stamp }, { readMs: 1, decodeMs: () => 5 })
    expect(lost).toBeUndefined()
    expect(longestPause(shown)).toBeLessThan(2100)
    expect(shown.length).toBeGreaterThan(1500 - 60)
  }
})

test('a machine that cannot even read in time connects anew instead of showing the past', async () => {
  const { shown, lost } = await watch(CAMERA, { readMs: 55, decodeMs: () => 1 })
  expect(lost).toMatchObject({ code: 'source_unavailable' })
  expect(oldest(shown)).toBeLessThan(3000)
})
