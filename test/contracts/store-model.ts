// Compares a store with a Map that does the same, over random sequences of changes; knows no adapter.

import fc from 'fast-check'
import { expect } from 'vitest'
import type { Store } from '../../src/core/ports.ts'
import { referencesOf } from './store-fixtures.ts'

/** Name → number of references. */
type Model = Map<string, number>

const names = fc.constantFrom('Anna', 'Bert', 'Carl', 'Dora')
const counts = fc.integer({ min: 1, max: 3 })
const change = fc.oneof(
  fc.record({ kind: fc.constant('enrol' as const), name: names, count: counts }),
  fc.record({ kind: fc.constant('add' as const), name: names, count: counts }),
  fc.record({ kind: fc.constant('rename' as const), name: names, to: names }),
  fc.record({ kind: fc.constant('merge' as const), name: names, to: names }),
  fc.record({ kind: fc.constant('delete' as const), name: names }),
)
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never

/** Writes through `store`, reads through `other`; the two are handles of one empty place. */
export async function followsModel(store: Store, other: Store): Promise<void> {
  const property = fc.asyncProperty(fc.array(change, { maxLength: 15 }), async changes => {
    for (const { id } of await store.people()) await store.deletePerson(id)
    const model: Model = new Map()
    for (const step of changes) {
      expect(await outcome(applyToStore(store, step))).toBe(applyToModel(model, step))
      const people = (await other.people()).map(({ name, references }) => [name, references])
      expect(people).toEqual([...model].sort(([a], [b]) => (a < b ? -1 : 1)))
    }
  })
  await fc.assert(property, { numRuns: 20 })
}

async function applyToStore(store: Store, step: Change): Promise<unknown> {
  const idOf = async (name: string) => (await store.findPerson(name))?.id ?? 'nobody'
  if (step.kind === 'enrol') return store.enrol(step.name, referencesOf('r', step.count))
  if (step.kind === 'add') return store.addReferences(await idOf(step.name), referencesOf('r', step.count))
  if (step.kind === 'rename') return store.rename(await idOf(step.name), step.to)
  if (step.kind === 'merge') return store.merge(await idOf(step.name), await idOf(step.to))
  return store.deletePerson(await idOf(step.name))
}

/** Changes the model and says what the store should answer. */
function applyToModel(model: Model, step: Change): string {
  const has = model.get(step.name)
  if (step.kind === 'enrol') {
    if (has) return 'name_taken'
    model.set(step.name, step.count)
    return 'done'
  }
  if (!has) return 'person_not_found'
  if (step.kind === 'add') model.set(step.name, has + step.count)
  if (step.kind === 'delete') model.delete(step.name)
  if (step.kind === 'rename' && step.name !== step.to) {
    if (model.has(step.to)) return 'name_taken'
    model.delete(step.name)
    model.set(step.to, has)
  }
  if (step.kind === 'merge' && step.name !== step.to) {
    const into = model.get(step.to)
    if (!into) return 'person_not_found'
    model.delete(step.name)
    model.set(step.to, into + has)
  }
  return 'done'
}

const outcome = (change: Promise<unknown>): Promise<string> =>
  change.then(
    () => 'done',
    (error: unknown) => (error as { code: string }).code,
  )
