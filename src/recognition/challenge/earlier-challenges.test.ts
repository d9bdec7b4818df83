import { expect, test } from 'vitest'
import { createRandom } from '../../core/random.ts'
import { EarlierChallenges, type PoseAt } from './earlier-challenges.ts'

interface Timing {
  readonly waitMs: readonly number[]
  readonly lastsMs: number
}

/** To the left, down and nearer, each with its own wait before it, and back; landmarks as noisy as real ones. */
function looksOf({ waitMs, lastsMs }: Timing, { seed = 1, frameMs = 83, startMs = 0 } = {}): PoseAt[] {
  const random = createRandom(seed)
  const noise = () => 0.008 * (random() + random() + random() - 1.5) * 2
  const to = [{ turn: 0.6 }, { nod: 0.25 }, { sizePx: 90 }]
  const looks: PoseAt[] = []
  const wholeMs = waitMs.reduce((sum, ms) => sum + ms + 2 * lastsMs, 0) + 500
  for (let atMs = 0; atMs < wholeMs; atMs += frameMs * (0.8 + 0.4 * random())) {
    const pose = { turn: 0, nod: -0.05, sizePx: 60 }
    let beganMs = 0
    for (const [i, wait] of waitMs.entries()) {
      const since = atMs - beganMs - wait
      const share = Math.max(0, Math.min(1, since / lastsMs, 2 - since / lastsMs))
      for (const [name, goal] of Object.entries(to[i]!) as [keyof typeof pose, number][])
        pose[name] += share * (goal - pose[name])
      beganMs += wait + 2 * lastsMs
    }
    looks.push({ atMs: startMs + atMs, turn: pose.turn + noise(), nod: pose.nod + noise(), sizePx: pose.sizePx * (1 + noise()) })
  }
  return looks
}

const FIRST: Timing = { waitMs: [600, 900, 700], lastsMs: 600 }

test('the very same course is known again, in other moments, with other noise and begun later', () => {
  const earlier = new EarlierChallenges()
  earlier.add(looksOf(FIRST))
  expect(earlier.knows(looksOf(FIRST, { seed: 2, frameMs: 97, startMs: 50_000 }))).toBe(true)
  expect(earlier.knows(looksOf(FIRST, { seed: 3 }).slice(9))).toBe(true)
})

test('somebody who does the same again in their own time is not', () => {
  const earlier = new EarlierChallenges()
  earlier.add(looksOf(FIRST))
  for (const waitMs of [
    [600, 700, 900],
    [450, 900, 850],
    [800, 1000, 600],
  ])
    expect(earlier.knows(looksOf({ waitMs, lastsMs: 600 }, { seed: 4 }))).toBe(false)
})

test('nothing is known of a challenge in which nobody was seen, and nothing is kept for ever', () => {
  const earlier = new EarlierChallenges()
  expect(earlier.knows([])).toBe(false)
  earlier.add(looksOf(FIRST))
  for (let i = 0; i < 100; i++) earlier.add([])
  expect(earlier.knows(looksOf(FIRST))).toBe(false)
})
