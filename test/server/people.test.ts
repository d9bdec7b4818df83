// People and their photos over HTTP, against a real store.

import { expect, test } from 'vitest'
import type { NewReference } from '../../src/core/ports.ts'
import { probe } from '../fixtures/templates.ts'
import { JPEG } from '../fakes/engine.ts'
import { adminAt, serving } from './serving.ts'

/** A photo of the person along this axis; `off` turns it away from their other photos. */
const photo = (axis: number, off = 0, quality = 80): NewReference => ({
  template: probe([0, 1, 2, 3].map(k => (k === axis ? Math.sqrt(1 - off * off) : 0))),
  quality,
  source: 'photo.jpg',
  crop: JPEG,
})

async function house() {
  const server = await serving()
  const admin = await adminAt(server)
  const ana = await server.store.enrol('Ana', [photo(0), photo(0, 0.5, 60)])
  const bo = await server.store.enrol('Bo', [photo(1)])
  return { ...server, server, api: admin.api, ana: { personId: ana.id }, bo: { personId: bo.id } }
}

test('people are listed a page at a time, searched by part of their name, and shown one by one', async () => {
  const { api, ana } = await house()
  const first = await api('GET /people', { query: { limit: 1 } })
  expect(first).toMatchObject({ items: [{ name: 'Ana', photos: 2, quality: 70, comparable: true }], total: 2 })
  const second = await api('GET /people', { query: { limit: 1, cursor: first.next! } })
  expect(second).toMatchObject({ items: [{ name: 'Bo' }], next: null })
  expect((await api('GET /people', { query: { search: 'AN' } })).items.map(({ name }) => name)).toEqual(['Ana'])
  expect(await api('GET /people/:personId', { params: ana })).toMatchObject({ name: 'Ana' })
  await expect(api('GET /people', { query: { cursor: 'made up' } })).rejects.toMatchObject({ status: 400 })
})

test('renaming is told to the engine and to the pages', async () => {
  const { api, ana, engine, told } = await house()
  expect(await api('PATCH /people/:personId', { params: ana, body: { name: 'Anna' } })).toMatchObject({ name: 'Anna' })
  await expect(api('PATCH /people/:personId', { params: ana, body: { name: 'bo' } })).rejects.toMatchObject({
    code: 'name_taken',
  })
  await expect(api('PATCH /people/:personId', { params: ana, body: { name: '\u202e' } })).rejects.toMatchObject({ status: 422 })
  expect(engine.calls).toContain('refresh')
  expect(told).toContain('people')
})

test('a deletion can be undone for thirty seconds', async () => {
  const { api, ana } = await house()
  const { undoUntil } = await api('DELETE /people/:personId', { params: ana })
  expect(Date.parse(undoUntil!) - Date.now()).toBeGreaterThan(25_000)
  await expect(api('GET /people/:personId', { params: ana })).rejects.toMatchObject({ status: 404 })
  expect((await api('GET /people')).total).toBe(1)
  expect(await api('POST /people/:personId/restore', { params: ana })).toMatchObject({ name: 'Ana', photos: 2 })
  expect((await api('GET /people')).total).toBe(2)
})

test('a deletion at once cannot be undone', async () => {
  const { api, ana } = await house()
  expect(await api('DELETE /people/:personId', { params: ana, query: { now: 'true' } })).toEqual({ undoUntil: null })
  await expect(api('POST /people/:personId/restore', { params: ana })).rejects.toMatchObject({ code: 'person_not_found' })
})

test('a server that starts after the time to undo deletes for good', async () => {
  const { api, ana, store } = await house()
  await api('DELETE /people/:personId', { params: ana })
  const later = await serving({ store, now: () => new Date(Date.now() + 60_000) })
  // Signing in comes after the start's purge in the store's queue.
  await expect
    .poll(() =>
      later.store.restorePerson(ana.personId).then(
        () => 'there',
        () => 'gone',
      ),
    )
    .toBe('gone')
})

test('merging is shown before it is done', async () => {
  const { api, ana, bo } = await house()
  const preview = await api('GET /people/:personId/merge', { params: ana, query: { from: bo.personId } })
  expect(preview).toMatchObject({ from: { name: 'Bo' }, into: { name: 'Ana' }, photosAfter: 3 })
  expect(preview.sampleInto.map(({ quality }) => quality)).toEqual([80, 60])
  expect(preview.similarity).toBeCloseTo(0, 1)
  const merged = await api('POST /people/:personId/merge', { params: ana, body: { from: bo.personId } })
  expect(merged).toMatchObject({ name: 'Ana', photos: 3 })
  await expect(api('GET /people/:personId', { params: bo })).rejects.toMatchObject({ status: 404 })
  const itself = api('POST /people/:personId/merge', { params: ana, body: { from: ana.personId } })
  await expect(itself).rejects.toMatchObject({ status: 400, code: 'request_invalid' })
})

test('photos are shown, split off to a new person, and deleted but for the last', async () => {
  const { api, ana } = await house()
  const [first, second] = await api('GET /people/:personId/photos', { params: ana })
  expect(first).toMatchObject({ source: 'photo.jpg', comparable: true, addedByCorrection: false })
  const picture = await api('GET /photos/:photoId', { params: { photoId: first!.id } })
  expect(Buffer.from(await picture.arrayBuffer())).toEqual(JPEG)
  const split = await api('POST /photos/move', { body: { photoIds: [second!.id], to: { newName: 'Cy' } } })
  expect(split).toMatchObject({ name: 'Cy', photos: 1 })
  const last = api('DELETE /photos/:photoId', { params: { photoId: first!.id } })
  await expect(last).rejects.toMatchObject({ status: 409, code: 'last_reference' })
})

test('gallery health finds somebody who is there twice, and is computed once per state of the store', async () => {
  const { api, store } = await house()
  await store.enrol('Bob', [photo(1, 0.1)])
  const health = await api('GET /health/gallery')
  expect(health).toMatchObject({ photos: 4, people: 3 })
  expect(health.findings).toContainEqual(
    expect.objectContaining({
      kind: 'same_person_twice',
      first: expect.objectContaining({ name: expect.stringMatching(/^Bob?$/) as string }) as object,
    }),
  )
  expect((await api('GET /health/gallery')).checkedAt).toBe(health.checkedAt)
  await store.enrol('Dee', [photo(2)])
  expect((await api('GET /health/gallery')).people).toBe(4)
})

test('a person is registered from photos with what they agreed to', async () => {
  const { api, engine } = await house()
  const { id: enrolmentId } = await api('POST /enrolments', { body: {} })
  const params = { enrolmentId }
  const image = new Blob([JPEG])
  expect(await api('POST /enrolments/:enrolmentId/photos', { params, pictures: { image } })).toMatchObject({ kept: true })
  expect(await api('GET /enrolments/:enrolmentId', { params })).toMatchObject({ photos: [{ photoId: 'f0' }] })
  const finish = (body: object) => api('POST /enrolments/:enrolmentId/finish', { params, body: body as never })
  await expect(finish({ name: 'Eve' })).rejects.toMatchObject({ status: 400, code: 'request_invalid' })
  await expect(finish({ name: 'Eve', consent: { text: 'Yes.', given: false } })).rejects.toMatchObject({ status: 400 })
  expect(await finish({ name: 'Eve', consent: { text: 'Yes.', given: true } })).toMatchObject({ stored: true, photos: 1 })
  expect(engine.calls).toContain('refresh')
  await api('DELETE /enrolments/:enrolmentId', { params })
  await expect(api('GET /enrolments/:enrolmentId', { params })).rejects.toMatchObject({ code: 'enrolment_not_found' })
})
