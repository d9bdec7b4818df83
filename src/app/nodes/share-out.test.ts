import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shareOut } from './share-out.ts'

const names = (count: number) => Array.from({ length: count }, (_, i) => `camera ${i}`)

/** Servers take turns until nobody takes or releases anything; what was released is free for the next. */
function settle(wanted: readonly string[], servers: readonly string[], holders: Map<string, string>): number {
  let moves = 0
  for (let isCalm = false; !isCalm;) {
    isCalm = true
    for (const me of servers) {
      const { take, release } = shareOut({ wanted, holders, me, living: servers.length })
      for (const name of release) holders.delete(name)
      for (const name of take) holders.set(name, me)
      moves += take.length
      isCalm &&= take.length + release.length === 0
    }
  }
  return moves
}

test('everything is done by somebody, and nobody does more than their share', () => {
  const property = fc.property(
    fc.nat(40),
    fc.integer({ min: 1, max: 6 }),
    fc.array(fc.nat(7), { maxLength: 40 }),
    (n, living, had) => {
      const servers = Array.from({ length: living }, (_, i) => `server ${i}`)
      const before = had.flatMap((server, i) =>
        i >= n || servers[server] === undefined ? [] : [[`camera ${i}`, servers[server]] as const],
      )
      const holders = new Map(before)
      settle(names(n), servers, holders)
      expect([...holders.keys()].sort()).toEqual(names(n).sort())
      for (const server of servers)
        expect([...holders.values()].filter(holder => holder === server).length).toBeLessThanOrEqual(Math.ceil(n / living))
    },
  )
  fc.assert(property)
})

test('when one of three dies only what it did moves; when one comes only what it is to do', () => {
  const holders = new Map<string, string>()
  settle(names(12), ['a', 'b', 'c'], holders)
  for (const [name, holder] of holders) if (holder === 'b') holders.delete(name)
  expect(settle(names(12), ['a', 'c'], holders)).toBe(4)
  expect(settle(names(12), ['a', 'c', 'd'], holders)).toBe(4)
})
