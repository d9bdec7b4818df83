import { expect, test } from 'vitest'
import type { Lease, Leases } from '../core/leases.ts'
import { OneAtATime } from './one-at-a-time.ts'

/** As a store keeps them. */
function leasesInMemory(): Leases {
  const kept = new Map<string, Lease>()
  const isSame = (a: Lease | undefined, b: Lease | undefined) => a?.holder === b?.holder && a?.renewals === b?.renewals
  return {
    list: () => Promise.resolve([...kept.values()]),
    take(lease, seen) {
      if (!isSame(kept.get(lease.name), seen)) return Promise.resolve(false)
      kept.set(lease.name, { ...lease, renewals: (seen?.renewals ?? 0) + 1 })
      return Promise.resolve(true)
    },
    renew(holder) {
      for (const lease of kept.values())
        if (lease.holder === holder) kept.set(lease.name, { ...lease, renewals: lease.renewals + 1 })
      return Promise.resolve([...kept.values()].flatMap(lease => (lease.holder === holder ? [lease.name] : [])))
    },
    release(holder) {
      for (const lease of kept.values()) if (lease.holder === holder) kept.delete(lease.name)
      return Promise.resolve()
    },
  }
}

function two() {
  const leases = leasesInMemory()
  const clock = { ms: 0 }
  const [one, other] = [1, 2].map(() => new OneAtATime(leases, 'fill', () => clock.ms))
  return { one: one!, other: other!, clock }
}

test('one of two has the task, until it gives it up', async () => {
  const { one, other } = two()
  expect([await one.hold(), await other.hold(), await one.hold()]).toEqual([true, false, true])
  await one.release()
  expect([await other.hold(), await one.hold()]).toEqual([true, false])
})

test('who does not say any more that they do it loses it to whoever waits', async () => {
  const { one, other, clock } = two()
  await one.hold()
  expect(await other.hold()).toBe(false)
  clock.ms += 5000
  await one.hold()
  clock.ms += 5000
  expect(await other.hold()).toBe(false)
  clock.ms += 6001
  expect([await other.hold(), await one.hold()]).toEqual([true, false])
})
