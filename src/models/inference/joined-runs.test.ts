import { expect, test } from 'vitest'
import { fakeSession } from '../../../test/fakes/session.ts'
import { joinedRuns } from './joined-runs.ts'

/** Adds one to every number; fails at what is not one. */
function adding() {
  const session = fakeSession([undefined, 2], ({ data, dims }) => {
    if (data.some(Number.isNaN)) throw new Error('not a number')
    return { sum: { data: data.map(value => value + 1), dims } }
  })
  return { session, joined: joinedRuns(session, 4) }
}

const picture = (value: number, count = 1) => ({ data: new Float32Array(2 * count).fill(value), dims: [count, 2] })

test('runs that are asked for at one time are one, and each gets its own rows', async () => {
  const { session, joined } = adding()
  const all = await Promise.all([joined.run(picture(1)), joined.run(picture(5, 2)), joined.run(picture(9))])
  expect(session.asked.map(({ dims }) => dims)).toEqual([[4, 2]])
  expect(all.map(({ sum }) => [[...sum!.data], sum!.dims])).toEqual([
    [
      [2, 2],
      [1, 2],
    ],
    [
      [6, 6, 6, 6],
      [2, 2],
    ],
    [
      [10, 10],
      [1, 2],
    ],
  ])
})

test('never more than fit, never other shapes, in the order they were asked for', async () => {
  const { session, joined } = adding()
  const wide = { data: new Float32Array(3), dims: [1, 3] }
  const asked = [picture(1, 3), picture(2, 2), picture(3), wide, picture(4), picture(5, 9)]
  await Promise.all(asked.map(input => joined.run(input)))
  expect(session.asked.map(({ dims }) => dims)).toEqual([
    [3, 2],
    [3, 2],
    [1, 3],
    [1, 2],
    [9, 2],
  ])
})

test('what fails is heard by all who were in the run, and the next run is one again', async () => {
  const { joined } = adding()
  const together = await Promise.allSettled([joined.run(picture(1)), joined.run(picture(NaN))])
  expect(together.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect((await joined.run(picture(1)))['sum']!.data[0]).toBe(2)
})
