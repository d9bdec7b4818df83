import { expect, test } from 'vitest'
import { Gate } from './gate.ts'
import { Rate } from './rate.ts'

/** Work that ends when told. */
function held() {
  const ends: (() => void)[] = []
  return { ends, work: () => new Promise<void>(resolve => ends.push(resolve)) }
}

test('a few run, some wait in the order they came, the rest are refused at once', async () => {
  const gate = new Gate({ running: 1, waiting: 1 })
  const { ends, work } = held()
  const [first, second] = [gate.run('a', work), gate.run('b', work)]
  await expect(gate.run('c', work)).rejects.toMatchObject({ code: 'too_many_requests' })
  expect(ends).toHaveLength(1)
  ends[0]!()
  await first
  ends[1]!()
  await second
  expect(await gate.run('c', () => Promise.resolve('free again'))).toBe('free again')
})

test('one caller cannot take all places, and lets others pass who wait behind', async () => {
  const gate = new Gate({ running: 3, waiting: 4, perCaller: { running: 2, waiting: 1 } })
  const { ends, work } = held()
  const started: string[] = []
  const run = (caller: string) =>
    gate.run(caller, () => {
      started.push(caller)
      return work()
    })
  const mine = [run('a'), run('a'), run('a')]
  await expect(run('a')).rejects.toMatchObject({ code: 'too_many_requests' })
  const others = [run('b'), run('c')]
  expect(started).toEqual(['a', 'a', 'b'])
  ends[2]!()
  await others[0]
  expect(started).toEqual(['a', 'a', 'b', 'c'])
  ends[0]!()
  await mine[0]
  expect(started).toEqual(['a', 'a', 'b', 'c', 'a'])
  for (const end of ends) end()
  await Promise.all([...mine, ...others])
})

test('a place that is handed on is not given away twice', async () => {
  const gate = new Gate({ running: 1, waiting: 3 })
  const { ends, work } = held()
  const [first, second] = [gate.run('a', work), gate.run('a', work)]
  ends[0]!()
  await first
  const third = gate.run('a', work)
  expect(ends).toHaveLength(2)
  ends[1]!()
  await second
  ends[2]!()
  await third
})

test('work that fails gives its place back', async () => {
  const gate = new Gate({ running: 1, waiting: 0 })
  const failing = () => gate.run('a', () => Promise.reject(new Error('broken')))
  await expect(failing()).rejects.toThrow('broken')
  await expect(failing()).rejects.toThrow('broken')
})

test('an address may ask so often, more again as time goes by, and others are not affected', () => {
  const clock = { ms: 0 }
  const rate = new Rate({ perSecond: 2, burst: 3 }, () => clock.ms)
  const asks = (address: string, times: number) => {
    for (let i = 0; i < times; i++) rate.check(address)
  }
  asks('a', 3)
  expect(() => {
    asks('a', 1)
  }).toThrow('Too many requests')
  asks('b', 3)
  clock.ms = 1000
  asks('a', 2)
  expect(() => {
    asks('a', 1)
  }).toThrow('Too many requests')
})
