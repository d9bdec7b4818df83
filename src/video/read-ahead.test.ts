import { expect, test } from 'vitest'
import { readAhead } from './read-ahead.ts'

async function* count(to: number, made: number[], error?: Error): AsyncGenerator<number, void, void> {
  for (let i = 0; i < to; i++) {
    await Promise.resolve()
    made.push(i)
    yield i
  }
  if (error) throw error
}

const settle = () => new Promise(resolve => setImmediate(resolve))

test('every item comes in order, at most the given number made ahead', async () => {
  const made: number[] = []
  const taken: number[] = []
  for await (const item of readAhead(count(10, made), 2, () => {})) {
    taken.push(item)
    await settle()
    expect(made.length - taken.length).toBe(Math.min(2, 10 - taken.length))
  }
  expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('items made but not taken are handed back when iteration stops', async () => {
  const unused: number[] = []
  for await (const item of readAhead(count(10, []), 2, item => unused.push(item))) {
    await settle()
    if (item === 3) break
  }
  expect(unused).toEqual([4, 5])
})

test('an error comes after the items before it', async () => {
  const taken: number[] = []
  const reading = async () => {
    for await (const item of readAhead(count(3, [], new Error('torn')), 2, () => {})) {
      taken.push(item)
      await settle()
    }
  }
  await expect(reading()).rejects.toThrow('torn')
  expect(taken).toEqual([0, 1, 2])
})
