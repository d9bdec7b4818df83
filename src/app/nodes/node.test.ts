import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RostroError } from '../../core/errors.ts'
import type { Lease, Leases } from '../../core/leases.ts'
import { LEASE_MS, Node } from './node.ts'

const BEAT_MS = 1000
const CAMERAS = Array.from({ length: 12 }, (_, i) => `camera:${i}`)

/** Leases in memory, as the contract says they are. */
function memoryLeases(): Leases {
  const kept = new Map<string, Lease>()
  let beginning = 0
  return {
    list: () => Promise.resolve([...kept.values()]),
    take(lease, seen) {
      const now = kept.get(lease.name)
      if (now?.holder !== seen?.holder || now?.renewals !== seen?.renewals) return Promise.resolve(false)
      kept.set(lease.name, { ...lease, renewals: seen ? seen.renewals + 1 : (beginning += 1e6) })
      return Promise.resolve(true)
    },
    renew(holder) {
      const mine = [...kept.values()].filter(lease => lease.holder === holder)
      for (const lease of mine) kept.set(lease.name, { ...lease, renewals: lease.renewals + 1 })
      return Promise.resolve(mine.map(({ name }) => name))
    },
    release(holder, names = [...kept.keys()]) {
      for (const name of names) if (kept.get(name)?.holder === holder) kept.delete(name)
      return Promise.resolve()
    },
  }
}

interface Circumstances {
  cameras?: readonly string[]
  /** Before and after every call of a server's to the store. */
  onTheWay?: (node: number) => Promise<void> | undefined
}

/** Servers on one store, each with a clock of its own that began somewhere else. */
function house(count: number, { cameras = CAMERAS, onTheWay }: Circumstances = {}) {
  const time = { nowMs: 0 }
  const leases = memoryLeases()
  const away = new Set<Node>()
  /** How much each wrote, and who heard that others did. */
  const [written, heard]: [number[], number[]] = [[], []]
  const make = (i: number): Node => {
    const own: { node?: Node } = {}
    const reach = async <T>(ask: () => Promise<T>): Promise<T> => {
      await onTheWay?.(i)
      if (own.node && away.has(own.node)) throw new RostroError('store_unavailable', 'The store is away.')
      const answer = await ask()
      await onTheWay?.(i)
      return answer
    }
    const node = new Node({
      leases: {
        list: () => reach(() => leases.list()),
        take: (lease, seen) => reach(() => leases.take(lease, seen)),
        renew: holder => reach(() => leases.renew(holder)),
        release: (holder, names) => reach(() => leases.release(holder, names)),
      },
      about: `machine ${i}`,
      wanted: () => Promise.resolve([cameras]),
      onHeld: () => Promise.resolve(),
      written: () => written[i] ?? 0,
      onOthersWrote: () => heard.push(i),
      clock: () => time.nowMs + i * 1e6,
    })
    own.node = node
    return node
  }
  const nodes = Array.from({ length: count }, (_, i) => make(i))
  async function pass(ms: number, beating: readonly Node[] = nodes) {
    for (const end = time.nowMs + ms; time.nowMs < end;) {
      time.nowMs += BEAT_MS
      for (const node of beating) await node.beat().catch(() => {})
    }
  }
  /** What the servers that have a place are called. */
  const places = async () => (await leases.list()).flatMap(({ name, about }) => (name.startsWith('node:') ? [about] : [])).sort()
  const sure = () => nodes.filter(node => node.isSure).flatMap(node => [...node.held])
  return { nodes, away, time, pass, places, sure, written, heard, leases }
}

test('a server alone does everything at its first beat; two share', async () => {
  const { nodes, pass, places } = house(2)
  const [first, second] = nodes as [Node, Node]
  await pass(BEAT_MS, [first])
  expect([...first.held].sort()).toEqual([...CAMERAS].sort())
  await pass(2 * BEAT_MS)
  expect([first.held.size, second.held.size]).toEqual([6, 6])
  expect(await places()).toEqual(['machine 0', 'machine 1'])
  expect(second.holderOf([...first.held][0]!)).toBe('machine 0')
})

test('when one dies, the others do its part within ten seconds, and keep their own', async () => {
  const { nodes, pass, places } = house(3)
  await pass(5 * BEAT_MS)
  const [a, b, c] = nodes as [Node, Node, Node]
  expect(nodes.map(({ held }) => held.size)).toEqual([4, 4, 4])
  const before = [new Set(a.held), new Set(c.held)]
  await pass(10_000 - BEAT_MS, [a, c])
  expect([...a.held, ...c.held].sort()).toEqual([...CAMERAS].sort())
  for (const [i, { held }] of [a, c].entries()) expect([...before[i]!].every(name => held.has(name))).toBe(true)
  expect(await places()).toEqual(['machine 0', 'machine 2'])
  expect(b.isSure).toBe(false)
})

test('one that says goodbye is missed by nobody for longer than a beat', async () => {
  const { nodes, pass } = house(2)
  await pass(3 * BEAT_MS)
  await nodes[0]!.close()
  expect(nodes[0]!.held.size).toBe(0)
  await pass(BEAT_MS, [nodes[1]!])
  expect(nodes[1]!.held.size).toBe(CAMERAS.length)
})

test('while the store is away each goes on with what it had, and writes nothing it cannot be sure of', async () => {
  const { nodes, pass, away } = house(2)
  await pass(3 * BEAT_MS)
  const before = nodes.map(({ held }) => held)
  for (const node of nodes) away.add(node)
  await pass(10 * LEASE_MS)
  expect(nodes.map(({ held }) => held)).toEqual(before)
  expect(nodes.some(({ isSure }) => isSure)).toBe(false)
  away.clear()
  await pass(BEAT_MS)
  expect(nodes.map(({ held }) => held)).toEqual(before)
})

test('what one wrote the others hear of with their next beats, once; what a dead one said is not kept', async () => {
  const { nodes, pass, written, heard, leases } = house(3)
  await pass(3 * BEAT_MS)
  expect(heard).toEqual([])
  written[1] = 5
  await pass(2 * BEAT_MS)
  expect(heard.sort()).toEqual([0, 2])
  written[1] = 6
  await pass(2 * BEAT_MS)
  expect(heard.sort()).toEqual([0, 0, 2, 2])
  await pass(2 * LEASE_MS, [nodes[0]!, nodes[2]!])
  expect((await leases.list()).filter(({ name }) => name.startsWith('written:'))).toEqual([])
})

test('who was dead to one and is back is not dead to another who looks seldom', async () => {
  const { nodes, time, sure } = house(3)
  const [a, b, c] = nodes as [Node, Node, Node]
  const beats: readonly [number, Node][] = [
    [0, a],
    [0, c],
    [3914, b],
    [6001, c],
    [7898, a],
    [9915, b],
  ]
  for (const [ms, node] of beats) {
    time.nowMs = ms
    await node.beat()
  }
  expect(sure().sort()).toEqual([...CAMERAS].sort())
})

test('who has lost its place, and not yet taken it again, keeps its cameras', async () => {
  const { nodes, pass, leases, sure } = house(2)
  await pass(3 * BEAT_MS)
  await leases.release(nodes[0]!.id, [`node:${nodes[0]!.id}`])
  await nodes[1]!.beat()
  expect(sure().sort()).toEqual([...CAMERAS].sort())
})

test('nobody is ever sure of what another is sure of, whoever stops, comes back or loses the store when', async () => {
  const step = fc.record({ node: fc.nat(2), does: fc.constantFrom('beat', 'beat', 'beat', 'away', 'back'), ms: fc.nat(3000) })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), async steps => {
      const { nodes, away, time, pass, sure } = house(3)
      for (const { node, does, ms } of steps) {
        time.nowMs += ms
        if (does === 'away') away.add(nodes[node]!)
        else if (does === 'back') away.delete(nodes[node]!)
        else await nodes[node]!.beat().catch(() => {})
        expect(new Set(sure()).size).toBe(sure().length)
      }
      away.clear()
      await pass(3 * LEASE_MS)
      expect(sure().sort()).toEqual([...CAMERAS].sort())
    }),
    { numRuns: 1000 },
  )
})

test('nor while questions and answers of the store take any time, and come between those of others', async () => {
  const cameras = CAMERAS.slice(0, 2)
  const step = fc.record({
    node: fc.nat(2),
    does: fc.constantFrom('beat', 'goes on', 'goes on', 'goes on', 'away', 'back'),
    calls: fc.integer({ min: 1, max: 20 }),
    ms: fc.nat(1500),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 120, size: 'max' }), async steps => {
      const waiting: (() => void)[][] = [[], [], []]
      const state = { isSlow: true }
      const onTheWay = (i: number) => (state.isSlow ? new Promise<void>(resolve => void waiting[i]!.push(resolve)) : undefined)
      const { nodes, away, time, pass, sure } = house(3, { cameras, onTheWay })
      const beats: Promise<void>[] = []
      for (const { node, does, calls, ms } of steps) {
        time.nowMs += ms
        if (does === 'away') away.add(nodes[node]!)
        else if (does === 'back') away.delete(nodes[node]!)
        else if (does === 'beat' && !waiting[node]!.length) beats.push(nodes[node]!.beat().catch(() => {}))
        for (let call = 0; call < calls; call++) {
          waiting[node]!.shift()?.()
          await setImmediate()
          expect(new Set(sure()).size).toBe(sure().length)
        }
      }
      away.clear()
      state.isSlow = false
      for (const resolve of waiting.flat()) resolve()
      await Promise.all(beats)
      await pass(3 * LEASE_MS)
      expect(sure().sort()).toEqual(cameras)
    }),
    { numRuns: 400 },
  )
})
