// Templates of sealed stores come back from their rotation to within the rounding of float32: such are equal while the tests of a file run.

import { afterAll, beforeAll, expect } from 'vitest'

export function templatesAreRotated(): void {
  const state = { tolerant: false }
  expect.addEqualityTesters([
    function (a: unknown, b: unknown) {
      if (!state.tolerant || !(a instanceof Float32Array) || !(b instanceof Float32Array)) return undefined
      return a.length === b.length && a.every((value, i) => Math.abs(value - b[i]!) < 1e-6)
    },
  ])
  beforeAll(() => {
    state.tolerant = true
  })
  afterAll(() => {
    state.tolerant = false
  })
}
