import { appendFile, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { hashOf, openKept } from './kept.ts'

async function keptFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-kept-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return join(folder, 'not yet there', 'kept.jsonl')
}
const Numbers = z.object({ number: z.number() })
const never = () => Promise.reject(new Error('seen again'))

test('what was seen once is not seen again, by the next run neither', async () => {
  const file = await keptFile()
  const first = await openKept(file, Numbers)
  expect(await first.get(['a', 1], () => Promise.resolve({ number: 1 }))).toEqual({ number: 1 })
  expect(await first.get(['a', 1], never)).toEqual({ number: 1 })
  expect(await first.get(['a', 2], () => Promise.resolve({ number: 2 }))).toEqual({ number: 2 })
  await first.close()
  const second = await openKept(file, Numbers)
  expect(await second.get(['a', 2], never)).toEqual({ number: 2 })
  await second.close()
})

test('a run that was killed costs its last line only, and the next one begins a line of its own', async () => {
  const file = await keptFile()
  const first = await openKept(file, Numbers)
  await first.get(['a'], () => Promise.resolve({ number: 1 }))
  await first.close()
  await appendFile(file, '{"key":"b","val')
  const second = await openKept(file, Numbers)
  await second.get(['b'], () => Promise.resolve({ number: 2 }))
  await second.close()
  const third = await openKept(file, Numbers)
  expect(await third.get(['a'], never)).toEqual({ number: 1 })
  expect(await third.get(['b'], never)).toEqual({ number: 2 })
  await third.close()
})

test('lines of another shape are seen anew', async () => {
  const file = await keptFile()
  const before = await openKept(file, z.string())
  await before.get(['a'], () => Promise.resolve('one'))
  await before.close()
  const now = await openKept(file, Numbers)
  expect(await now.get(['a'], () => Promise.resolve({ number: 1 }))).toEqual({ number: 1 })
  await now.close()
})

test('the file is for its owner only', async () => {
  const file = await keptFile()
  await (await openKept(file, Numbers)).close()
  expect((await stat(file)).mode & 0o077).toBe(0)
})

test('without a file everything is seen each time', async () => {
  const kept = await openKept(undefined, Numbers)
  let seen = 0
  const see = () => Promise.resolve({ number: ++seen })
  expect([await kept.get(['a'], see), await kept.get(['a'], see)]).toEqual([{ number: 1 }, { number: 2 }])
  await kept.close()
})

test('bytes are known by their content', () => {
  expect(hashOf(Uint8Array.of(1, 2))).toBe(hashOf(Uint8Array.of(1, 2)))
  expect(hashOf(Uint8Array.of(1, 2))).not.toBe(hashOf(Uint8Array.of(1, 3)))
})
