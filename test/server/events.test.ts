// The timeline over HTTP: what is recorded, what is kept of strangers, and what a correction does and undoes.

import { expect, test, vi } from 'vitest'
import { RostroError } from '../../src/core/errors.ts'
import type { FaceEvent, Shot } from '../../src/core/records.ts'
import type { Decision } from '../../src/core/types.ts'
import { ShotMemory } from '../../src/server/shot-memory.ts'
import { probe, stranger } from '../fixtures/templates.ts'
import { JPEG } from '../fakes/engine.ts'
import { adminAt, serving } from './serving.ts'

/** A failed write is tried again after a second. */
const WAIT = { timeout: 10_000 }
const CONSENT = { text: 'I agree.', given: true } as const
const shot: Shot = { template: stranger(1), quality: 70, crop: JPEG }
const unknown: Decision = {
  outcome: 'unknown',
  candidate: undefined,
  candidates: [],
  threshold: 0.4,
  margin: undefined,
  reasons: ['below_threshold'],
}
const known = (personId: string, name: string): Decision => {
  const candidate = { personId, name, similarity: 0.8, rank: 1 }
  return { ...unknown, outcome: 'known', candidate, candidates: [candidate], reasons: ['above_threshold'] }
}

const eventOf = (id: string, decision: Decision, sourceId = 'browser'): FaceEvent => ({
  id,
  sourceId,
  sourceName: 'Browser',
  startedAt: new Date('2026-01-01T10:00:00Z'),
  endedAt: undefined,
  decision,
  frames: 5,
  quality: 70,
})

async function house() {
  const server = await serving()
  const { api } = await adminAt(server)
  const ana = await server.store.enrol('Ana', [{ template: probe([1]), quality: 80, source: 'photo.jpg', crop: JPEG }])
  const { listener } = server.engine
  const seen = async (event: FaceEvent, picture: Shot | undefined = shot) => {
    listener.onEvent(event, picture, undefined)
    await vi.waitFor(() => {
      expect(server.told).toContain(`event ${event.id}`)
    }, WAIT)
    return { params: { eventId: event.id } }
  }
  return { ...server, server, api, ana, seen, listener }
}

test('a face is in the timeline with its reasons, and a known one with its picture', async () => {
  const { api, ana, seen, store } = await house()
  const { params } = await seen(eventOf('1', known(ana.id, 'Ana')))
  expect(await api('GET /events')).toMatchObject({
    items: [
      { id: '1', outcome: 'known', person: { name: 'Ana' }, shot: true, correctable: true, endedAt: null, correction: null },
    ],
    total: 1,
  })
  expect(await store.events.shot('1')).toBeDefined()
  expect((await api('GET /events/:eventId/shot', { params })).size).toBe(JPEG.length)
  expect((await api('GET /events', { query: { personId: ana.id } })).total).toBe(1)
  expect((await api('GET /events', { query: { outcome: 'unknown' } })).total).toBe(0)
  await api('DELETE /events/:eventId', { params })
  await expect(api('GET /events/:eventId', { params })).rejects.toMatchObject({ status: 404, code: 'event_not_found' })
})

test('the picture of a stranger stays in memory, for an hour', async () => {
  const { api, seen, store, server } = await house()
  const { params } = await seen(eventOf('1', unknown))
  expect(await store.events.shot('1')).toBeUndefined()
  expect((await api('GET /events/:eventId/shot', { params })).size).toBe(JPEG.length)
  server.later = 3_600_001
  await expect(api('GET /events/:eventId/shot', { params })).rejects.toMatchObject({ status: 409, code: 'shot_not_kept' })
  expect(await api('GET /events/:eventId', { params })).toMatchObject({ shot: false, correctable: false })
})

test('with the setting, pictures of strangers are stored', async () => {
  const { api, seen, store } = await house()
  await api('PATCH /settings', { body: { keepUnknown: true } })
  await seen(eventOf('1', unknown))
  expect(await store.events.shot('1')).toBeDefined()
})

test('a stranger who turns out to be known keeps the picture taken before', async () => {
  const { ana, seen, store, told } = await house()
  await seen(eventOf('1', unknown))
  told.length = 0
  await seen(eventOf('1', known(ana.id, 'Ana')), undefined)
  expect(await store.events.shot('1')).toBeDefined()
})

test('without the setting, faces before a browser leave no trace', async () => {
  const { api, seen, listener, store } = await house()
  await api('PATCH /settings', { body: { browserEvents: false } })
  listener.onEvent(eventOf('1', unknown), shot, undefined)
  const { id } = await api('POST /cameras', { body: { name: 'Door', address: 'camera:0' } })
  await seen(eventOf('2', unknown, id))
  const all = await store.events.list({}, { limit: 10 })
  expect(all.items.map(event => event.id)).toEqual(['2'])
})

test('"this is NAME" teaches the face, and undoing unteaches it', async () => {
  const { api, ana, seen, engine } = await house()
  const { params } = await seen(eventOf('1', unknown))
  const corrected = await api('POST /events/:eventId/correction', { params, body: { kind: 'is', personId: ana.id } })
  expect(corrected).toMatchObject({ outcome: 'known', person: { name: 'Ana' }, correction: { kind: 'is', by: 'Ada' } })
  const photos = () => api('GET /people/:personId/photos', { params: { personId: ana.id } })
  expect((await photos()).map(photo => photo.addedByCorrection)).toEqual([false, true])
  expect(engine.calls.filter(call => call === 'refresh')).toHaveLength(1)
  const undone = await api('DELETE /events/:eventId/correction', { params })
  expect(undone).toMatchObject({ outcome: 'unknown', person: null, correction: null })
  expect(await photos()).toHaveLength(1)
})

test('"not this person" is remembered as a refusal, and undone', async () => {
  const { api, ana, seen, store } = await house()
  const { params } = await seen(eventOf('1', known(ana.id, 'Ana')))
  const corrected = await api('POST /events/:eventId/correction', { params, body: { kind: 'not' } })
  expect(corrected).toMatchObject({ outcome: 'unknown', person: null, correction: { kind: 'not', person: { name: 'Ana' } } })
  expect(await store.events.refusals(shot.template.space)).toMatchObject([{ personId: ana.id }])
  await api('DELETE /events/:eventId/correction', { params })
  expect(await store.events.refusals(shot.template.space)).toEqual([])
})

test('a newcomer is registered from the timeline with what they agreed to, and undoing forgets them', async () => {
  const { api, seen, store } = await house()
  const { params } = await seen(eventOf('1', unknown))
  const without = api('POST /events/:eventId/correction', { params, body: { kind: 'new', name: 'Bo' } as never })
  await expect(without).rejects.toMatchObject({ status: 400 })
  const corrected = await api('POST /events/:eventId/correction', { params, body: { kind: 'new', name: 'Bo', consent: CONSENT } })
  expect(corrected).toMatchObject({ outcome: 'known', person: { name: 'Bo' } })
  const bo = await store.findPerson('Bo')
  expect(await store.consent(bo!.id)).toMatchObject({ text: 'I agree.', takenBy: 'Ada' })
  expect(await store.references({ personId: bo!.id })).toHaveLength(1)
  expect(await api('DELETE /events/:eventId/correction', { params })).toMatchObject({ outcome: 'unknown', correction: null })
  expect(await store.findPerson('Bo')).toBeUndefined()
})

test('a newcomer who got more photos since stays when the correction is undone', async () => {
  const { api, seen, store } = await house()
  const { params } = await seen(eventOf('1', unknown))
  await api('POST /events/:eventId/correction', { params, body: { kind: 'new', name: 'Bo', consent: CONSENT } })
  const bo = await store.findPerson('Bo')
  await store.addReferences(bo!.id, [{ template: stranger(2), quality: 80, source: 'photo.jpg', crop: JPEG }])
  await api('DELETE /events/:eventId/correction', { params })
  expect(await store.findPerson('Bo')).toBeDefined()
})

test('a store that fails makes the server unready, and loses no event once it works again', async () => {
  const { api, seen, store, listener, told } = await house()
  const save = store.events.save.bind(store.events)
  let failing = true
  store.events.save = (...given) =>
    failing ? Promise.reject(new RostroError('store_unavailable', 'The disk is full.')) : save(...given)
  listener.onEvent(eventOf('1', unknown), shot, undefined)
  await vi.waitFor(async () => {
    expect((await api('GET /status')).problems).toMatchObject([{ code: 'store_unavailable' }])
  }, WAIT)
  expect(told).not.toContain('event 1')
  failing = false
  await seen(eventOf('2', unknown))
  await vi.waitFor(async () => {
    expect((await api('GET /events')).total).toBe(2)
  }, WAIT)
  expect((await api('GET /status')).problems).toEqual([])
})

test('memory keeps the newest two hundred pictures of strangers', () => {
  const memory = new ShotMemory(() => new Date(0))
  for (let i = 0; i < 250; i++) memory.set(String(i), shot)
  expect([memory.get('49'), memory.get('50')]).toEqual([undefined, shot])
})

test('what is older than the settings say is gone when a server starts', async () => {
  const { api, seen, store } = await house()
  await seen({ ...eventOf('1', unknown), endedAt: new Date('2026-01-01T10:01:00Z') })
  await api('PATCH /settings', { body: { eventDays: 3, shotDays: 1 } })
  const hourLater = new Date(Date.now() + 3_600_000)
  await serving({ store, now: () => hourLater })
  await vi.waitFor(async () => {
    expect((await store.events.list({}, { limit: 10 })).total).toBe(0)
  }, WAIT)
})
