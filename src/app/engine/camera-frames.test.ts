import { expect, test } from 'vitest'
import type { Frame, Source } from '../../core/ports.ts'
import { openCameraFrames } from './camera-frames.ts'
import { createSystemClock } from './engine-clock.ts'

function camera(count: number, fails = false) {
  const closed: number[] = []
  const frame = (index: number): Frame => ({
    ...{ sourceId: 'door', index, atMs: index * 40, width: 1, height: 1 },
    resized: () => Promise.reject(new Error('not wanted')),
    image: () => Promise.reject(new Error('not wanted')),
    close: () => void closed.push(index),
  })
  async function* frames(): AsyncGenerator<Frame, void, void> {
    for (let i = 0; i < count; i++) yield await Promise.resolve(frame(i))
    if (fails) throw new Error('the plug was pulled')
  }
  const source: Source = { id: 'door', live: true, frames }
  let dropped = 0
  const opened = openCameraFrames(source, createSystemClock(), new AbortController().signal, more => (dropped += more))
  return { opened, closed, dropped: () => dropped }
}

const settled = () => new Promise(resolve => setImmediate(resolve))

test('only the newest frame waits; the others are closed and counted', async () => {
  const { opened, closed, dropped } = camera(5)
  await settled()
  expect((await opened.take())?.index).toBe(4)
  expect(await opened.take()).toBeUndefined()
  expect([closed, dropped()]).toEqual([[0, 1, 2, 3], 4])
  await opened.close()
})

test('whoever waited for its turn gets what came meanwhile, and the old frame is closed', async () => {
  const { opened, closed, dropped } = camera(5)
  const first = await opened.take()
  await settled()
  const newest = opened.newerThan(first!)
  expect([first?.index, newest.index]).toEqual([0, 4])
  expect(opened.newerThan(newest)).toBe(newest)
  expect([[...closed].sort(), dropped()]).toEqual([[0, 1, 2, 3], 4])
  await opened.close()
})

test('what fails after the last frame is heard after it; what nobody took is closed at the end', async () => {
  const failing = camera(1, true)
  await settled()
  expect((await failing.opened.take())?.index).toBe(0)
  await expect(failing.opened.take()).rejects.toThrow('plug')
  const left = camera(3)
  await settled()
  await left.opened.close()
  expect(left.closed).toEqual([0, 1, 2])
})
