// Going over to another pack over HTTP, and what other settings would have decided: with an engine that embeds nothing.

import { expect, test, vi } from 'vitest'
import type { PreparedChange } from '../../src/app/change-pack.ts'
import { RostroError } from '../../src/core/errors.ts'
import { mobile } from '../../src/models/packs/declared/mobile.ts'
import type { PrepareChange } from '../../src/server/pack-change.ts'
import { fakeEngine } from '../fakes/engine.ts'
import { adminAt, noModels, serving } from './serving.ts'

const WAIT = { timeout: 10_000 }
const GAP = { personId: 'p', name: 'Ana', photos: 1, remaining: 0 }

const deaf = () => {}

/** Two packs; preparing waits until it is let go on. */
async function house() {
  const used: string[] = []
  const preparing: { finish: (failure?: Error) => void; from: string; to: string; signal: AbortSignal }[] = []
  const { replayed } = fakeEngine({
    onEvent: deaf,
    onCrossing: deaf,
    onPicture: deaf,
    onCamera: deaf,
    onLook: deaf,
    onProblem: deaf,
  })
  const prepareChange: PrepareChange = ({ from, to }, onProgress, signal) =>
    new Promise((resolve, reject) => {
      onProgress({ state: 'embedding', done: 3, of: 7 })
      const prepared: PreparedChange = { from, to, embedded: 7, unreadable: [GAP], lostRefusals: 0, comparison: replayed }
      const finish = (failure?: Error) => {
        if (failure) reject(failure)
        else resolve(prepared)
      }
      signal.addEventListener('abort', () => {
        reject(new Error('stopped'))
      })
      preparing.push({ finish, from, to, signal })
    })
  const status = (name: string) => ({
    manifest: { ...mobile, name },
    state: 'ready' as const,
    current: name === 'mobile',
    bytes: 1,
  })
  const models = {
    ...noModels,
    list: () => Promise.resolve([status('mobile'), status('other')]),
    current: () => Promise.resolve(used.at(-1) ?? 'mobile'),
    use: (name: string) => Promise.resolve(void used.push(name)),
  }
  const server = await serving({ models, prepareChange })
  const { api } = await adminAt(server)
  const change = async () => (await api('GET /models/change')).change
  const become = (state: string | undefined) =>
    vi.waitFor(async () => {
      expect((await change())?.state).toBe(state)
    }, WAIT)
  const prepare = (pack = 'other') => api('POST /models/change', { body: { pack } })
  return { ...server, server, api, used, preparing, change, become, prepare }
}

test('nothing is under way until a change is asked for', async () => {
  const { change, api } = await house()
  expect(await change()).toBeNull()
  await expect(api('POST /models/change/switch')).rejects.toMatchObject({ status: 400, code: 'request_invalid' })
})

test('a pack is prepared in the background, and how far that has got is told', async () => {
  const { prepare, preparing, change, become, api, engine } = await house()
  expect(await prepare()).toMatchObject({ from: 'mobile', to: 'other', state: 'embedding' })
  expect(await change()).toMatchObject({ state: 'embedding', done: 3, of: 7, comparison: null, error: null })
  await expect(prepare()).rejects.toMatchObject({ status: 503, code: 'pack_busy' })
  preparing[0]!.finish()
  await become('ready')
  expect(await change()).toMatchObject({ unreadable: [GAP], comparison: { events: 0, after: { threshold: 0.5 } } })
  expect((await api('GET /models')).current.name).toBe('mobile')
  expect(engine.calls).not.toContain('usePack other')
})

test('a prepared pack is switched to, kept for the next start, and there is nothing under way any more', async () => {
  const { prepare, preparing, become, api, engine, used } = await house()
  await prepare()
  preparing[0]!.finish()
  await become('ready')
  expect(await api('POST /models/change/switch')).toMatchObject({ state: 'switching', to: 'other' })
  await become(undefined)
  await vi.waitFor(() => {
    expect(used).toEqual(['other'])
  }, WAIT)
  expect(engine.calls).toContain('usePack other')
  expect((await api('GET /models')).current.name).toBe('other')
})

test('a pack whose networks do not open leaves the one in use, and says why', async () => {
  const { prepare, preparing, become, api, engine, change, used } = await house()
  await prepare()
  preparing[0]!.finish()
  await become('ready')
  engine.refuses = new RostroError('model_corrupt', 'The file is damaged.')
  await api('POST /models/change/switch')
  await become('failed')
  expect((await change())?.error).toEqual({ code: 'model_corrupt', message: 'The file is damaged.' })
  expect([used, (await api('GET /models')).current.name]).toEqual([[], 'mobile'])
})

test('a change that fails says why, and can be asked for again', async () => {
  const { prepare, preparing, become, change } = await house()
  await prepare()
  preparing[0]!.finish(new RostroError('download_failed', 'There is no network.'))
  await become('failed')
  expect((await change())?.error).toEqual({ code: 'download_failed', message: 'There is no network.' })
  expect(await prepare()).toMatchObject({ state: 'embedding', error: null })
})

test('a change is stopped', async () => {
  const { prepare, preparing, api, change } = await house()
  await prepare()
  await api('DELETE /models/change')
  expect(preparing[0]!.signal.aborted).toBe(true)
  expect(await change()).toBeNull()
})

test('only another pack that is known can be prepared', async () => {
  const { prepare } = await house()
  await expect(prepare('nothing')).rejects.toMatchObject({ status: 404, code: 'pack_unknown' })
  await expect(prepare('mobile')).rejects.toMatchObject({ status: 409, code: 'pack_in_use' })
})

test('a change under way goes on when the server starts again', async () => {
  const { prepare, store, close } = await house()
  await prepare()
  await close()
  const again: string[] = []
  await serving({
    store,
    models: {
      ...noModels,
      list: () => Promise.resolve([{ manifest: { ...mobile, name: 'other' }, state: 'ready', current: false, bytes: 1 }]),
    },
    prepareChange: ({ to }) => {
      again.push(to)
      return Promise.reject(new Error('that is all'))
    },
  })
  expect(again).toEqual(['other'])
})

test('past events are decided with other settings, and nothing changes', async () => {
  const { api, engine } = await house()
  const asked: unknown[] = []
  const replay = engine.replay.bind(engine)
  engine.replay = request => {
    asked.push(request)
    return replay(request)
  }
  await api('PATCH /settings', { body: { threshold: 0.6, minMargin: 0.1 } })
  const from = '2026-01-01T00:00:00.000Z'
  const wrongNames = { per: 'stranger', share: 0.001 } as const
  expect(await api('POST /replay', { body: { wrongNames, rule: 'vote', from } })).toMatchObject({
    ...{ events: 0, skipped: 0, counts: [], changes: [] },
    ...{ before: { threshold: 0.4 }, after: { threshold: 0.5 } },
  })
  expect(asked).toEqual([
    {
      settings: { threshold: undefined, wrongNames, rule: 'vote', minMargin: 0.1, liveness: 'refuse' },
      own: {},
      from: new Date(from),
      to: undefined,
    },
  ])
  expect((await api('GET /settings')).threshold).toBe(0.6)
})
