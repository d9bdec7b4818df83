// How long the networks of a pack take on the device they were opened on.

import { alignFace } from '../core/image/align.ts'
import type { Networks } from '../core/ports.ts'
import type { Image, Landmarks5 } from '../core/types.ts'

/** Runs timed of each network once it is warm, for a device compiles at its first; the quickest counts, for machines do other things, too. */
const TIMED = 5

/** A picture with nothing in it: what networks take does not depend on what they see. */
const blank = (width: number, height: number): Image => ({ width, height, data: new Uint8Array(width * height * 3) })
const SIZE = 112
const POINTS: Landmarks5 = [
  { x: 38, y: 52 },
  { x: 74, y: 52 },
  { x: 56, y: 72 },
  { x: 42, y: 92 },
  { x: 71, y: 92 },
]

/**
 * Milliseconds of one detection and one embedding; a device on which a detection alone takes longer than `mostMs` is not asked for more.
 * @throws whatever the networks throw
 */
export async function trialMs(
  { detector, embedder }: Pick<Networks, 'detector' | 'embedder'>,
  mostMs = Infinity,
): Promise<number> {
  const { width, height } = detector.workingSize({ width: 64, height: 64 })
  const detectionMs = await quickestMs(() => detector.detect(blank(width, height)), mostMs)
  if (detectionMs > mostMs) return detectionMs
  const face = alignFace(blank(SIZE, SIZE), POINTS)!
  return detectionMs + (await quickestMs(() => embedder.embed([face]), mostMs))
}

async function quickestMs(run: () => Promise<unknown>, mostMs: number): Promise<number> {
  await run()
  let quickest = Infinity
  for (let i = 0; i < TIMED && (i === 0 || quickest <= mostMs); i++) {
    const started = performance.now()
    await run()
    quickest = Math.min(quickest, performance.now() - started)
  }
  return quickest
}
