// Acting on visitors over HTTP: names, merges, splits and the rest, each audited, each undone but forgetting.

import { expect, test } from 'vitest'
import { Gallery } from '../../src/gallery/gallery.ts'
import { probe, SPACE } from '../fixtures/templates.ts'
import { cropOf, watchedPlace } from './strangers.ts'

const [ANN, BOB, CAT] = [probe([1, 0, 0]), probe([0, 1, 0]), probe([0, 0, 1])]
const CONSENT = { text: 'I agree.', given: true } as const

/** Ann came twice, Bob once. */
async function house() {
  const place = await watchedPlace()
  const { api, come, remember } = place
  await remember()
  const ann = (await come('ann-1', ANN)).visitor!
  const second = await come('ann-2', ANN)
  const bob = (await come('bob', BOB)).visitor!
  const visitor = (visitorId: string) => api('GET /visitors/:visitorId', { params: { visitorId } })
  const undo = (changeId: string) => api('DELETE /visitor-changes/:changeId', { params: { changeId } })
  return { ...place, ann, bob, second, visitor, undo, of: (visitorId: string) => ({ params: { visitorId } }) }
}

test('visitors by when they were last seen or by how often, with the day they are forgotten', async () => {
  const { api, ann, bob } = await house()
  const { items } = await api('GET /visitors')
  expect(items).toMatchObject([
    { id: bob.id, visits: 1 },
    { id: ann.id, visits: 2, state: 'active' },
  ])
  const [{ lastSeenAt, forgottenAt }] = items as [(typeof items)[number]]
  expect(Date.parse(forgottenAt) - Date.parse(lastSeenAt)).toBe(7 * 86_400_000)
  expect((await api('GET /visitors', { query: { sort: 'visits' } })).items.map(({ id }) => id)).toEqual([ann.id, bob.id])
})

test('a visitor is named, their visits get the name, and undoing takes it back', async () => {
  const { api, ann, of, undo, audited, store, engine } = await house()
  const { change, person } = await api('POST /visitors/:visitorId/name', {
    ...of(ann.id),
    body: { kind: 'new', name: 'Ann', consent: CONSENT },
  })
  expect([change.kind, person.name]).toEqual(['name', 'Ann'])
  expect(await store.consent(person.id)).toMatchObject({ text: 'I agree.', takenBy: 'Ada' })
  expect((await api('GET /visits', { query: { personId: person.id } })).total).toBe(2)
  expect(engine.calls).toContain('refresh')
  await expect(api('GET /visitors/:visitorId', of(ann.id))).rejects.toMatchObject({ status: 404, code: 'visitor_not_found' })
  await undo(change.id)
  expect(await api('GET /visitors/:visitorId', of(ann.id))).toMatchObject({ visits: 2 })
  expect(await audited()).toEqual(['visitor_change_undone', 'visitor_named', 'remembering_on'])
  expect(JSON.stringify((await api('GET /audit')).items)).not.toContain('Ann')
})

test('a visitor turns out to be somebody registered', async () => {
  const { api, bob, of, store } = await house()
  const cat = await store.enrol('Cat', [{ template: CAT, quality: 80, source: 'photo.jpg', crop: cropOf('cat') }])
  await api('POST /visitors/:visitorId/name', { ...of(bob.id), body: { kind: 'is', personId: cat.id } })
  expect((await api('GET /visits', { query: { personId: cat.id } })).total).toBe(1)
  const nobody = api('POST /visitors/:visitorId/name', { ...of(bob.id), body: { kind: 'is', personId: 'nobody' } })
  await expect(nobody).rejects.toMatchObject({ status: 404 })
})

test('visitors are merged, and who comes back is the merged one; undoing parts them', async () => {
  const { api, ann, bob, of, undo, come } = await house()
  const { change, visitor } = await api('POST /visitors/:visitorId/merge', { ...of(ann.id), body: { visitorIds: [bob.id] } })
  expect(visitor).toMatchObject({ id: ann.id, visits: 3 })
  const himself = api('POST /visitors/:visitorId/merge', { ...of(ann.id), body: { visitorIds: [ann.id] } })
  await expect(himself).rejects.toMatchObject({ status: 400 })
  await undo(change.id)
  expect(await api('GET /visitors/:visitorId', of(bob.id))).toMatchObject({ visits: 1 })
  expect((await come('bob-2', BOB)).visitor).toMatchObject({ id: bob.id })
})

test('visits are split off, and the two are kept apart', async () => {
  const { api, ann, second, of, store } = await house()
  const { visitor } = await api('POST /visitors/:visitorId/split', { ...of(ann.id), body: { visitIds: [second.id] } })
  expect(visitor).toMatchObject({ visits: 1 })
  expect((await store.visits.apart()).flat().sort()).toEqual([ann.id, visitor.id].sort())
  const { visitors } = await api('GET /visitor-suggestions')
  expect(visitors).toEqual([])
})

test('an ignored visitor is in the other list', async () => {
  const { api, bob, of } = await house()
  const { visitor } = await api('PUT /visitors/:visitorId/state', { ...of(bob.id), body: { state: 'ignored' } })
  expect(visitor.state).toBe('ignored')
  expect((await api('GET /visitors')).items.map(({ id }) => id)).not.toContain(bob.id)
  expect((await api('GET /visitors', { query: { state: 'ignored' } })).items).toMatchObject([{ id: bob.id }])
})

test('a forgotten visitor leaves visits, and no byte', async () => {
  const { api, ann, of, isOnDisk, audited } = await house()
  expect(await isOnDisk(cropOf('ann-1'))).toBe(true)
  await api('DELETE /visitors/:visitorId', of(ann.id))
  expect([await isOnDisk(cropOf('ann-1')), await isOnDisk(cropOf('ann-2')), await isOnDisk(cropOf('bob'))]).toEqual([
    false,
    false,
    true,
  ])
  expect((await api('GET /visits', { query: { kind: 'anonymous' } })).total).toBe(2)
  expect(await audited()).toEqual(['visitor_forgotten', 'remembering_on'])
  await expect(api('DELETE /visitors/:visitorId', of(ann.id))).rejects.toMatchObject({ status: 404 })
})

test('what was changed since cannot be undone', async () => {
  const { api, ann, bob, of, undo } = await house()
  const { change } = await api('POST /visitors/:visitorId/merge', { ...of(ann.id), body: { visitorIds: [bob.id] } })
  await api('PUT /visitors/:visitorId/state', { ...of(ann.id), body: { state: 'ignored' } })
  await expect(undo(change.id)).rejects.toMatchObject({ status: 409, code: 'change_overtaken' })
  await expect(undo('nothing')).rejects.toMatchObject({ status: 404, code: 'change_not_found' })
  expect((await api('GET /visitor-changes')).map(({ kind }) => kind)).toEqual(['ignore', 'merge'])
})

test('a visitor who looks like somebody registered is suggested', async () => {
  const { api, ann, store, engine } = await house()
  const photo = { template: probe([0.6, 0.1]), quality: 80, source: 'photo.jpg', crop: cropOf('ann') }
  const like = await store.enrol('Ann', [photo])
  engine.people = new Gallery(SPACE, [like], [{ personId: like.id, ...photo }])
  const { people } = await api('GET /visitor-suggestions')
  expect(people).toMatchObject([{ visitor: { id: ann.id }, person: { id: like.id, name: 'Ann' } }])
  expect(people[0]!.similarity).toBeCloseTo(0.6)
  await api('POST /visitor-suggestions/not-person', { body: { visitorId: ann.id, personId: like.id } })
  expect((await api('GET /visitor-suggestions')).people).toEqual([])
  const nobody = api('POST /visitor-suggestions/not-person', { body: { visitorId: ann.id, personId: 'nobody' } })
  await expect(nobody).rejects.toMatchObject({ status: 404, code: 'person_not_found' })
})
