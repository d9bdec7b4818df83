import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Hint } from '../../../src/client.ts'
import { calm, NO_HINT } from './steady-hint.ts'

const shownOver = (hints: readonly Hint[], stepMs = 66) => {
  let state = NO_HINT
  return hints.map((hint, i) => (state = calm(state, hint, 10_000 + i * stepMs)).shown)
}
const times = (count: number, hint: Hint): Hint[] => Array.from({ length: count }, () => hint)

test('the first hint comes at once', () => {
  expect(shownOver(['no_face'])).toEqual(['no_face'])
})

test('a hint meant for one frame only is not shown', () => {
  expect(new Set(shownOver([...times(30, 'come_closer'), 'no_face', ...times(30, 'come_closer')]))).toEqual(
    new Set(['come_closer']),
  )
})

test('a new hint is shown once it is meant', () => {
  expect(shownOver([...times(30, 'come_closer'), ...times(10, 'good')]).at(-1)).toBe('good')
})

test('whatever the camera says, no hint is shown for less than the time to read it', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom<Hint[]>('good', 'no_face', 'turn_left'), { minLength: 1, maxLength: 200 }), hints => {
      const shown = shownOver(hints)
      const changes = shown.flatMap((hint, i) => (i > 0 && hint !== shown[i - 1] ? [i] : []))
      changes.slice(1).forEach((at, i) => {
        expect((at - changes[i]!) * 66).toBeGreaterThanOrEqual(900 - 66)
      })
    }),
  )
})
