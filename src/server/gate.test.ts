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

test('one caller cannot take all places', async () => {
  const gate = new Gate({ running: 4, waiting: 4, perCaller: 2 })
  const { ends, work } = held()
  const mine = [gate.run('a', work), gate.run('a', work)]
  await expect(gate.run('a', work)).rejects.toMatchObject({ code: 'too_many_requests' })
  const other = gate.run('b', work)
  for (const end of ends) end()
  await Promise.all([...mine, other])
})

test('work that fails gives its place back', async () => {
  const gate = new Gate({ running: 1, waiting: 0, perCaller: 1 })
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
