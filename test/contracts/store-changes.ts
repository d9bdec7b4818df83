// What every Store promises whoever keeps people in memory: nobody changes without being named.

import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/core/ports.ts'
import { atMinute, faceEvent, reference, shotOf, SPACE } from './store-fixtures.ts'

type Seen = ReadonlyMap<string, string>

export function changesContract(of: () => Store): void {
  /** Everything of people that can be compared. */
  async function look(): Promise<Seen> {
    const people = await of().people()
    const references = await of().references({ space: SPACE })
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
        'a setting': () => store.setSetting('key', 'value'),
      }
      for (const [step, take] of Object.entries(steps)) {
        const [before, version] = [await look(), await store.version()]
        await take()
        const after = await look()
        const differ = [...new Set([...before.keys(), ...after.keys()])].filter(id => before.get(id) !== after.get(id))
        const named = await store.changedSince(version)
        expect(named, step).toEqual(expect.arrayContaining(differ))
        expect(named!.length, step).toBeLessThanOrEqual(2)
        expect(await store.changedSince(await store.version()), step).toEqual([])
      }
    })

    test('are everybody where a change cannot tell or may not, and for a version that has not been', async () => {
      const store = of()
      const { id } = await store.enrol('Anna', [reference('a1'), reference('a2')])
      const [photo] = await store.references({ personId: id })
      const { id: bert } = await store.enrol('Bert', [reference('b')])
      for (const change of [
        () => store.moveReferences([photo!.id], { newName: 'Cleo' }),
        () => store.merge(bert, id),
        () => store.deletePerson(id),
      ]) {
        const version = await store.version()
        await change()
        expect(await store.changedSince(version)).toBeUndefined()
        expect(await store.changedSince(await store.version())).toEqual([])
      }
      const version = await store.version()
      await store.enrol('Dora', [reference('d')])
      for (const apart of [1, -1]) expect(await store.changedSince(version + apart)).toBeUndefined()
    })

    test('are everybody for who did not see them hidden before they were purged, and nobody for who did', async () => {
      const store = of()
      const { id } = await store.enrol('Anna', [reference('a')])
      const before = await store.version()
      await store.deletePersonLater(id, atMinute(1))
      const after = await store.version()
      await store.enrol('Bert', [reference('b')])
      await store.purgePeople(atMinute(2))
      expect(await store.changedSince(before)).toBeUndefined()
      expect(await store.changedSince(after)).toEqual([(await store.findPerson('Bert'))!.id])
    })
  })
}
