// What every Store promises of leases: one holder each, whoever asks at the same moment.

import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/core/ports.ts'

const lease = (name: string, holder: string) => ({ name, holder, about: `machine of ${holder}` })

export function leasesContract(of: () => Store, other: () => Store): void {
  const kept = async (name: string) => (await other().leases.list()).find(lease => lease.name === name)

  describe('leases', () => {
    test('are taken by one of those who try at once', async () => {
      const tries = Array.from({ length: 8 }, (_, i) => (i % 2 ? of() : other()).leases.take(lease('camera', `n${i}`), undefined))
      const taken = await Promise.all(tries)
      expect(taken.filter(Boolean)).toHaveLength(1)
      expect(await kept('camera')).toMatchObject(lease('camera', `n${taken.indexOf(true)}`))
    })

    test('are taken over only as they were seen: one renewal later they are not', async () => {
      await of().leases.take(lease('camera', 'a'), undefined)
      const seen = await kept('camera')
      expect(await of().leases.renew('a')).toEqual(['camera'])
      expect(await other().leases.take(lease('camera', 'b'), seen)).toBe(false)
      expect(await kept('camera')).toEqual({ ...seen, renewals: seen!.renewals + 1 })
      expect(await other().leases.take(lease('camera', 'b'), await kept('camera'))).toBe(true)
      expect(await kept('camera')).toEqual({ ...lease('camera', 'b'), renewals: seen!.renewals + 2 })
    })

    test('that were given up and taken again are not as they were seen before', async () => {
      await of().leases.take(lease('camera', 'a'), undefined)
      const seen = await kept('camera')
      await of().leases.release('a')
      await of().leases.take(lease('camera', 'a'), undefined)
      expect(await other().leases.take(lease('camera', 'b'), seen)).toBe(false)
    })

    test('that others took are missing from what is renewed, and are not released', async () => {
      for (const name of ['x', 'y', 'z']) await of().leases.take(lease(name, 'a'), undefined)
      await other().leases.take(lease('y', 'b'), await kept('y'))
      expect(await of().leases.renew('a')).toEqual(['x', 'z'])
      await of().leases.release('a', ['y', 'x'])
      expect((await other().leases.list()).map(({ name, holder }) => [name, holder])).toEqual([
        ['y', 'b'],
        ['z', 'a'],
      ])
      await of().leases.release('a')
      expect((await of().leases.list()).map(({ name }) => name)).toEqual(['y'])
    })
  })
}
