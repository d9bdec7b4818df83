// What every Store promises of lists of people, of deletions that can be undone, and of single photos.

import { describe, expect, test } from 'vitest'
import type { PeopleQuery, Store } from '../../src/core/ports.ts'
import type { EmbeddingSpace } from '../../src/core/types.ts'
import { atMinute, faceEvent, reference, referencesOf, shotOf, SPACE } from './store-fixtures.ts'
import { referencesIn } from '../fixtures/enrolled.ts'

export function peopleContract(of: () => Store): void {
  const enrol = (name: string) => of().enrol(name, [reference(name)])

  /** All names, page by page. */
  async function names(query: PeopleQuery, limit = 2): Promise<string[]> {
    const found: string[] = []
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await of().peoplePage(query, { limit, cursor })
      found.push(...page.items.map(person => person.name))
      cursor = page.next
    }
    return found
  }

  describe('a page of people', () => {
    test.each(['jose', 'JOSÉ', ' Jose\u0301 ', 'osé m'])('finds José María by %j', async search => {
      await enrol('José María')
      await enrol('Ana')
      expect(await of().peoplePage({ search, sort: 'name' }, { limit: 10 })).toMatchObject({
        items: [{ name: 'José María' }],
        total: 1,
        next: undefined,
      })
    })

    test.each(['%', '_', '\\', '"'])('takes %j for itself and not for a pattern', async search => {
      await enrol('Ana')
      await enrol(`A${search}B`)
      expect(await names({ search, sort: 'name' })).toEqual([`A${search}B`])
    })

    test('sorts by name without accents, by age, and by when they were last seen', async () => {
      for (const name of ['Zoë', 'Łucja', 'anna', 'Émile', 'Max']) await enrol(name)
      const max = await of().findPerson('Max')
      const anna = await of().findPerson('anna')
      await of().events.save(faceEvent('1', anna, { minute: 5 }))
      await of().events.save(faceEvent('2', max, { minute: 9 }))
      await of().events.save(faceEvent('3', anna, { minute: 1 }))
      expect(await names({ sort: 'name' })).toEqual(['anna', 'Émile', 'Łucja', 'Max', 'Zoë'])
      expect((await names({ sort: 'last_seen' })).slice(0, 2)).toEqual(['Max', 'anna'])
      expect(new Set(await names({ sort: 'newest' }))).toEqual(new Set(['anna', 'Émile', 'Łucja', 'Max', 'Zoë']))
      expect(await of().person(anna!.id)).toMatchObject({ lastSeenAt: atMinute(5.5) })
    })

    test('goes on where the last one ended, whoever is added or deleted meanwhile', async () => {
      for (const name of ['B', 'D', 'F', 'H']) await enrol(name)
      const first = await of().peoplePage({ sort: 'name' }, { limit: 2 })
      await enrol('A')
      await enrol('E')
      await of().deletePerson(first.items[1]!.id)
      const second = await of().peoplePage({ sort: 'name' }, { limit: 9, cursor: first.next })
      expect(second.items.map(person => person.name)).toEqual(['E', 'F', 'H'])
      expect(second).toMatchObject({ total: 5, next: undefined })
    })

    test('refuses a cursor it did not give', async () => {
      for (const name of ['A', 'B']) await enrol(name)
      const { next } = await of().peoplePage({ sort: 'name' }, { limit: 1 })
      for (const cursor of ['', 'nonsense', Buffer.from('[1,2]').toString('base64url')]) {
        await expect(of().peoplePage({ sort: 'name' }, { limit: 1, cursor })).rejects.toMatchObject({ code: 'request_invalid' })
      }
      const other = of().peoplePage({ sort: 'newest' }, { limit: 1, cursor: next })
      await expect(other).rejects.toMatchObject({ code: 'request_invalid' })
    })

    test('shows the best photo, the spaces and the photos of each', async () => {
      const space = 'another@1' as EmbeddingSpace
      const { id } = await of().enrol('Anna', [
        reference('a', { quality: 40 }),
        reference('b', { quality: 90, space }),
        reference('c', { quality: 20 }),
      ])
      const best = (await of().references({ personId: id }))[1]!
      const [entry] = (await of().peoplePage({ sort: 'name' }, { limit: 5 })).items
      expect(entry).toMatchObject({ id, references: 3, meanQuality: 50, coverId: best.id, spaces: [space, SPACE] })
      expect(entry!.lastSeenAt).toBeUndefined()
      expect(await of().person(id)).toEqual(entry)
      await expect(of().person('nobody')).rejects.toMatchObject({ code: 'person_not_found' })
    })
  })

  test('what a person agreed to is kept word for word, and goes along when they are merged', async () => {
    const consent = { text: 'I agree.\nReally.', givenAt: atMinute(3), takenBy: 'Olga' }
    const anna = await of().enrol('Anna', referencesOf('a', 1), consent)
    const bert = await enrol('Bert')
    expect(await of().consent(anna.id)).toEqual(consent)
    expect(await of().consent(bert.id)).toBeUndefined()
    await of().merge(anna.id, bert.id)
    expect(await of().consent(bert.id)).toEqual(consent)
    const later = { ...consent, text: 'I agree again.', givenAt: atMinute(9) }
    await of().addReferences(bert.id, [reference('later')], later)
    expect(await of().consent(bert.id)).toEqual(later)
  })

  describe('a person whose deletion can be undone', () => {
    test('is seen nowhere, and comes back with everything', async () => {
      const { id, ...anna } = await enrol('Anna')
      await of().events.save(faceEvent('1', { id, ...anna }))
      await of().events.save(faceEvent('2', { id, ...anna }), shotOf('double'))
      await of().events.correct('2', { kind: 'not', personId: id, at: atMinute(1), by: 'Olga' }, undefined)
      const photo = (await of().references({ personId: id }))[0]!
      const before = [await of().person(id), await of().events.list({}, { limit: 9 }), await of().events.refusals(SPACE)]
      await of().deletePersonLater(id, atMinute(9))

      expect([await of().people(), (await of().peoplePage({ sort: 'name' }, { limit: 9 })).total]).toEqual([[], 0])
      expect([await of().findPerson('Anna'), await of().findPerson(id)]).toEqual([undefined, undefined])
      expect(await referencesIn(of(), SPACE)).toEqual([])
      expect(await of().references({ personId: id })).toEqual([])
      expect(await of().events.refusals(SPACE)).toEqual([])
      for (const refused of [
        () => of().person(id),
        () => of().rename(id, 'B'),
        () => of().deletePerson(id),
        () => of().deletePersonLater(id, atMinute(1)),
      ]) {
        await expect(refused()).rejects.toMatchObject({ code: 'person_not_found' })
      }
      await expect(of().reference(photo.id)).rejects.toMatchObject({ code: 'reference_not_found' })
      expect(JSON.stringify(await of().events.list({}, { limit: 9 }))).not.toMatch(/Anna/)
      expect((await of().events.list({ outcome: 'unknown' }, { limit: 9 })).total).toBe(2)
      expect((await of().events.list({ outcome: 'known' }, { limit: 9 })).total).toBe(0)
      expect((await of().events.list({ personId: id }, { limit: 9 })).total).toBe(0)

      await of().restorePerson(id)
      const after = [await of().person(id), await of().events.list({}, { limit: 9 }), await of().events.refusals(SPACE)]
      expect(after).toEqual(before)
    })

    test('leaves the name to a newcomer, and cannot come back while it is taken', async () => {
      const { id } = await enrol('Anna')
      await of().deletePersonLater(id, atMinute(9))
      const newcomer = await enrol('anna')
      await expect(of().restorePerson(id)).rejects.toMatchObject({ code: 'name_taken' })
      await of().rename(newcomer.id, 'Other')
      await of().restorePerson(id)
      expect(await of().findPerson('Anna')).toMatchObject({ id })
    })

    test('is deleted when the time has come, and not before', async () => {
      const { id } = await enrol('Anna')
      await enrol('Bert')
      await of().deletePersonLater(id, atMinute(9))
      expect(await of().purgePeople(atMinute(8))).toBe(0)
      expect(await of().purgePeople(atMinute(9))).toBe(1)
      expect(await of().purgePeople(atMinute(10))).toBe(0)
      await expect(of().restorePerson(id)).rejects.toMatchObject({ code: 'person_not_found' })
      expect(await of().people()).toMatchObject([{ name: 'Bert' }])
    })
  })

  describe('single photos', () => {
    test('are found and deleted, but the last one stays', async () => {
      const { id } = await of().enrol('Anna', referencesOf('a', 2))
      const [first, second] = await of().references({ personId: id })
      expect(await of().reference(second!.id)).toEqual(second)
      await of().deleteReference(first!.id)
      await expect(of().deleteReference(first!.id)).rejects.toMatchObject({ code: 'reference_not_found' })
      await expect(of().deleteReference(second!.id)).rejects.toMatchObject({ code: 'last_reference' })
      expect(await of().references({ personId: id })).toEqual([second])
    })

    test('move to another person or split off to a new one, all or none', async () => {
      const anna = await of().enrol('Anna', referencesOf('a', 3))
      const bert = await enrol('Bert')
      const [one, two] = await of().references({ personId: anna.id })
      expect(await of().moveReferences([one!.id], { personId: bert.id })).toEqual(bert)
      const carl = await of().moveReferences([two!.id], { newName: ' Carl ' })
      expect(carl.name).toBe('Carl')
      expect((await of().people()).map(p => [p.name, p.references])).toEqual([['Anna', 1], ['Bert', 2], ['Carl', 1]]) // prettier-ignore
      for (const [to, code] of [
        [{ newName: 'bert' }, 'name_taken'],
        [{ newName: '' }, 'name_invalid'],
        [{ personId: 'nobody' }, 'person_not_found'],
      ] as const) {
        await expect(of().moveReferences([one!.id], to)).rejects.toMatchObject({ code })
      }
      const missing = of().moveReferences([one!.id, 'missing'], { newName: 'Dora' })
      await expect(missing).rejects.toMatchObject({ code: 'reference_not_found' })
      expect(await of().findPerson('Dora')).toBeUndefined()
    })

    test('that were all a person had take the events along and leave nobody behind', async () => {
      const anna = await of().enrol('Anna', referencesOf('a', 2))
      const bert = await enrol('Bert')
      await of().events.save(faceEvent('1', anna))
      const ids = (await of().references({ personId: anna.id })).map(({ id }) => id)
      await of().moveReferences(ids, { personId: bert.id })
      expect(await of().people()).toMatchObject([{ name: 'Bert', references: 3 }])
      expect(await of().events.find('1')).toMatchObject({ outcome: 'known', person: bert })
    })
  })
}
