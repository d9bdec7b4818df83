// What every Store promises of events: listing, correcting and undoing, expiring, and what deletions and merges leave of them.

import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/core/ports.ts'
import type { Correction, EventFilter } from '../../src/core/records.ts'
import type { Person } from '../../src/core/types.ts'
import { atMinute, faceEvent, reference, shotOf, SPACE } from './store-fixtures.ts'

const is = (person: Person): Correction => ({ kind: 'is', personId: person.id, at: atMinute(7), by: 'Olga' })
const not = (person: Person): Correction => ({ ...is(person), kind: 'not' })
const RECENT = { events: atMinute(-1e6), shots: atMinute(-1e6) }

export function eventsContract(of: () => Store, other: () => Store): void {
  const enrol = (name: string) => of().enrol(name, [reference(name)])
  const log = () => of().events
  const idsOf = async (filter: EventFilter) => (await log().list(filter, { limit: 99 })).items.map(event => event.id)
  /** All that corrections can change. */
  const learned = async (...people: Person[]) => [
    await Promise.all(people.map(({ id }) => of().references({ personId: id }))),
    await log().refusals(SPACE),
  ]

  describe('events', () => {
    test('come back as they were saved, and are replaced under their id', async () => {
      const anna = await enrol('Anna')
      const event = faceEvent('1', anna)
      await log().save({ ...event, endedAt: undefined }, shotOf('x'))
      const kept = { ...event, endedAt: undefined, outcome: 'known', person: anna, correction: undefined, shot: true }
      expect(await log().find('1')).toEqual(kept)
      await log().save(event)
      expect(await other().events.find('1')).toEqual({ ...kept, endedAt: event.endedAt })
      expect(await log().shot('1')).toEqual(shotOf('x'))
      expect(await log().shot('2')).toBeUndefined()
      await expect(log().find('2')).rejects.toMatchObject({ code: 'event_not_found' })
    })

    test('do not move the version, whatever is saved', async () => {
      const anna = await enrol('Anna')
      const before = await of().version()
      await log().save(faceEvent('1', anna), shotOf('x'))
      await log().expire({ events: atMinute(99), shots: atMinute(99) })
      expect(await of().version()).toBe(before)
    })

    test('are listed newest first, by every filter, page by page', async () => {
      const [anna, bert] = [await enrol('Anna'), await enrol('Bert')]
      for (let i = 0; i < 6; i++) await log().save(faceEvent(`${i}`, [anna, bert, undefined][i % 3], { minute: i >> 1 }))
      await log().save({ ...faceEvent('6', anna, { minute: 9 }), sourceId: 'garden' })
      expect(await idsOf({})).toEqual(['6', '5', '4', '3', '2', '1', '0'])
      expect(await idsOf({ personId: anna.id })).toEqual(['6', '3', '0'])
      expect(await idsOf({ sourceId: 'garden' })).toEqual(['6'])
      expect(await idsOf({ outcome: 'unknown' })).toEqual(['5', '2'])
      expect(await idsOf({ from: atMinute(1), to: atMinute(2) })).toEqual(['3', '2'])
      const first = await log().list({}, { limit: 3 })
      await log().save(faceEvent('new', undefined, { minute: 50 }))
      const rest = await log().list({}, { limit: 9, cursor: first.next })
      expect(rest.items.map(event => event.id)).toEqual(['3', '2', '1', '0'])
      expect([first.total, rest.total, rest.next]).toEqual([7, 8, undefined])
      await expect(log().list({}, { limit: 1, cursor: 'x' })).rejects.toMatchObject({ code: 'request_invalid' })
    })

    test('name people as they are called now', async () => {
      const anna = await enrol('Anna')
      await log().save(faceEvent('1', anna))
      await of().rename(anna.id, 'Hannah')
      expect(await log().find('1')).toMatchObject({ person: { name: 'Hannah' }, decision: { candidate: { name: 'Hannah' } } })
    })

    test('of somebody deleted while in view name nobody', async () => {
      const anna = await enrol('Anna')
      const bert = await enrol('Bert')
      await of().deletePerson(anna.id)
      await log().save(faceEvent('1', anna, { others: [bert] }))
      const event = await log().find('1')
      expect(event).toMatchObject({ outcome: 'unknown', person: undefined })
      expect(event.decision.candidates).toMatchObject([{ name: 'Bert', rank: 1 }])
    })

    test('are deleted with their picture', async () => {
      await log().save(faceEvent('1'), shotOf('x'))
      await log().delete('1')
      expect(await log().shot('1')).toBeUndefined()
      await expect(log().find('1')).rejects.toMatchObject({ code: 'event_not_found' })
    })

    test('expire, pictures before events, however many', async () => {
      for (let i = 0; i < 1100; i++) await log().save(faceEvent(`${i}`, undefined, { minute: i < 1050 ? 1 : 5 }), shotOf('x'))
      await log().save(faceEvent('late', undefined, { minute: 9 }), shotOf('x'))
      await log().expire({ events: atMinute(4), shots: atMinute(8) })
      const { items, total } = await log().list({}, { limit: 99 })
      expect(total).toBe(51)
      expect(items.filter(({ shot }) => shot).map(({ id }) => id)).toEqual(['late'])
    })

    test('left open by a crash are ended by the next process, those of this one are not', async () => {
      await log().save({ ...faceEvent('crashed'), endedAt: undefined })
      await log().expire(RECENT)
      expect(await log().find('crashed')).toMatchObject({ endedAt: undefined })
      await log().expire({ ...RECENT, shots: new Date(Date.now() + 1000) })
      expect((await log().find('crashed')).endedAt).toBeInstanceOf(Date)
    })
  })

  describe('a correction', () => {
    test('“is” names the person, gives them the photo and refuses the face for who was named wrongly; undoing leaves no trace', async () => {
      const [anna, bert] = [await enrol('Anna'), await enrol('Bert')]
      const shot = shotOf('x')
      await log().save(faceEvent('1', anna), shot)
      const before = await learned(anna, bert)
      const version = await of().version()
      await log().correct('1', is(bert), shot)

      expect(await other().version()).not.toBe(version)
      const event = await log().find('1')
      expect(event).toMatchObject({
        outcome: 'known',
        person: bert,
        correction: is(bert),
        decision: { candidate: { name: 'Anna' } },
      })
      expect(await log().refusals(SPACE)).toEqual([{ personId: anna.id, template: shot.template }])
      const added = (await of().references({ personId: bert.id }))[1]!
      expect(added).toMatchObject({ ...shot, source: 'Front door', addedByCorrection: true })
      expect(await idsOf({ personId: bert.id })).toEqual(['1'])

      await log().undoCorrection('1')
      expect(await learned(anna, bert)).toEqual(before)
      expect(await log().find('1')).toMatchObject({ person: anna, correction: undefined })
      await log().undoCorrection('1')
    })

    test('“not” leaves nobody named and refuses the kept face', async () => {
      const anna = await enrol('Anna')
      await log().save(faceEvent('1', anna), shotOf('x'))
      await log().correct('1', not(anna), undefined)
      expect(await log().find('1')).toMatchObject({ outcome: 'unknown', person: undefined, correction: not(anna) })
      expect(await log().refusals(SPACE)).toHaveLength(1)
      expect(await of().person(anna.id)).toMatchObject({ references: 1, lastSeenAt: undefined })
    })

    test('takes the place of the one before', async () => {
      const [anna, bert] = [await enrol('Anna'), await enrol('Bert')]
      const shot = shotOf('x')
      await log().save(faceEvent('1', anna), shot)
      await log().correct('1', is(bert), shot)
      await log().correct('1', is(anna), shot)
      expect(await log().refusals(SPACE)).toEqual([])
      expect(await of().references({ personId: bert.id })).toHaveLength(1)
      expect(await of().references({ personId: anna.id })).toHaveLength(2)
    })

    test('stays when the event is saved again', async () => {
      const [anna, bert] = [await enrol('Anna'), await enrol('Bert')]
      await log().save(faceEvent('1'), shotOf('x'))
      await log().correct('1', is(bert), undefined)
      await log().save(faceEvent('1', anna))
      expect(await log().find('1')).toMatchObject({ person: bert, decision: { candidate: { name: 'Anna' } } })
    })

    test('needs the event and the person, or changes nothing', async () => {
      const anna = await enrol('Anna')
      const nobody = { ...anna, id: 'nobody' }
      await expect(log().correct('1', is(anna), undefined)).rejects.toMatchObject({ code: 'event_not_found' })
      await expect(log().undoCorrection('1')).rejects.toMatchObject({ code: 'event_not_found' })
      await log().save(faceEvent('1'), shotOf('x'))
      await log().correct('1', is(anna), shotOf('x'))
      await expect(log().correct('1', is(nobody), shotOf('x'))).rejects.toMatchObject({ code: 'person_not_found' })
      expect(await log().find('1')).toMatchObject({ person: anna })
      expect(await of().references({ personId: anna.id })).toHaveLength(2)
    })
  })

  test('deleting a person deletes the events they were in and their name from all others', async () => {
    const [anna, bert] = [await enrol('Anna'), await enrol('Bert')]
    const shot = shotOf('x')
    await log().save(faceEvent('decided', anna), shot)
    await log().save(faceEvent('corrected', bert), shot)
    await log().correct('corrected', is(anna), shot)
    await log().save(faceEvent('beside', bert, { others: [anna] }), shot)
    await of().deletePerson(anna.id)
    expect(await idsOf({})).toEqual(['beside'])
    expect(await log().shot('corrected')).toBeUndefined()
    expect(await log().refusals(SPACE)).toEqual([])
    expect(JSON.stringify(await log().find('beside'))).not.toContain(anna.id)
  })

  test('merging moves events and refusals, but nobody refuses a photo of their own', async () => {
    const [anna, ann, bert] = [await enrol('Anna'), await enrol('Ann'), await enrol('Bert')]
    await log().save(faceEvent('1', ann, { others: [anna, bert] }), shotOf('x'))
    await log().correct('1', is(anna), shotOf('x'))
    await log().save(faceEvent('2', ann), shotOf('y'))
    await log().correct('2', not(ann), shotOf('y'))
    await of().merge(ann.id, anna.id)
    expect(await log().refusals(SPACE)).toEqual([{ personId: anna.id, template: shotOf('y').template }])
    const { decision, person } = await log().find('1')
    expect(person).toEqual(anna)
    expect(decision.candidates).toMatchObject([
      { name: 'Anna', similarity: 0.8, rank: 1 },
      { name: 'Bert', rank: 2 },
    ])
    await log().undoCorrection('2')
    expect(await idsOf({ personId: anna.id })).toEqual(['2', '1'])
  })
}
