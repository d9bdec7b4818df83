// What every Store promises of visits: saved, listed, counted; their faces, and what crossed a line.

import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/core/ports.ts'
import type { Crossing } from '../../src/core/visits.ts'
import { atMinute, reference, SPACE } from './store-fixtures.ts'
import { ANONYMOUS, BY, comes, EVERYTHING, idsOf, ofPerson, ofVisitor, visitAt, visitFace, WAITING } from './visit-fixtures.ts'

export function visitsContract(of: () => Store, other: () => Store): void {
  const visits = () => of().visits
  const enrol = (name: string) => of().enrol(name, [reference(name)])
  const added = (id: string) => visits().addVisitor({ id, firstSeenAt: atMinute(0) })

  describe('visits', () => {
    test('come back as they were saved, and are replaced under their id', async () => {
      const anna = await enrol('Anna')
      const visit = visitAt('1', 0, ofPerson(anna.id), { nth: 3, hasEnded: false })
      await visits().save(visit)
      const kept = { ...visit, person: anna, visitorNumber: undefined, face: false }
      expect(await other().visits.find('1')).toEqual(kept)
      const later = { ...visit, departedAt: atMinute(30), hasEnded: true, frames: 9, eventIds: ['a'] }
      await visits().save(later)
      expect(await other().visits.find('1')).toEqual({ ...kept, ...later })
      await visits().delete('1')
      await visits().delete('1')
      await expect(visits().find('1')).rejects.toMatchObject({ code: 'visit_not_found' })
    })

    test('do not move the version of the people, nor that of the visitors', async () => {
      await added('v')
      const before = [await of().version(), await visits().version()]
      await visits().save(visitAt('1', 0, ofVisitor('v')), visitFace('1'))
      await visits().save(visitAt('2', 0, WAITING), visitFace('2'))
      await visits().delete('2')
      await visits().endOpen()
      await visits().addCrossings([])
      expect([await other().version(), await other().visits.version()]).toEqual(before)
    })

    test('are of people and visitors there are', async () => {
      const anna = await enrol('Anna')
      const nobody = visits().save(visitAt('1', 0, ofPerson('nobody')))
      await expect(nobody).rejects.toMatchObject({ code: 'person_not_found' })
      await expect(visits().save(visitAt('1', 0, ofVisitor('v')))).rejects.toMatchObject({ code: 'visitor_not_found' })
      await of().deletePersonLater(anna.id, atMinute(1))
      await expect(visits().save(visitAt('1', 0, ofPerson(anna.id)))).rejects.toMatchObject({ code: 'person_not_found' })
      expect(await idsOf(of(), {})).toEqual([])
    })

    test('are listed newest arrival first, by every filter, page by page', async () => {
      const anna = await enrol('Anna')
      await added('v')
      await visits().save(visitAt('0', 0, ofPerson(anna.id)))
      await visits().save(visitAt('1', 20, ofVisitor('v')))
      await visits().save(visitAt('2', 20, WAITING, { cameraId: 'yard' }))
      await visits().save(visitAt('3', 40, ANONYMOUS, { hasEnded: false }))
      expect(await idsOf(of(), {})).toEqual(['3', '2', '1', '0'])
      expect(await idsOf(of(), { personId: anna.id })).toEqual(['0'])
      expect(await idsOf(of(), { visitorId: 'v' })).toEqual(['1'])
      expect(await idsOf(of(), { cameraId: 'yard' })).toEqual(['2'])
      expect(await idsOf(of(), { cameraId: 'door', kind: 'anonymous' })).toEqual(['3'])
      for (const [kind, id] of [
        ['person', '0'],
        ['visitor', '1'],
        ['waiting', '2'],
        ['anonymous', '3'],
      ] as const)
        expect(await idsOf(of(), { kind })).toEqual([id])
      expect(await idsOf(of(), { here: true })).toEqual(['3'])
      expect(await idsOf(of(), { here: false })).toEqual(['3', '2', '1', '0'])

      const first = await visits().list({}, { limit: 2 })
      await visits().save(visitAt('new', 99))
      const rest = await visits().list({}, { limit: 9, cursor: first.next })
      expect(rest.items.map(({ id }) => id)).toEqual(['1', '0'])
      expect([first.total, rest.total, rest.next]).toEqual([4, 5, undefined])
      await expect(visits().list({}, { limit: 1, cursor: 'x' })).rejects.toMatchObject({ code: 'request_invalid' })
    })

    test('are found by any moment at which they were under way', async () => {
      await visits().save(visitAt('short', 10))
      await visits().save(visitAt('long', 0, ANONYMOUS, { departedAt: atMinute(100) }))
      expect(await idsOf(of(), { from: atMinute(20), to: atMinute(30) })).toEqual(['short', 'long'])
      expect(await idsOf(of(), { from: atMinute(21), to: atMinute(30) })).toEqual(['long'])
      expect(await idsOf(of(), { to: atMinute(10) })).toEqual(['long'])
      expect(await idsOf(of(), { from: atMinute(101) })).toEqual([])
    })

    test('are read all at once for statistics, by arrival', async () => {
      const anna = await enrol('Anna')
      await added('v')
      await visits().save(visitAt('1', 20, ofPerson(anna.id), { nth: 2 }))
      await visits().save(visitAt('0', 0, ofVisitor('v'), { nth: 1 }))
      await visits().save(visitAt('2', 40, ANONYMOUS, { cameraId: 'a "yard"' }))
      const span = (minute: number) => ({ arrivedAtMs: +atMinute(minute), departedAtMs: +atMinute(minute + 10) })
      const [first, second, third] = [
        { cameraId: 'door', kind: 'visitor', identity: 'v', nth: 1, ...span(0) },
        { cameraId: 'door', kind: 'person', identity: anna.id, nth: 2, ...span(20) },
        { cameraId: 'a "yard"', kind: 'anonymous', identity: undefined, nth: undefined, ...span(40) },
      ]
      expect(await visits().spans({})).toEqual([first, second, third])
      expect(await visits().spans({ cameraId: 'door', from: atMinute(15) })).toEqual([second])
      expect(await visits().spans({ cameraId: 'nowhere' })).toEqual([])
    })

    test('are counted of whoever they are', async () => {
      const anna = await enrol('Anna')
      await comes(of(), 'v', 2)
      await visits().save(visitAt('1', 0, ofPerson(anna.id)))
      await visits().save(visitAt('2', 0, ofPerson(anna.id), { hasEnded: false }))
      await visits().save(visitAt('3', 0, WAITING))
      const counts = [ofPerson(anna.id), ofVisitor('v'), ofVisitor('w'), WAITING, ANONYMOUS].map(whose => visits().count(whose))
      expect(await Promise.all(counts)).toEqual([2, 2, 0, 1, 0])
    })

    test('that a crash left open are ended when they were last saved', async () => {
      const open = visitAt('1', 0, ANONYMOUS, { hasEnded: false })
      await visits().save(open)
      await other().visits.endOpen()
      expect(await visits().find('1')).toMatchObject({ ...open, hasEnded: true })
      expect(await idsOf(of(), { here: true })).toEqual([])
    })

    test('of an ignored visitor are shown only to whoever asks for that visitor', async () => {
      await comes(of(), 'postman', 2)
      await comes(of(), 'v', 1, 10)
      await visits().setState('postman', 'ignored', BY)
      expect(await idsOf(of(), {})).toEqual(['v-0'])
      expect((await visits().list({}, EVERYTHING)).total).toBe(1)
      expect(await visits().spans({})).toHaveLength(1)
      expect(await idsOf(of(), { visitorId: 'postman' })).toEqual(['postman-1', 'postman-0'])
    })
  })

  describe('visits of a person', () => {
    test('name the person as they are called now, and nobody while they are being deleted', async () => {
      const anna = await enrol('Anna')
      await visits().save(visitAt('1', 0, ofPerson(anna.id), { nth: 1 }))
      await of().rename(anna.id, 'Hannah')
      expect(await visits().find('1')).toMatchObject({ person: { name: 'Hannah' } })
      await of().deletePersonLater(anna.id, atMinute(9))
      expect(await visits().find('1')).toMatchObject({ of: ANONYMOUS, person: undefined, nth: undefined })
      expect(await visits().spans({})).toMatchObject([{ kind: 'anonymous', identity: undefined, nth: undefined }])
      for (const filter of [{ personId: anna.id }, { kind: 'person' }] as const) expect(await idsOf(of(), filter)).toEqual([])
      expect(await idsOf(of(), { kind: 'anonymous' })).toEqual(['1'])
      await of().restorePerson(anna.id)
      expect(await visits().find('1')).toMatchObject({ of: ofPerson(anna.id), person: { name: 'Hannah' }, nth: 1 })
    })

    test('are nobody’s when the person is deleted, and somebody else’s when they are merged', async () => {
      const [anna, ann, bert] = [await enrol('Anna'), await enrol('Ann'), await enrol('Bert')]
      for (const { id, name } of [anna, ann, bert]) await visits().save(visitAt(name, 0, ofPerson(id), { nth: 1 }))
      const before = await visits().version()
      await of().deletePerson(bert.id)
      await of().merge(ann.id, anna.id)
      expect(await visits().find('Bert')).toMatchObject({ of: ANONYMOUS, nth: undefined, person: undefined })
      expect(await idsOf(of(), { personId: anna.id })).toEqual(['Anna', 'Ann'])
      expect(await visits().version()).toBe(before + 2)
    })
  })

  describe('what a remembered stranger looked like', () => {
    test('stays with the visit until a better face takes its place', async () => {
      await added('v')
      await visits().save(visitAt('1', 0, WAITING), visitFace('first'))
      await visits().save(visitAt('1', 0, ofVisitor('v')))
      expect(await other().visits.face('1')).toEqual(visitFace('first'))
      await visits().save(visitAt('1', 0, ofVisitor('v')), { ...visitFace('second'), nearestPerson: undefined })
      expect(await other().visits.face('1')).toEqual({ ...visitFace('second'), nearestPerson: undefined })
      expect(await visits().find('1')).toMatchObject({ face: true })
      expect(await visits().face('2')).toBeUndefined()
    })

    test('is not kept of anybody who is known, or not to be remembered', async () => {
      const anna = await enrol('Anna')
      for (const whose of [ofPerson(anna.id), ANONYMOUS]) {
        await visits().save(visitAt('1', 0, WAITING), visitFace('1'))
        await visits().save(visitAt('1', 0, whose))
        expect([await visits().face('1'), (await visits().find('1')).face]).toEqual([undefined, false])
        await visits().save(visitAt('1', 0, whose), visitFace('1'))
        expect(await visits().face('1')).toBeUndefined()
        await visits().save(visitAt('1', 0, WAITING))
        expect((await visits().find('1')).face).toBe(false)
      }
    })

    test('goes with the visit', async () => {
      await visits().save(visitAt('1', 0, WAITING), visitFace('1'))
      await visits().delete('1')
      expect([await visits().face('1'), await visits().remembered(SPACE, EVERYTHING)]).toEqual([undefined, []])
    })

    test('has a quality of 0 to 100, or nothing is saved', async () => {
      const wrong = visits().save(visitAt('1', 0, WAITING), { ...visitFace('1'), quality: 101 })
      await expect(wrong).rejects.toMatchObject({ code: 'usage_invalid' })
      expect(await idsOf(of(), {})).toEqual([])
    })

    test('is read oldest arrival first, page by page, of one space', async () => {
      await comes(of(), 'v', 3)
      await visits().save(visitAt('waits', 30, WAITING), visitFace('waits'))
      await visits().save(visitAt('elsewhere', 35, WAITING), visitFace('e', { space: 'other@1' as typeof SPACE }))
      await visits().save(visitAt('same', 30, WAITING), visitFace('same'))
      const pages = [await visits().remembered(SPACE, { limit: 2 })]
      for (let after = pages[0]!.at(-1); after; after = pages.at(-1)!.at(-1))
        pages.push(await visits().remembered(SPACE, { limit: 2, after: after.visitId }))
      expect(pages.map(page => page.map(({ visitId }) => visitId))).toEqual([['v-0', 'same'], ['waits', 'v-1'], ['v-2'], []])
      const { template, weight, quality } = visitFace('v-0')
      expect(pages[0]![0]).toEqual({
        ...{ visitId: 'v-0', visitorId: 'v', cameraId: 'door', arrivedAt: atMinute(0), departedAt: atMinute(10) },
        ...{ template, weight, quality },
      })
      expect(pages[0]![1]).toMatchObject({ visitorId: undefined })
    })
  })

  test('crossings come back in the order of time, from a time to another and of a camera', async () => {
    const crossing = (minute: number, cameraId = 'door'): Crossing => ({
      ...{
        cameraId,
        name: 'Till',
        kind: 'line',
        direction: minute % 2 ? 'in' : 'out',
        at: atMinute(minute),
        eventId: `${minute}`,
      },
    })
    await visits().addCrossings([crossing(3), crossing(1), crossing(2, 'yard')])
    await visits().addCrossings([crossing(4)])
    const all = { from: atMinute(0), to: atMinute(9) }
    expect(await other().visits.crossings(all)).toEqual([crossing(1), crossing(2, 'yard'), crossing(3), crossing(4)])
    expect(await visits().crossings({ ...all, cameraId: 'yard' })).toEqual([crossing(2, 'yard')])
    expect(await visits().crossings({ from: atMinute(1), to: atMinute(3) })).toHaveLength(2)
  })
}
