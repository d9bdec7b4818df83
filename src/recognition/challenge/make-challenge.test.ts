import { expect, test } from 'vitest'
import { CHALLENGE_ACTIONS, type ChallengeAction } from '../../core/challenge.ts'
import { createRandom } from '../../core/random.ts'
import { makeChallenge } from './make-challenge.ts'
import { shownBy } from './movement.ts'

const seeded = (seed: number) => {
  const random = createRandom(seed)
  return (below: number) => Math.floor(random() * below)
}
const many = (options: Parameters<typeof makeChallenge>[0], count = 3000) => {
  const random = seeded(5)
  return Array.from({ length: count }, () => makeChallenge(options, random)!)
}

test('three different movements, at least two of them of the head, in every order', () => {
  const orders = new Set<string>()
  for (const { steps } of many({ colours: false })) {
    const shown = steps.map(shownBy)
    expect(new Set(shown).size).toBe(3)
    expect(steps.filter(s => s.action !== 'move_closer').length).toBeGreaterThanOrEqual(2)
    orders.add(shown.join(' '))
  }
  // Of left, right, up, down and closer, three in any order.
  expect(orders.size).toBe(5 * 4 * 3)
})

test('a blink is asked for only where eyes can be read', () => {
  expect(
    many({ colours: false })
      .flatMap(c => c.steps)
      .some(s => s.action === 'blink'),
  ).toBe(false)
  expect(
    many({ colours: false, canReadEyes: true })
      .flatMap(c => c.steps)
      .some(s => s.action === 'blink'),
  ).toBe(true)
})

test('whoever cannot do a movement is given others, until fewer than three are left', () => {
  const without: ChallengeAction[] = []
  for (let left = 3; left > 0; left--) {
    const challenge = makeChallenge({ colours: false, without }, seeded(left))!
    without.push(challenge.steps[0]!.action)
    const actions = many({ colours: false, without }, 200).flatMap(c => c.steps.map(s => s.action))
    for (const action of without) expect(actions).not.toContain(action)
  }
  const challenge = makeChallenge({ colours: false, without })!
  expect(makeChallenge({ colours: false, without: [...without, challenge.steps[0]!.action] })).toBeUndefined()
  expect(makeChallenge({ colours: false, without: CHALLENGE_ACTIONS.slice(0, 5) })).toBeUndefined()
})

test('every challenge has a nonce of its own, and colours of which none follows itself', () => {
  const made = Array.from({ length: 200 }, () => makeChallenge({ colours: true })!)
  expect(new Set(made.map(c => c.nonce)).size).toBe(200)
  for (const { nonce, colours } of made) {
    expect(nonce).toMatch(/^[0-9a-f]{32}$/)
    expect(colours).toHaveLength(8)
    expect(colours.some((colour, i) => colour === colours[i + 1])).toBe(false)
  }
})
