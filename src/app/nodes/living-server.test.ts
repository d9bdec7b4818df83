import { expect, test } from 'vitest'
import type { Lease } from '../../core/leases.ts'
import { livingServer } from './living-server.ts'

const place = (name: string, renewals: number): Lease => ({ name: `node:${name}`, holder: name, renewals, about: `the ${name}` })

/** Each look shows the next of these, and the last for ever. @returns how long it took, too */
async function looked(...looks: readonly (readonly Lease[])[]) {
  const state = { look: 0, waitedMs: 0 }
  const found = await livingServer(
    () => Promise.resolve(looks[Math.min(state.look++, looks.length - 1)]!),
    ms => Promise.resolve((state.waitedMs += ms)),
  )
  return { found, waitedMs: state.waitedMs }
}

test('where no server has been nobody waits', async () => {
  const camera: Lease = { name: 'camera:1', holder: 'x', renewals: 1, about: 'x' }
  expect(await looked([camera])).toEqual({ found: undefined, waitedMs: 0 })
})

test('a server lives whose lease goes on, or that has come meanwhile', async () => {
  const [hall, gate] = [place('hall', 4), place('gate', 9)]
  expect((await looked([hall, gate], [hall, gate], [hall, place('gate', 10)])).found).toBe('the gate')
  expect((await looked([hall], [hall, gate])).found).toBe('the gate')
})

test('a lease that stands still for as long as others wait is of a server that died; one that is given back of one that ended', async () => {
  const dead = await looked([place('hall', 4)])
  expect(dead.found).toBeUndefined()
  expect(dead.waitedMs).toBeGreaterThan(6000)
  expect(await looked([place('hall', 4)], [])).toEqual({ found: undefined, waitedMs: 1000 })
})
