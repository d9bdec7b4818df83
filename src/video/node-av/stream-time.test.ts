import { expect, test } from 'vitest'
import { streamMsOf } from './stream-time.ts'

const NONE = -(2n ** 63n)
const timeBase = { num: 1, den: 90_000 }
const inOrder = { timeBase, isReordered: false }
const reordered = { timeBase, isReordered: true }

test('a packet was sent when it says so', () => {
  expect(streamMsOf({ dts: 45_000n, pts: 90_000n }, reordered, NONE)).toBe(500)
  expect(streamMsOf({ dts: 45_000n, pts: 45_000n }, inOrder, NONE)).toBe(500)
})

test('when it is shown stands for it only where that is the same', () => {
  expect(streamMsOf({ dts: NONE, pts: 90_000n }, inOrder, NONE)).toBe(1000)
  expect(streamMsOf({ dts: NONE, pts: 90_000n }, reordered, NONE)).toBeUndefined()
  expect(streamMsOf({ dts: NONE, pts: NONE }, inOrder, NONE)).toBeUndefined()
})
