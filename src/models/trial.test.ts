import { expect, test } from 'vitest'
import type { Networks } from '../core/ports.ts'
import { trialMs } from './trial.ts'

function counted() {
  const ran = { detector: 0, embedder: 0 }
  const networks = {
    detector: {
      workingSize: () => ({ width: 32, height: 24 }),
      detect: () => {
        ran.detector++
        return Promise.resolve([])
      },
    },
    embedder: {
      space: 'made by a test',
      embed: () => {
        ran.embedder++
        return Promise.resolve([])
      },
    },
  } as unknown as Pick<Networks, 'detector' | 'embedder'>
  return { ran, networks }
}

test('each network is warmed up and then timed twice', async () => {
  const { ran, networks } = counted()
  expect(await trialMs(networks)).toBeGreaterThan(0)
  expect(ran).toEqual({ detector: 6, embedder: 6 })
})

test('a device whose detector alone takes too long is asked for nothing more', async () => {
  const { ran, networks } = counted()
  expect(await trialMs(networks, 0)).toBeGreaterThan(0)
  expect(ran).toEqual({ detector: 2, embedder: 0 })
})
