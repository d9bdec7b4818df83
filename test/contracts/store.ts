// What every Store promises, whatever keeps it; an adapter passes a way to open one empty place several times.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NewReference, Store } from '../../src/core/ports.ts'
import { dot } from '../../src/core/template.ts'
import type { EmbeddingSpace } from '../../src/core/types.ts'
import { reference, referencesOf, SPACE } from './store-fixtures.ts'
import { accountsContract, camerasContract } from './store-accounts.ts'
import { alertsContract } from './store-alerts.ts'
import { auditContract } from './store-audit.ts'
import { doorsContract } from './store-doors.ts'
import { eventsContract } from './store-events.ts'
import { forgettingContract } from './store-forgetting.ts'
import { groupsContract } from './store-groups.ts'
import { leasesContract } from './store-leases.ts'
import { followsModel } from './store-model.ts'
import { changesContract } from './store-changes.ts'
import { peopleContract } from './store-people.ts'
import { templatesContract } from './store-templates.ts'
import { visitorsContract } from './store-visitors.ts'
import { visitsContract } from './store-visits.ts'
import { referencesIn } from '../fixtures/enrolled.ts'

export interface Place {
  open(): Promise<Store>
  remove(): Promise<void>
}

export function storeContract(name: string, makePlace: () => Promise<Place>): void {
  describe(`${name} keeps the store contract`, () => {
    let place: Place
    let store: Store
    let other: Store
    beforeEach(async () => {
      place = await makePlace()
      store = await place.open()
      other = await place.open()
    })
    afterEach(async () => {
      await store.close()
      await other.close()
      await place.remove()
    })

    describe('enrolling', () => {
      test('gives back every reference as it was given, in order', async () => {
        const given = [0, 37.5, 100].map(quality => reference(`q${quality}`, { quality }))
        const person = await store.enrol('Anna', given)
        const stored = await store.references({ personId: person.id })
        expect(stored.map(({ quality, source, crop }) => ({ quality, source, crop }))).toEqual(
          given.map(({ quality, source, crop }) => ({ quality, source, crop })),
        )
        for (const [i, { template, personId }] of stored.entries()) {
          expect(personId).toBe(person.id)
          expect(template.space).toBe(SPACE)
          expect(dot(template.vector, given[i]!.template.vector)).toBeCloseTo(1, 6)
        }
      })

      test('keeps a name as it was written, trimmed and composed', async () => {
        const { name } = await store.enrol('  Zoe\u0308 van  Dam ', [reference('a')])
        expect(name).toBe('Zoë van  Dam')
      })

      test.each(['', '   ', 'two\nlines', 'bell\u0007', 'lone \ud800', 'turned \u202ename', 'x'.repeat(101)])(
        'refuses the name %j',
        async bad => {
          await expect(store.enrol(bad, [reference('a')])).rejects.toMatchObject({ code: 'name_invalid' })
          expect(await store.people()).toEqual([])
        },
      )

      test('counts characters, not bytes, of a name', async () => {
        await store.enrol('😀'.repeat(100), [reference('a')])
        await expect(store.enrol('😀'.repeat(101), [reference('a')])).rejects.toMatchObject({ code: 'name_invalid' })
      })

      test.each(['anna weiß', ' ANNA WEISS ', 'Anna   Weiss', 'Ａnna Weiß'])(
        'takes Anna Weiß and %j for one name',
        async same => {
          await store.enrol('Anna Weiß', [reference('a')])
          await expect(store.enrol(same, [reference('b')])).rejects.toMatchObject({ code: 'name_taken' })
          expect(await store.findPerson(same)).toMatchObject({ name: 'Anna Weiß' })
        },
      )

      test('asks for at least one reference of a quality from 0 to 100', async () => {
        await expect(store.enrol('Anna', [])).rejects.toMatchObject({ code: 'usage_invalid' })
        for (const quality of [-1, 101, NaN]) {
          await expect(store.enrol('Anna', [reference('a', { quality })])).rejects.toMatchObject({ code: 'usage_invalid' })
        }
        expect(await store.people()).toEqual([])
      })

      test('leaves nothing behind when the last of its references fails', async () => {
        const before = await store.version()
        await expect(store.enrol('Anna', [...referencesOf('a', 5), unreadable])).rejects.toThrow()
        expect(await store.people()).toEqual([])
        expect(await referencesIn(store, SPACE)).toEqual([])
        expect(await store.version()).toBe(before)
        await store.enrol('Anna', [reference('a')])
      })
    })

    describe('adding references', () => {
      test('appends them to the person', async () => {
        const { id } = await store.enrol('Anna', [reference('first')])
        await store.addReferences(id, [reference('second'), reference('third')])
        const stored = await store.references({ personId: id })
        expect(stored.map(r => r.source)).toEqual(['first.jpg', 'second.jpg', 'third.jpg'])
      })

      test('adds all of them or none', async () => {
        const { id } = await store.enrol('Anna', [reference('first')])
        await expect(store.addReferences(id, [reference('second'), unreadable])).rejects.toThrow()
        expect(await store.references({ personId: id })).toHaveLength(1)
      })

      test('needs the person', async () => {
        await expect(store.addReferences('nobody', [reference('a')])).rejects.toMatchObject({ code: 'person_not_found' })
      })
    })

    describe('reading', () => {
      test('lists people by name with their number of references and mean quality', async () => {
        await store.enrol('Zoë', [reference('z', { quality: 20 }), reference('y', { quality: 40 })])
        await store.enrol('älva', [reference('x', { quality: 90 })])
        await store.enrol('Anna', [reference('a', { quality: 10 })])
        expect(await store.people()).toMatchObject([
          { name: 'älva', references: 1, meanQuality: 90 },
          { name: 'Anna', references: 1, meanQuality: 10 },
          { name: 'Zoë', references: 2, meanQuality: 30 },
        ])
      })

      test('finds a person by id before one whose name is that id', async () => {
        const anna = await store.enrol('Anna', [reference('a')])
        await store.enrol(anna.id, [reference('b')])
        expect(await store.findPerson(anna.id)).toEqual(anna)
        expect(await store.findPerson('anna')).toEqual(anna)
        expect(await store.findPerson('Bert')).toBeUndefined()
      })

      test('gives everybody of one embedding space, without crops', async () => {
        const space = 'other-space@1' as EmbeddingSpace
        const anna = await store.enrol('Anna', [reference('a'), reference('b', { space })])
        const bert = await store.enrol('Bert', [reference('c')])
        const gallery = await referencesIn(store, SPACE)
        expect(gallery.map(r => [r.personId, r.source])).toEqual([
          [anna.id, 'a.jpg'],
          [bert.id, 'c.jpg'],
        ])
        expect(gallery[0]).not.toHaveProperty('crop')
        expect(await referencesIn(store, 'unused' as EmbeddingSpace)).toEqual([])
      })

      test('gives a gallery of 5,000 whole and in order', async () => {
        const { id } = await store.enrol('Anna', [reference('0', { length: 16, cropBytes: 1 })])
        const more = Array.from({ length: 4999 }, (_, i) => reference(`${i + 1}`, { length: 16, cropBytes: 1 }))
        await store.addReferences(id, more)
        const gallery = await referencesIn(store, SPACE)
        expect(gallery.map(r => r.source)).toEqual(Array.from({ length: 5000 }, (_, i) => `${i}.jpg`))
        expect(new Set(gallery.map(r => r.id)).size).toBe(5000)
      })
    })

    describe('renaming', () => {
      test('frees the old name and takes the new one', async () => {
        const { id } = await store.enrol('Anna', [reference('a')])
        await store.rename(id, 'Hannah')
        await store.rename(id, ' HANNAH ')
        expect(await store.findPerson(id)).toMatchObject({ id, name: 'HANNAH' })
        expect(await store.findPerson('Anna')).toBeUndefined()
        await store.enrol('Anna', [reference('b')])
      })

      test('refuses a bad name, a taken one and nobody', async () => {
        const { id } = await store.enrol('Anna', [reference('a')])
        await store.enrol('Bert', [reference('b')])
        await expect(store.rename(id, ' ')).rejects.toMatchObject({ code: 'name_invalid' })
        await expect(store.rename(id, 'bert')).rejects.toMatchObject({ code: 'name_taken' })
        await expect(store.rename('nobody', 'Carl')).rejects.toMatchObject({ code: 'person_not_found' })
        expect(await store.findPerson(id)).toMatchObject({ name: 'Anna' })
      })
    })

    describe('merging', () => {
      test('moves every reference and removes the emptied person', async () => {
        const anna = await store.enrol('Anna', referencesOf('a', 2))
        const ann = await store.enrol('Ann', referencesOf('b', 3))
        await store.merge(ann.id, anna.id)
        expect(await store.people()).toMatchObject([{ id: anna.id, name: 'Anna', references: 5 }])
        expect(await store.findPerson('Ann')).toBeUndefined()
      })

      test('of a person with itself changes nothing', async () => {
        const { id } = await store.enrol('Anna', referencesOf('a', 2))
        await store.merge(id, id)
        expect(await store.references({ personId: id })).toHaveLength(2)
      })

      test('needs both people', async () => {
        const { id } = await store.enrol('Anna', referencesOf('a', 2))
        await expect(store.merge(id, 'nobody')).rejects.toMatchObject({ code: 'person_not_found' })
        await expect(store.merge('nobody', id)).rejects.toMatchObject({ code: 'person_not_found' })
        expect(await store.references({ personId: id })).toHaveLength(2)
      })
    })

    test('deleting a person removes their references and no others, once', async () => {
      const anna = await store.enrol('Anna', referencesOf('a', 2))
      const bert = await store.enrol('Bert', referencesOf('b', 2))
      await store.deletePerson(anna.id)
      expect(await store.people()).toMatchObject([{ id: bert.id, references: 2 }])
      expect(await store.references({ personId: anna.id })).toEqual([])
      expect(await referencesIn(store, SPACE)).toHaveLength(2)
      await expect(store.deletePerson(anna.id)).rejects.toMatchObject({ code: 'person_not_found' })
    })

    test('a setting is undefined until it is set, and then what it was last set to', async () => {
      expect(await store.setting('pack')).toBeUndefined()
      await store.setSetting('pack', 'mobile')
      await store.setSetting('pack', 'buffalo_l')
      await store.setSetting('rule', '')
      expect(await other.setting('pack')).toBe('buffalo_l')
      expect(await other.setting('rule')).toBe('')
    })

    describe('two handles', () => {
      test('agree on a version that every change moves and nothing else does', async () => {
        const seen = new Set([await other.version()])
        const changed = async (change: Promise<unknown>) => {
          await change
          const version = await other.version()
          expect(seen).not.toContain(version)
          expect(await store.version()).toBe(version)
          seen.add(version)
        }
        const anna = await store.enrol('Anna', [reference('a')])
        await changed(store.addReferences(anna.id, [reference('b')]))
        await changed(store.rename(anna.id, 'Hannah'))
        await changed(store.enrol('Bert', [reference('c')]))
        await changed(store.merge((await store.findPerson('Bert'))!.id, anna.id))
        await changed(store.setSetting('rule', 'fusion'))
        await changed(store.deletePerson(anna.id))

        const last = await other.version()
        await store.people()
        await expect(store.enrol('', [])).rejects.toThrow()
        expect(await other.version()).toBe(last)
      })

      test('see each other at once, writing at the same time', async () => {
        const enrolments = Array.from({ length: 40 }, (_, i) =>
          (i % 2 ? store : other).enrol(`Person ${i}`, referencesOf(`${i}`, 2)),
        )
        const enrolled = await Promise.all(enrolments)
        const ids = (await other.people()).map(person => person.id)
        expect(ids.sort()).toEqual(enrolled.map(person => person.id).sort())
        expect(await referencesIn(store, SPACE)).toHaveLength(80)
      })

      test('racing for one name leave one winner, whole', async () => {
        const race = Array.from({ length: 10 }, (_, i) => (i % 2 ? store : other).enrol('Anna', referencesOf(`${i}`, 3)))
        const results = await Promise.allSettled(race)
        const lost = results
          .filter(result => result.status === 'rejected')
          .map(result => (result.reason as { code: string }).code)
        expect(lost).toEqual(Array.from({ length: 9 }, () => 'name_taken'))
        expect(await store.people()).toMatchObject([{ name: 'Anna', references: 3 }])
      })
    })

    peopleContract(() => store)
    changesContract(() => store)
    eventsContract(
      () => store,
      () => other,
    )
    templatesContract(
      () => store,
      () => other,
    )
    camerasContract(() => store)
    accountsContract(
      () => store,
      () => other,
    )
    for (const contract of [visitsContract, visitorsContract, forgettingContract])
      contract(
        () => store,
        () => other,
      )
    groupsContract(
      () => store,
      () => other,
    )
    alertsContract(
      () => store,
      () => other,
    )
    auditContract(
      () => store,
      () => other,
    )
    doorsContract(
      () => store,
      () => other,
    )
    leasesContract(
      () => store,
      () => other,
    )

    test('a closed store refuses, and what it kept is there when opened again', async () => {
      const { id } = await store.enrol('Anna', referencesOf('a', 2))
      await store.close()
      await expect(store.people()).rejects.toMatchObject({ code: 'store_unavailable' })
      store = await place.open()
      expect(await store.people()).toMatchObject([{ id, name: 'Anna', references: 2 }])
    })

    test('any sequence of changes leaves what a plain model of it would', async () => {
      await followsModel(store, other)
    })
  })
}

/** Fails when the store comes to write its crop. */
const unreadable: NewReference = {
  ...reference('unreadable'),
  get crop(): Uint8Array {
    throw new Error('this crop cannot be read')
  },
}
