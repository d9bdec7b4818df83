// One server per data folder, and what is left behind by one that was killed.

import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { lockServer, runningServer } from '../../src/server/server-lock.ts'

async function home(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-lock-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const lockOf = (pid: number) => JSON.stringify({ pid, url: 'http://localhost:1', token: 'old' })

test('the second server is told process and address of the first', async () => {
  const folder = await home()
  const lock = await lockServer(folder)
  expect(await runningServer(folder)).toEqual({ pid: process.pid, url: undefined })
  await lock.setUrl('http://localhost:7878')
  expect(await runningServer(folder)).toEqual({ pid: process.pid, url: 'http://localhost:7878' })
  await expect(lockServer(folder)).rejects.toMatchObject({
    code: 'server_running',
    message: expect.stringContaining(`process ${process.pid}, which answers at http://localhost:7878`) as string,
  })
  await lock.release()
  expect(await runningServer(folder)).toBeUndefined()
  expect(await readdir(folder)).toEqual([])
  await (await lockServer(folder)).release()
})

test('a server that was killed holds up nobody', async () => {
  const folder = await home()
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  await writeFile(join(folder, 'server.lock'), lockOf(pid))
  expect(await runningServer(folder)).toBeUndefined()
  const lock = await lockServer(folder)
  expect(await runningServer(folder)).toMatchObject({ pid: process.pid })
  await lock.release()
  expect(await readdir(folder)).toEqual([])
})

test('a process that only has the number of a dead server holds up nobody', async () => {
  const folder = await home()
  const path = join(folder, 'server.lock')
  await writeFile(path, lockOf(process.pid))
  const longAgo = new Date(Date.now() - 60_000)
  await utimes(path, longAgo, longAgo)
  expect(await runningServer(folder)).toBeUndefined()
  await (await lockServer(folder)).release()
})

test('a lock that was cut off while written holds up nobody', async () => {
  const folder = await home()
  await writeFile(join(folder, 'server.lock'), '{"pid":')
  await (await lockServer(folder)).release()
})

test('of many who start at once, one starts', async () => {
  const folder = await home()
  await writeFile(join(folder, 'server.lock'), lockOf(spawnSync(process.execPath, ['-e', '']).pid))
  const tried = await Promise.allSettled(Array.from({ length: 8 }, () => lockServer(folder)))
  const locks = tried.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
  expect(locks).toHaveLength(1)
  await locks[0]!.release()
})

test('releasing does not take away the lock of another', async () => {
  const folder = await home()
  const lock = await lockServer(folder)
  await writeFile(join(folder, 'server.lock'), lockOf(process.pid))
  await lock.release()
  expect(await runningServer(folder)).toMatchObject({ url: 'http://localhost:1' })
})
