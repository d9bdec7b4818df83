// What every Store promises whoever keeps people in memory: nobody changes without being named.

import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/core/ports.ts'
import { atMinute, faceEvent, reference, shotOf, SPACE } from './store-fixtures.ts'
import { BY, comes, CONSENT } from './visit-fixtures.ts'
import { referencesIn } from '../fixtures/enrolled.ts'

type Seen = ReadonlyMap<string, string>

const NOBODY = { ids: [], areSomeGone: false }

async function all(parts: AsyncIterable<readonly string[]>): Promise<readonly string[]> {
  const ids: string[] = []
  for await (const part of parts) ids.push(...part)
  return ids
}

export function changesContract(of: () => Store): void {
  /** Everything of people that can be compared. */
  async function look(): Promise<Seen> {
    const people = await of().people()
    const references = await referencesIn(of(), SPACE)
    return new Map(
      people.map(({ id, name }) => [id, JSON.stringify([name, references.filter(r => r.personId === id).map(r => r.id)])]),
    )
  }

  describe('people who changed since a version', () => {
    test('are all named, one by one where one of them was changed', async () => {
      const store = of()
      const { id: anna } = await store.enrol('Anna', [reference('a1'), reference('a2')])
      const { id: bert } = await store.enrol('Bert', [reference('b1'), reference('b2')])
      const { id: cleo } = await store.enrol('Cleo', [reference('c1')])
      await store.events.save(faceEvent('e', { id: bert, name: 'Bert', createdAt: atMinute(0) }), shotOf('e'))
      await comes(store, 'v', 3)
      const said = (kind: 'is' | 'not', personId: string) => ({ kind, personId, at: atMinute(1), by: 'admin' })
      const steps: Record<string, () => Promise<unknown>> = {
        'a new person': () => store.enrol('Dora', [reference('d')]),
        'another photo': () => store.addReferences(anna, [reference('a3')]),
        'another name': () => store.rename(anna, 'Anne'),
        'one photo less': async () => store.deleteReference((await store.references({ personId: anna }))[0]!.id),
        'a correction': () => store.events.correct('e', said('is', anna), shotOf('e')),
        'another correction': () => store.events.correct('e', said('is', cleo), shotOf('e')),
        'no correction': () => store.events.undoCorrection('e'),
        'a refusal': () => store.events.correct('e', said('not', bert), shotOf('e')),
        'an event gone': () => store.events.delete('e'),
        hidden: () => store.deletePersonLater(bert, atMinute(9)),
        'there again': () => store.restorePerson(bert),
        'hidden to be deleted': () => store.deletePersonLater(anna, atMinute(9)),
        purged: () => store.purgePeople(atMinute(10)),
        'a photo moved': async () =>
          store.moveReferences([(await store.references({ personId: bert }))[0]!.id], { personId: cleo }),
        'a photo moved to somebody new': async () =>
          store.moveReferences([(await store.references({ personId: cleo }))[0]!.id], { newName: 'Emil' }),
        'all photos moved': async () =>
          store.moveReferences(
            (await store.references({ personId: bert })).map(({ id }) => id),
            { personId: cleo },
          ),
        merged: async () => store.merge((await store.findPerson('Emil'))!.id, cleo),
        'merged with themselves': () => store.merge(cleo, cleo),
        deleted: () => store.deletePerson(cleo),
        'a visitor named': () => store.visits.name('v', { newName: 'Fritz', consent: CONSENT }, BY),
        'a visitor no longer named': async () => store.visits.undo((await store.visits.changes(1))[0]!.id),
        'a visitor who is somebody': async () => store.visits.name('v', { personId: (await store.findPerson('Dora'))!.id }, BY),
        'a visitor who is nobody again': async () => store.visits.undo((await store.visits.changes(1))[0]!.id),
        'a setting': () => store.setSetting('key', 'value'),
      }
      for (const [step, take] of Object.entries(steps)) {
        const [before, version] = [await look(), await store.version()]
        await take()
        const after = await look()
        const differ = [...new Set([...before.keys(), ...after.keys()])].filter(id => before.get(id) !== after.get(id))
        const named = (await store.changedSince(version))!
        expect(named.ids, step).toEqual(expect.arrayContaining(differ.filter(id => after.has(id))))
        expect(named.ids.length, step).toBeLessThanOrEqual(2)
        const gone = differ.filter(id => !after.has(id) && !named.ids.includes(id))
        expect(named.areSomeGone, step).toBe(gone.length > 0)
        expect(await store.changedSince(await store.version()), step).toEqual(NOBODY)
      }
    })

    test('leave no trace once they are gone for good', async () => {
      const store = of()
      const ids = new Map<string, string>()
      for (const name of ['Anna', 'Bert', 'Cleo', 'Dora', 'Emil']) {
        ids.set(name, (await store.enrol(name, [reference(name)])).id)
      }
      const [anna, bert, cleo, dora, emil] = ['Anna', 'Bert', 'Cleo', 'Dora', 'Emil'].map(name => ids.get(name)!)
      const version = await store.version()
      await store.rename(anna!, 'Anne')
      await store.deletePersonLater(dora!, atMinute(1))
      expect((await store.changedSince(version))!.ids).toEqual(expect.arrayContaining([anna, dora]))
      await store.purgePeople(atMinute(2))
      await store.merge(bert!, emil!)
      const [photo] = await store.references({ personId: cleo! })
      await store.moveReferences([photo!.id], { personId: emil! })
      await store.deletePerson(anna!)
      expect(await store.changedSince(version)).toEqual({ ids: [emil], areSomeGone: true })
      expect(await all(store.personIds())).toEqual([emil])
    })

    test('are everybody where a change cannot tell, and for a version that has not been', async () => {
      const store = of()
      const version = await store.version()
      await store.templates.announce()
      expect(await store.changedSince(version)).toBeUndefined()
      expect(await store.changedSince(await store.version())).toEqual(NOBODY)
      const later = await store.version()
      await store.enrol('Dora', [reference('d')])
      for (const apart of [1, -1]) expect(await store.changedSince(later + apart)).toBeUndefined()
    })

    test('are to be looked for by who did not see them hidden before they were purged, and by nobody who did', async () => {
      const store = of()
      const { id } = await store.enrol('Anna', [reference('a')])
      const before = await store.version()
      await store.deletePersonLater(id, atMinute(1))
      const after = await store.version()
      await store.enrol('Bert', [reference('b')])
      await store.purgePeople(atMinute(2))
      const ids = [(await store.findPerson('Bert'))!.id]
      expect(await store.changedSince(before)).toEqual({ ids, areSomeGone: true })
      expect(await store.changedSince(after)).toEqual({ ids, areSomeGone: false })
    })
  })
}
