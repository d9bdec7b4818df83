import { expect, test } from 'vitest'
import { fromCarried, toCarried } from '../../core/carried-error.ts'
import { RostroError } from '../../core/errors.ts'
import { Calls } from './calls.ts'
import { restartDelayMs } from './restart-delay.ts'
import { createTurns } from './turns.ts'
import { packed, type Call } from './wire.ts'

function worker() {
  const asked: Call[] = []
  return { asked, postMessage: (call: unknown) => void asked.push(call as Call) }
}

test('answers find their calls in any order, errors keep their code', async () => {
  const [calls, thread] = [new Calls(), worker()]
  const [first, second] = [calls.make(thread, 'enrolment', ['a']), calls.make(thread, 'refresh', [])]
  const failed = expect(first).rejects.toMatchObject({ name: 'RostroError', code: 'enrolment_not_found', message: 'gone' })
  calls.settle({ type: 'result', id: thread.asked[1]!.id, result: undefined })
  calls.settle({ type: 'error', id: thread.asked[0]!.id, error: { code: 'enrolment_not_found', message: 'gone' } })
  await second
  await failed
})

test('too many calls at once are refused, photos earlier than the rest, and there is room again after an answer', async () => {
  const [calls, thread] = [new Calls(), worker()]
  const photos = Array.from({ length: 24 }, () => calls.make(thread, 'recognize', [new Uint8Array(1)]))
  await expect(calls.make(thread, 'verify', [new Uint8Array(1), new Uint8Array(1)])).rejects.toMatchObject({
    code: 'too_many_requests',
  })
  const others = Array.from({ length: 488 }, () => calls.make(thread, 'describe', []))
  await expect(calls.make(thread, 'describe', [])).rejects.toMatchObject({ code: 'too_many_requests' })
  calls.settle({ type: 'result', id: 0, result: 'seen' })
  expect(await photos[0]).toBe('seen')
  void calls.make(thread, 'recognize', [new Uint8Array(1)]).catch(() => {})
  expect(thread.asked).toHaveLength(513)
  calls.failAll(new Error('dead'))
  const settled = await Promise.allSettled([...photos, ...others])
  expect(settled.filter(one => one.status === 'rejected')).toHaveLength(511)
})

test('bytes are copied exactly once and only their own part', () => {
  const large = Buffer.alloc(1000, 1)
  const part = large.subarray(10, 20)
  const at = new Date(5)
  const { value, buffers } = packed({ deep: [{ part }], at, none: undefined })
  expect(buffers.map(buffer => buffer.byteLength)).toEqual([10])
  expect(value.deep[0]!.part).toEqual(new Uint8Array(10).fill(1))
  expect(value.at).toBe(at)
  structuredClone(value, { transfer: buffers })
  expect(part).toHaveLength(10)
})

test('a RostroError is carried with its code, anything else with its words', () => {
  expect(fromCarried(toCarried(new RostroError('store_busy', 'wait')))).toMatchObject({ name: 'RostroError', code: 'store_busy' })
  expect(fromCarried(toCarried(new TypeError('bug')))).toMatchObject({ name: 'Error', message: 'bug' })
})

test('a dead thread is started anew soon, then ever later, never more than five times a minute', () => {
  const restarts: number[] = []
  let nowMs = 0
  for (let i = 0; i < 12; i++) {
    nowMs += restartDelayMs(restarts, nowMs)
    restarts.push(nowMs)
  }
  expect(restarts.slice(0, 4)).toEqual([200, 1000, 4200, 12_200])
  for (const [i, time] of restarts.entries()) if (i >= 5) expect(time - restarts[i - 5]!).toBeGreaterThanOrEqual(60_000)
})

test('turns are given in the order they were asked for, and an error gives its turn on', async () => {
  const turns = createTurns(1)
  const order: string[] = []
  const work = (name: string) => turns.run(() => Promise.resolve(void order.push(name)))
  const broken = turns.run(() => Promise.reject(new Error('broken')))
  await Promise.all([expect(broken).rejects.toThrow('broken'), work('a'), work('b'), work('c')])
  await work('d')
  expect(order).toEqual(['a', 'b', 'c', 'd'])
})

test('what is urgent goes first, every other time', async () => {
  const turns = createTurns(1)
  const order: string[] = []
  const work = (name: string, isUrgent = false) => turns.run(() => Promise.resolve(void order.push(name)), isUrgent)
  await Promise.all([
    work('running'),
    work('a'),
    work('b'),
    work('new 1', true),
    work('new 2', true),
    work('new 3', true),
    work('c'),
  ])
  expect(order).toEqual(['running', 'new 1', 'a', 'new 2', 'b', 'new 3', 'c'])
})
