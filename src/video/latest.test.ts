import { expect, test } from 'vitest'
import { latest } from './latest.ts'

interface Item {
  readonly n: number
}

async function* items(count: number, error?: Error): AsyncGenerator<Item, void, void> {
  for (let n = 0; n < count; n++) {
    await Promise.resolve()
    yield { n }
  }
  if (error) throw error
}

const settle = () => new Promise(resolve => setImmediate(resolve))

test('a slow consumer sees the newest item, the rest is dropped', async () => {
  const dropped: number[] = []
  const taken: number[] = []
  for await (const { n } of latest(
    items(10),
    ({ n }) => dropped.push(n),
    () => {},
  )) {
    taken.push(n)
    await settle()
  }
  expect(taken).toEqual([0, 9])
  expect(dropped).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})

test('an error comes after the newest item', async () => {
  const frames = latest(
    items(2, new Error('gone')),
    () => {},
    () => {},
  )
  await frames.next()
  await settle()
  expect(await frames.next()).toEqual({ done: false, value: { n: 1 } })
  await expect(frames.next()).rejects.toThrow('gone')
})

test('stopping stops the items, waits for their end, and drops what was not taken', async () => {
  const dropped: number[] = []
  let stop = () => {}
  const stopped = new Promise<void>(resolve => (stop = resolve))
  async function* until() {
    yield { n: 0 }
    yield { n: 1 }
    await stopped
    yield { n: 2 }
  }
  const frames = latest(until(), ({ n }) => dropped.push(n), stop)
  await frames.next()
  await settle()
  await frames.return()
  expect(dropped).toEqual([1, 2])
})
