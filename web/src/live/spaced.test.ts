import { expect, test } from 'vitest'
import { createSpaced } from './spaced.ts'

function counting() {
  const rings: (() => void)[] = []
  const seen = { runs: 0 }
  const later = (run: () => void) => {
    rings.push(run)
    return () => {
      rings.splice(rings.indexOf(run), 1)
    }
  }
  const spaced = createSpaced(() => (seen.runs += 1), 1000, later)
  return { seen, rings, spaced, ring: () => rings.shift()?.() }
}

test('the first news is acted on at once, those of a burst once together afterwards', () => {
  const { seen, spaced, ring } = counting()
  for (let i = 0; i < 5; i += 1) spaced.ask()
  expect(seen.runs).toBe(1)
  ring()
  expect(seen.runs).toBe(2)
})

test('without more news nothing is done again, and the next is acted on at once', () => {
  const { seen, rings, spaced, ring } = counting()
  spaced.ask()
  ring()
  expect([seen.runs, rings.length]).toEqual([1, 0])
  spaced.ask()
  expect(seen.runs).toBe(2)
})

test('who has gone hears nothing more', () => {
  const { seen, rings, spaced } = counting()
  spaced.ask()
  spaced.ask()
  spaced.stop()
  expect([seen.runs, rings.length]).toEqual([1, 0])
})
