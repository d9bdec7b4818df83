// The store contract, kept by a sealed SQLite store.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { storeContract } from '../contracts/store.ts'
import { seal, sealedPlace } from './sealed-store.ts'

const state = { tolerant: false }

// Templates come back from their rotation to within the rounding of float32.
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

storeContract('sealed SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-sealed-'))
  const place = await sealedPlace(join(folder, 'data', 'people.db'))
  await seal(place)
  return { open: place.open, remove: () => rm(folder, { recursive: true, force: true }) }
})
