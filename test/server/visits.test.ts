// Visits over HTTP: what is kept of strangers while nobody decided to remember them, and what goes when somebody stops.

import { expect, test } from 'vitest'
import { meanTemplate, toTemplate } from '../../src/core/template.ts'
import type { Template } from '../../src/core/types.ts'
import { SPACE } from '../fixtures/templates.ts'
import { serving } from './serving.ts'
import { bytesOf, cropOf, GROUND, knownAs, watchedPlace } from './strangers.ts'
import { referencesIn } from '../fixtures/enrolled.ts'

/** Somebody's, unlike everybody else's: no zeros that would be on any disk. */
function someone(n: number): Template {
  const vector = Float32Array.from({ length: 64 }, (_, i) => Math.sin((i + 1) * (n + 1) * 1.7))
  return toTemplate({ space: SPACE, vector })!
}

test('off by default: nothing of what a stranger looks like touches the disk', async () => {
  const { api, come, isOnDisk, store } = await watchedPlace()
  expect(await api('GET /remembering')).toEqual({ on: false })
  const faces = [1, 2, 3].map(someone)
  for (const [i, face] of faces.entries()) {
    const visit = await come(`stranger-${i}`, face)
    expect(visit).toMatchObject({
      kind: 'anonymous',
      person: null,
      visitor: null,
      nth: null,
      face: false,
      camera: { name: 'Door' },
    })
    await expect(api('GET /visits/:visitId/face', { params: { visitId: visit.id } })).rejects.toMatchObject({ status: 409 })
  }
  expect(await store.visits.remembered(SPACE, { limit: 10 })).toEqual([])
  for (const [i, face] of faces.entries()) {
    const mean = meanTemplate([{ template: face, weight: 640 }])!
    for (const kept of [face, mean]) expect(await isOnDisk(bytesOf(kept)), 'template').toBe(false)
    expect(await isOnDisk(cropOf(`stranger-${i}`)), 'picture').toBe(false)
  }
})

test('turned on, a stranger who comes back is the same visitor; turned off, all of them are forgotten without a byte', async () => {
  const { api, come, remember, isOnDisk, audited, told, store } = await watchedPlace()
  expect(await remember()).toMatchObject({ on: true, ground: GROUND, retentionDays: 7, cameraIds: null, by: 'Ada' })
  const face = someone(1)
  const first = await come('first', face)
  const second = await come('second', face)
  expect([first, second]).toMatchObject([
    { kind: 'visitor', nth: 1, face: true, dwellSeconds: 10 },
    { kind: 'visitor', nth: 2, visitor: first.visitor },
  ])
  const params = { visitId: first.id }
  expect((await api('GET /visits/:visitId/face', { params })).size).toBe(cropOf('first').length)
  // The scan finds what is there: the mean of what was seen, not quite the template that came.
  const { template } = (await store.visits.face(first.id))!
  expect([await isOnDisk(bytesOf(template)), await isOnDisk(cropOf('first'))]).toEqual([true, true])
  expect(told).toContain('visits')

  expect(await api('PUT /remembering', { body: { on: false } })).toEqual({ on: false })
  expect([await isOnDisk(bytesOf(template)), await isOnDisk(cropOf('first')), await isOnDisk(cropOf('second'))]).toEqual([
    false,
    false,
    false,
  ])
  expect((await api('GET /visits')).items).toMatchObject([
    { kind: 'anonymous', face: false },
    { kind: 'anonymous', face: false },
  ])
  expect((await api('GET /visitors')).total).toBe(0)
  expect(await audited()).toEqual(['remembering_off', 'remembering_on'])
  expect(await come('third', face)).toMatchObject({ kind: 'anonymous', face: false })
})

test('strangers are remembered only before the cameras that were chosen', async () => {
  const { api, come, remember, door } = await watchedPlace()
  const yard = await api('POST /cameras', { body: { name: 'Yard', address: 'camera:1' } })
  await remember({ cameraIds: [yard.id] })
  expect(await come('1', someone(1))).toMatchObject({ kind: 'anonymous' })
  expect(await come('2', someone(1), { cameraId: yard.id })).toMatchObject({ kind: 'visitor' })
  await remember({ cameraIds: [door.id] })
  expect(await come('3', someone(1))).toMatchObject({ kind: 'visitor', nth: 2 })
})

test('before a browser’s camera nobody is remembered, also where all cameras were chosen', async () => {
  const { api, come, remember, isOnDisk } = await watchedPlace()
  await remember()
  const face = someone(1)
  expect(await come('1', face, { cameraId: 'a browser' })).toMatchObject({ kind: 'anonymous', face: false })
  expect([await isOnDisk(bytesOf(face)), await isOnDisk(cropOf('1'))]).toEqual([false, false])
  expect((await api('GET /visitors')).total).toBe(0)
})

test('however often a visitor comes, recognition knows nobody by them', async () => {
  const { come, remember, store } = await watchedPlace()
  await remember()
  for (const id of ['1', '2', '3']) await come(id, someone(1))
  expect((await store.visits.visitors({ state: 'active', sort: 'visits' }, { limit: 10 })).items).toMatchObject([{ visits: 3 }])
  // All that a gallery is made of.
  expect([await store.people(), await referencesIn(store, SPACE)]).toEqual([[], []])
})

test('the decision needs a ground and is an administrator’s', async () => {
  const { api } = await watchedPlace()
  const without = api('PUT /remembering', { body: { on: true, ground: ' ' } })
  await expect(without).rejects.toMatchObject({ status: 400, code: 'request_invalid' })
})

test('a known face is the person’s visit, and a table for spreadsheets has it', async () => {
  const { api, come, store } = await watchedPlace()
  const face = someone(1)
  const ana = await store.enrol('Ana', [{ template: face, quality: 80, source: 'photo.jpg', crop: cropOf('ana') }])
  expect(await come('1', face, { decision: knownAs(ana.id, 'Ana') })).toMatchObject({
    kind: 'person',
    person: { name: 'Ana' },
    nth: 1,
  })
  expect((await api('GET /visits', { query: { personId: ana.id } })).total).toBe(1)
  expect((await api('GET /visits', { query: { kind: 'visitor' } })).total).toBe(0)
  expect(await (await api('GET /visits.csv')).text()).toContain('Ana')
  expect(await api('GET /place/now')).toMatchObject([{ person: { name: 'Ana' }, hasEnded: false }])
})

test('numbers of the place are counted from its visits', async () => {
  const { api, come, remember } = await watchedPlace()
  await remember()
  for (const id of ['1', '2']) await come(id, someone(1))
  await come('3', someone(2))
  const day = (shiftMs: number) => new Date(Date.now() + shiftMs).toISOString()
  const query = { from: day(-2 * 86_400_000), to: day(86_400_000) }
  expect(await api('GET /place/statistics', { query })).toMatchObject({
    totals: { visits: 3, people: 0, visitors: 2, anonymous: 0, firstVisits: 2, returning: 1, repeatRate: 0.5 },
  })
  const empty = api('GET /place/statistics', { query: { from: query.to, to: query.from } })
  await expect(empty).rejects.toMatchObject({ status: 400 })
})

test('who crosses a line is counted', async () => {
  const { api, come, engine, door, store } = await watchedPlace()
  await come('1', someone(1))
  const at = new Date(Date.now() - 3_600_000)
  engine.listener.onCrossing({ cameraId: door.id, name: 'Till', kind: 'line', direction: 'in', at, eventId: '1' })
  const range = { from: new Date(at.getTime() - 1), to: new Date() }
  await expect.poll(() => store.visits.crossings(range), { timeout: 10_000 }).toMatchObject([{ name: 'Till', direction: 'in' }])
  const query = { from: range.from.toISOString(), to: range.to.toISOString() }
  const { crossings } = await api('GET /place/statistics', { query })
  expect(crossings).toEqual([{ camera: { id: door.id, name: 'Door' }, name: 'Till', kind: 'line', in: 1, out: 0 }])
})

test('visits that were open when the server ended have ended when it starts again', async () => {
  const at = await watchedPlace()
  await at.remember()
  const { visitor } = await at.come('1', someone(1))
  await at.close()
  const again = await serving({ store: at.store })
  const [visit] = (await again.store.visits.list({}, { limit: 1 })).items
  expect(visit).toMatchObject({ hasEnded: true, visitorNumber: visitor!.number })
})
