// Two servers on one store: each watches its share of the cameras, and says whose the others are.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { faceEvent } from '../contracts/store-fixtures.ts'
import { adminAt, browserAt, serving, ADMIN } from './serving.ts'

const WAIT = { timeout: 20_000, interval: 50 }
const running = (calls: readonly string[]) => {
  const cameras = new Set<string>()
  for (const call of calls) {
    const [what, address] = call.split(' ') as [string, string]
    if (what === 'runCamera') cameras.add(address)
    if (what === 'stopCamera') cameras.clear()
  }
  return cameras
}

test('cameras are shared out, shown as another server’s, and taken over from one that closes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-nodes-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const open = () => openSqliteStore(join(folder, 'rostro.db'))
  const one = await serving({ store: await open(), nodeName: 'one' })
  const { api } = await adminAt(one)
  await api('POST /cameras', { body: { name: 'Door', address: 'camera:0' } })
  await api('POST /cameras', { body: { name: 'Gate', address: 'camera:1' } })
  expect([...running(one.engine.calls)].sort()).toEqual(['camera:0', 'camera:1'])

  const two = await serving({ store: await open(), nodeName: 'two' })
  const there = browserAt(two.url)
  await there.api('POST /session', { body: ADMIN })
  await vi.waitFor(() => {
    expect(running(two.engine.calls).size).toBe(1)
  }, WAIT)
  const states = async (browser: typeof there) =>
    (await browser.api('GET /cameras')).map(({ state: { state, reason } }) => `${state} ${reason ?? 'here'}`).sort()
  expect(await states(there)).toEqual(['connecting here', 'elsewhere one'])
  await vi.waitFor(async () => {
    expect((await api('GET /cameras')).map(({ state }) => state.reason ?? 'here').sort()).toEqual(['here', 'two'])
  }, WAIT)

  await api('PATCH /settings', { body: { eventDays: 12 } })
  await vi.waitFor(async () => {
    expect(await there.api('GET /settings')).toMatchObject({ eventDays: 12 })
  }, WAIT)

  // What one writes into the timeline the other's pages hear of.
  const mine = (await api('GET /cameras')).find(({ state }) => state.state !== 'elsewhere')!
  one.engine.listener.onEvent({ ...faceEvent('seen'), sourceId: mine.id }, undefined, undefined)
  await vi.waitFor(() => {
    expect(one.told).toContain('event seen')
    expect(two.told).toContain('events')
  }, WAIT)
  expect(await there.api('GET /events')).toMatchObject({ items: [{ id: 'seen' }] })

  await one.close()
  await vi.waitFor(async () => {
    expect(await states(there)).toEqual(['connecting here', 'connecting here'])
  }, WAIT)
})
