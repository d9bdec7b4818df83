import { expect, test } from 'vitest'
import type { Frame } from '../core/ports.ts'
import { createPushSource } from './push-source.ts'

const image = (value: number) => ({ width: 1, height: 1, data: Uint8Array.of(value, value, value) })

test('a consumer gets the newest image pushed, with the clock of its pushing', async () => {
  let now = 100
  const source = createPushSource({ id: 'page', clock: () => now++ })
  const frames = source.frames()[Symbol.asyncIterator]()
  const waiting = frames.next()
  source.push(image(1))
  expect((await waiting).value).toMatchObject({ sourceId: 'page', index: 0, atMs: 100 })
  source.push(image(2))
  source.push(image(3))
  const newest = (await frames.next()).value as Frame
  expect([newest.index, (await newest.image()).data[0]]).toEqual([2, 3])
  source.end()
  expect(await frames.next()).toEqual({ done: true, value: undefined })
})

test('aborting ends a consumer that waits, and only that one', async () => {
  const source = createPushSource()
  const stop = new AbortController()
  const aborted = source.frames(stop.signal)[Symbol.asyncIterator]().next()
  const other = source.frames()[Symbol.asyncIterator]().next()
  stop.abort()
  expect((await aborted).done).toBe(true)
  source.push(image(7))
  expect((await other).done).toBe(false)
})
