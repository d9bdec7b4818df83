// What every Store promises of visitors: found, listed, and what is done to them, each undone as long as nothing later touched them.

import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/core/ports.ts'
import type { VisitFilter, Visitor, VisitorQuery } from '../../src/core/visits.ts'
import { atMinute, faceEvent, reference, shotOf } from './store-fixtures.ts'
import { allOf, BY, comes, CONSENT, EVERYTHING, idsOf, ofPerson, ofVisitor, visitAt, visitFace } from './visit-fixtures.ts'

export function visitorsContract(of: () => Store, other: () => Store): void {
  const visits = () => of().visits
  const enrol = (name: string) => of().enrol(name, [reference(name)])
  const newcomer = (newName: string) => ({ newName, consent: CONSENT })
  const idsBy = async (query: Partial<VisitorQuery>) =>
    (await visits().visitors({ state: 'active', sort: 'last_seen', ...query }, EVERYTHING)).items.map(({ id }) => id)
  /** Undoing brings back all there was, but for what the version and the log of changes say. */
  const undone = async (change: () => Promise<{ readonly id: string }>) => {
    const before = [await allOf(of()), await of().people()]
    const { id } = await change()
    expect([await allOf(of()), await of().people()]).not.toEqual(before)
    await other().visits.undo(id)
    expect([await allOf(of()), await of().people()]).toEqual(before)
    expect(await visits().changes(9)).toEqual([])
  }

  describe('visitors', () => {
    test('are counted from their visits', async () => {
      const added: Visitor = await visits().addVisitor({ id: 'v', firstSeenAt: atMinute(5) })
      const seen = { firstSeenAt: atMinute(5), lastSeenAt: atMinute(5), visits: 0, coverVisitId: undefined }
      expect(added).toEqual({ id: 'v', number: 1, state: 'active', ...seen })
      await visits().save(visitAt('poor', 5, ofVisitor('v')), visitFace('a', { quality: 40 }))
      await visits().save(visitAt('good', 65, ofVisitor('v')), visitFace('b', { quality: 60 }))
      const visitor = { ...added, lastSeenAt: atMinute(75), visits: 2, coverVisitId: 'good' }
      expect(await other().visits.visitor('v')).toEqual(visitor)
      expect(await visits().find('good')).toMatchObject({ visitorNumber: 1 })
      await visits().delete('good')
      expect(await visits().visitor('v')).toEqual({ ...visitor, lastSeenAt: atMinute(15), visits: 1, coverVisitId: 'poor' })
      await expect(visits().visitor('w')).rejects.toMatchObject({ code: 'visitor_not_found' })
    })

    test('are found by id before number', async () => {
      const first = await visits().addVisitor({ id: 'v', firstSeenAt: atMinute(0) })
      const second = await visits().addVisitor({ id: '1', firstSeenAt: atMinute(0) })
      const found = ['v', '1', '2', '3', 'x', ''].map(text => visits().findVisitor(text))
      expect(await Promise.all(found)).toEqual([first, second, second, undefined, undefined, undefined])
    })

    test('get a number nobody had before, also after everybody was forgotten', async () => {
      const numbers = async (...ids: string[]) => {
        const added = await Promise.all(
          ids.map((id, i) => (i % 2 ? of() : other()).visits.addVisitor({ id, firstSeenAt: atMinute(0) })),
        )
        return added.map(({ number }) => number).sort()
      }
      expect(await numbers('a', 'b', 'c', 'd')).toEqual([1, 2, 3, 4])
      await visits().forget('d')
      expect(await numbers('e')).toEqual([5])
      await visits().forgetAll()
      expect(await numbers('f')).toEqual([6])
    })

    test('are listed by when they were last seen or by how often, page by page', async () => {
      await comes(of(), 'often', 3, 0)
      await comes(of(), 'late', 1, 500)
      await comes(of(), 'early', 1, 10)
      await comes(of(), 'postman', 1, 20)
      await visits().setState('postman', 'ignored', BY)
      expect(await idsBy({ sort: 'last_seen' })).toEqual(['late', 'often', 'early'])
      expect(await idsBy({ sort: 'visits' })).toEqual(['often', 'early', 'late'])
      expect(await idsBy({ state: 'ignored' })).toEqual(['postman'])
      for (const sort of ['last_seen', 'visits'] as const) {
        const first = await visits().visitors({ state: 'active', sort }, { limit: 2 })
        const rest = await visits().visitors({ state: 'active', sort }, { limit: 2, cursor: first.next })
        expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(await idsBy({ sort }))
        expect([first.total, rest.next]).toEqual([3, undefined])
        const elsewhere = visits().visitors({ state: 'ignored', sort }, { limit: 2, cursor: first.next })
        await expect(elsewhere).rejects.toMatchObject({ code: 'request_invalid' })
      }
    })

    test('and all that is done to them move their version, and that of the people only with names', async () => {
      const seen = new Set([await visits().version()])
      const people = await of().version()
      const moved = async <T>(change: Promise<T>): Promise<T> => {
        const result = await change
        const version = await other().visits.version()
        expect(seen).not.toContain(version)
        seen.add(version)
        return result
      }
      await moved(visits().addVisitor({ id: 'v', firstSeenAt: atMinute(0) }))
      for (const id of ['a', 'b', 'c']) await visits().save(visitAt(id, 0, ofVisitor('v')), visitFace(id))
      const { visitor } = await moved(visits().split('v', ['a'], BY))
      await moved(visits().keepApart(['v', visitor.id]))
      await moved(visits().merge('v', [visitor.id], BY))
      await moved(visits().setState('v', 'ignored', BY))
      expect(await of().version()).toBe(people)
      const { change } = await moved(visits().name('v', newcomer('Vera'), BY))
      expect(await of().version()).not.toBe(people)
      const named = await of().version()
      await moved(visits().undo(change.id))
      expect(await of().version()).not.toBe(named)
      await moved(visits().forget('v'))
    })
  })

  describe('visits are numbered by arrival, whoever is whom', () => {
    const numbers = async (filter: VisitFilter) =>
      (await visits().list(filter, EVERYTHING)).items.map(({ id, nth }) => `${id}: ${nth}`).reverse()

    test('when visitors are merged and split, and when that is undone', async () => {
      await comes(of(), 'v', 2)
      await comes(of(), 'w', 2, 30)
      const merge = await visits().merge('v', ['w'], BY)
      expect(await numbers({ visitorId: 'v' })).toEqual(['v-0: 1', 'w-0: 2', 'v-1: 3', 'w-1: 4'])
      const { visitor, change } = await visits().split('v', ['v-0', 'v-1'], BY)
      expect(await numbers({ visitorId: 'v' })).toEqual(['w-0: 1', 'w-1: 2'])
      expect(await numbers({ visitorId: visitor.id })).toEqual(['v-0: 1', 'v-1: 2'])
      await visits().undo(change.id)
      expect(await numbers({ visitorId: 'v' })).toEqual(['v-0: 1', 'w-0: 2', 'v-1: 3', 'w-1: 4'])
      await visits().undo(merge.id)
      expect(await numbers({ visitorId: 'w' })).toEqual(['w-0: 1', 'w-1: 2'])
    })

    test('when a visitor is somebody registered, whose earlier visits may have been deleted', async () => {
      const anna = await enrol('Anna')
      await visits().save(visitAt('a', 0, ofPerson(anna.id), { nth: 7 }))
      await comes(of(), 'v', 1, 30)
      await visits().save(visitAt('b', 60, ofPerson(anna.id), { nth: 8 }))
      const { change } = await visits().name('v', { personId: anna.id }, BY)
      expect(await numbers({ personId: anna.id })).toEqual(['a: 7', 'v-0: 8', 'b: 9'])
      await visits().undo(change.id)
      expect(await numbers({ personId: anna.id })).toEqual(['a: 7', 'b: 8'])
      expect(await numbers({ visitorId: 'v' })).toEqual(['v-0: 1'])
    })
  })

  describe('naming a visitor', () => {
    test('registers a newcomer with their best pictures, whose visits they were', async () => {
      await comes(of(), 'v', 12)
      const { person, change } = await visits().name('v', newcomer(' Vera '), BY)
      expect(change).toMatchObject({ kind: 'name', ...BY, visitorIds: ['v'] })
      expect(await visits().changes(9)).toEqual([change])
      expect(person).toMatchObject({ name: 'Vera' })
      expect(await other().findPerson('vera')).toEqual(person)
      expect(await of().consent(person.id)).toEqual(CONSENT)
      const photos = await of().references({ personId: person.id })
      const { template, crop } = visitFace('v-11')
      expect(photos).toHaveLength(10)
      expect(photos[0]).toMatchObject({ template, crop, quality: 61, source: 'visitor 1' })
      expect(await visits().list({ personId: person.id }, EVERYTHING)).toMatchObject({ total: 12 })
      expect(await of().person(person.id)).toMatchObject({ lastSeenAt: atMinute(11 * 60 + 10) })
      expect(await visits().find('v-4')).toMatchObject({ of: ofPerson(person.id), person, nth: 5, face: false })
      expect([await visits().face('v-4'), await visits().findVisitor('v')]).toEqual([undefined, undefined])
    })

    test('as somebody registered adds to their photos', async () => {
      const anna = await enrol('Anna')
      await comes(of(), 'v', 2)
      const { person, change } = await visits().name('v', { personId: anna.id }, BY)
      expect([person, change.kind]).toEqual([anna, 'same_as'])
      expect((await of().references({ personId: anna.id })).map(({ source }) => source)).toEqual([
        'Anna.jpg',
        'visitor 1',
        'visitor 1',
      ])
      expect(await of().consent(anna.id)).toBeUndefined()
    })

    test('takes names as registering does, or changes nothing', async () => {
      const anna = await enrol('Anna')
      await comes(of(), 'v', 1)
      await visits().addVisitor({ id: 'unseen', firstSeenAt: atMinute(0) })
      const before = await allOf(of())
      await of().deletePersonLater((await enrol('Gone')).id, atMinute(9))
      for (const [id, named, code] of [
        ['v', newcomer('ANNA'), 'name_taken'],
        ['v', newcomer('two\nlines'), 'name_invalid'],
        ['v', { personId: 'nobody' }, 'person_not_found'],
        ['w', { personId: anna.id }, 'visitor_not_found'],
        ['unseen', newcomer('Una'), 'shot_not_kept'],
      ] as const)
        await expect(visits().name(id, named, BY)).rejects.toMatchObject({ code })
      expect([await allOf(of()), await visits().changes(9)]).toEqual([before, []])
      expect(await of().people()).toHaveLength(1)
    })

    test('is undone to the byte', async () => {
      const anna = await enrol('Anna')
      await comes(of(), 'v', 3)
      await comes(of(), 'w', 1, 7)
      await visits().keepApart(['w', 'v'])
      await visits().isNot('v', (await enrol('Berta')).id)
      await undone(async () => (await visits().name('v', { personId: anna.id }, BY)).change)
      await undone(async () => (await visits().name('v', newcomer('Vera'), BY)).change)
      expect(await of().findPerson('Vera')).toBeUndefined()
      expect(await of().references({ personId: anna.id })).toHaveLength(1)
    })

    test('is undone with what the newcomer did since: visits are the visitor’s, events are of somebody unknown', async () => {
      await comes(of(), 'v', 1)
      const { person, change } = await visits().name('v', newcomer('Vera'), BY)
      await visits().save(visitAt('since', 90, ofPerson(person.id)))
      await of().events.save(faceEvent('1', person), shotOf('1'))
      await visits().undo(change.id)
      expect(await idsOf(of(), { visitorId: 'v' })).toEqual(['since', 'v-0'])
      expect(await of().events.find('1')).toMatchObject({ outcome: 'unknown', person: undefined, shot: false })
    })

    test('cannot be undone once somebody gave the newcomer photos, merged or deleted them', async () => {
      for (const [i, change] of (
        [
          id => of().addReferences(id, [reference('more')]),
          async id => of().merge(id, (await enrol('Into')).id),
          id => of().deletePerson(id),
          id => of().deletePersonLater(id, atMinute(9)),
        ] as ((personId: string) => Promise<void>)[]
      ).entries()) {
        await comes(of(), `v${i}`, 1, i)
        const named = await visits().name(`v${i}`, newcomer(`Vera ${i}`), BY)
        await change(named.person.id)
        const before = await allOf(of())
        const code = i === 0 || i === 3 ? 'change_overtaken' : 'change_not_found'
        await expect(visits().undo(named.change.id)).rejects.toMatchObject({ code })
        expect(await allOf(of())).toEqual(before)
      }
    })

    test('cannot be undone once no other photo of the person is left', async () => {
      const anna = await enrol('Anna')
      await comes(of(), 'v', 1)
      const { change } = await visits().name('v', { personId: anna.id }, BY)
      const [own] = await of().references({ personId: anna.id })
      await of().deleteReference(own!.id)
      await expect(visits().undo(change.id)).rejects.toMatchObject({ code: 'change_overtaken' })
      expect(await of().references({ personId: anna.id })).toHaveLength(1)
    })

    test('leaves nothing to undo with once the person is deleted', async () => {
      await comes(of(), 'v', 2)
      const { person } = await visits().name('v', newcomer('Vera'), BY)
      await of().deletePerson(person.id)
      expect(await visits().changes(9)).toEqual([])
      expect((await visits().list({}, EVERYTHING)).items).toMatchObject([
        { of: { kind: 'anonymous' }, nth: undefined },
        { of: { kind: 'anonymous' }, nth: undefined },
      ])
    })
  })

  describe('merging visitors', () => {
    test('moves all visits, and keeps apart from the one whoever was kept apart from the others', async () => {
      for (const [i, id] of ['a', 'b', 'c', 'x'].entries()) await comes(of(), id, 1, 10 * (3 - i))
      await visits().keepApart(['x', 'b'])
      await visits().keepApart(['b', 'c'])
      const anna = await enrol('Anna')
      for (const id of ['a', 'c', 'c']) await visits().isNot(id, anna.id)
      const change = await visits().merge('a', ['b', 'c', 'b', 'a'], BY)
      expect(change).toMatchObject({ kind: 'merge', visitorIds: ['a', 'b', 'c'], visitorNumbers: [1, 2, 3] })
      expect((await visits().changes(1))[0]).toEqual(change)
      expect(await visits().notPeople()).toEqual([{ visitorId: 'a', personId: anna.id }])
      const merged = { number: 1, visits: 3, firstSeenAt: atMinute(10), lastSeenAt: atMinute(40) }
      expect(await other().visits.visitor('a')).toMatchObject(merged)
      expect([await visits().apart(), await visits().findVisitor('b')]).toEqual([[['a', 'x']], undefined])
    })

    test('is undone, states and pairs too', async () => {
      for (const [i, id] of ['a', 'b', 'c', 'x'].entries()) await comes(of(), id, 2, 10 * (3 - i))
      await visits().keepApart(['x', 'b'])
      await visits().keepApart(['c', 'a'])
      await visits().isNot('c', (await enrol('Anna')).id)
      const { id } = await visits().setState('b', 'ignored', BY)
      await visits().undo(id)
      await undone(() => visits().merge('a', ['b', 'c'], BY))
      await undone(() => visits().merge('c', ['a'], { ...BY, by: 'rostro' }, 'repair'))
    })

    test('leaves who came since with the one they were taken for', async () => {
      await comes(of(), 'a', 1)
      await comes(of(), 'b', 1, 10)
      const { id } = await visits().merge('a', ['b'], BY)
      await visits().save(visitAt('since', 100, ofVisitor('a')), visitFace('since'))
      await visits().delete('b-0')
      await visits().undo(id)
      expect(await idsOf(of(), { visitorId: 'a' })).toEqual(['since', 'a-0'])
      expect(await visits().visitor('b')).toMatchObject({ number: 2, visits: 0 })
    })

    test('needs all of them, or changes nothing', async () => {
      await comes(of(), 'a', 1)
      await comes(of(), 'b', 1)
      const before = await allOf(of())
      await expect(visits().merge('a', ['b', 'nobody'], BY)).rejects.toMatchObject({ code: 'visitor_not_found' })
      await expect(visits().merge('nobody', ['a'], BY)).rejects.toMatchObject({ code: 'visitor_not_found' })
      expect([await allOf(of()), await visits().changes(9)]).toEqual([before, []])
    })
  })

  describe('splitting a visitor', () => {
    test('makes one of some of the visits', async () => {
      await comes(of(), 'v', 3)
      const { visitor, change } = await visits().split('v', ['v-0', 'v-2'], BY)
      expect(change).toMatchObject({ kind: 'split', visitorIds: ['v', visitor.id] })
      expect(visitor).toMatchObject({ number: 2, visits: 2, firstSeenAt: atMinute(0), coverVisitId: 'v-2' })
      expect(await other().visits.visitor('v')).toMatchObject({ visits: 1, firstSeenAt: atMinute(60), lastSeenAt: atMinute(70) })
      expect(await visits().find('v-2')).toMatchObject({ visitorNumber: 2, face: true })
    })

    test('is undone, with the visits that joined the part since', async () => {
      await comes(of(), 'v', 3)
      await undone(async () => {
        const { change, visitor } = await visits().split('v', ['v-0'], BY, 'repair')
        await visits().keepApart(['v', visitor.id])
        return change
      })
      const { change, visitor } = await visits().split('v', ['v-0'], BY)
      await visits().save(visitAt('since', 500, ofVisitor(visitor.id)))
      await visits().undo(change.id)
      expect(await visits().visitor('v')).toMatchObject({ visits: 4 })
    })

    test('needs the visits to be theirs, or changes nothing', async () => {
      await comes(of(), 'v', 2)
      await comes(of(), 'w', 1)
      const before = await allOf(of())
      for (const visitIds of [['v-0', 'w-0'], ['nothing'], []])
        await expect(visits().split('v', visitIds, BY)).rejects.toMatchObject({ code: 'visit_not_found' })
      await expect(visits().split('x', ['v-0'], BY)).rejects.toMatchObject({ code: 'visitor_not_found' })
      expect(await allOf(of())).toEqual(before)
    })
  })

  describe('what was done to visitors', () => {
    test('is listed newest first', async () => {
      await comes(of(), 'v', 2)
      const ignored = await visits().setState('v', 'ignored', BY)
      const shown = await visits().setState('v', 'active', { by: 'rostro', at: atMinute(0) })
      expect([ignored.kind, shown.kind]).toEqual(['ignore', 'show'])
      expect(await other().visits.changes(9)).toEqual([shown, ignored])
      expect(await visits().changes(1)).toEqual([shown])
    })

    test('is undone only where nothing later touched the same visitors', async () => {
      for (const id of ['a', 'b', 'c']) await comes(of(), id, 2)
      const merged = await visits().merge('a', ['b'], BY)
      const elsewhere = await visits().setState('c', 'ignored', BY)
      const { change: named } = await visits().name('a', newcomer('Anna'), BY)
      await expect(visits().undo(merged.id)).rejects.toMatchObject({ code: 'change_overtaken' })
      await visits().undo(named.id)
      await visits().undo(merged.id)
      await visits().undo(elsewhere.id)
      await expect(visits().undo(elsewhere.id)).rejects.toMatchObject({ code: 'change_not_found' })
      expect(await idsBy({})).toHaveLength(3)
    })
  })

  test('pairs that are kept apart are kept once, and only of visitors there are', async () => {
    for (const id of ['a', 'b', 'c']) await comes(of(), id, 1)
    for (const pair of [
      ['b', 'a'],
      ['a', 'b'],
      ['b', 'c'],
      ['a', 'nobody'],
      ['a', 'a'],
    ] as const)
      await visits().keepApart(pair)
    expect(await other().visits.apart()).toEqual([
      ['a', 'b'],
      ['b', 'c'],
    ])
    await visits().forget('b')
    expect(await visits().apart()).toEqual([])
  })
}
