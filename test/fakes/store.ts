// People kept in memory, for tests that only enrol and read and that break the store; all others open a real one.

import type { NewReference, Store } from '../../src/core/ports.ts'
import type { Person, Reference } from '../../src/core/types.ts'

export interface FakeStore extends Store {
  /** While set, the store cannot be read and fails with it. */
  broken: Error | undefined
  /** While set, asking for the version waits for it after the number was read. */
  held: Promise<void> | undefined
  /** How often everybody was read. */
  reads: number
}

const notFaked = () => Promise.reject(new Error('the fake store does not do this: open a real one'))

export function fakeStore(): FakeStore {
  const people: Person[] = []
  const references: Reference[] = []
  let version = 0
  const changes: string[] = []
  const add = (personId: string, given: readonly NewReference[]) => {
    for (const one of given) references.push({ ...one, personId, id: `r${references.length}`, createdAt: new Date(0) })
    changes[version++] = personId
  }
  const store: FakeStore = {
    broken: undefined,
    news: { listen: () => () => undefined, tell: () => Promise.resolve() },
    held: undefined,
    reads: 0,
    enrol(name, given) {
      const person = { id: `p${people.length}`, name, createdAt: new Date(0) }
      people.push(person)
      add(person.id, given)
      return Promise.resolve(person)
    },
    addReferences(personId, given) {
      add(personId, given)
      return Promise.resolve()
    },
    people() {
      return Promise.resolve(people.map(p => ({ ...p, references: 1, meanQuality: 80 })))
    },
    findPerson: name => Promise.resolve(people.find(p => p.name.toLowerCase() === name.trim().toLowerCase() || p.id === name)),
    references: ({ personId }) => Promise.resolve(references.filter(r => r.personId === personId)),
    async *enrolled({ space, personIds }) {
      if (!personIds) store.reads++
      for (const { id, name, createdAt } of people) {
        // A test may have taken somebody away.
        const person = personIds ? await store.findPerson(id) : { id, name, createdAt }
        if (!person || personIds?.includes(id) === false) continue
        yield [{ person, references: references.filter(r => r.personId === id && r.template.space === space) }]
      }
    },
    async *personIds() {
      yield await Promise.resolve(people.map(({ id }) => id))
    },
    async version() {
      if (store.broken) throw store.broken
      const now = version
      await store.held
      return now
    },
    damage: () => Promise.resolve([]),
    changedSince: since => Promise.resolve({ ids: changes.slice(since), areSomeGone: false }),
    keyFor: () => undefined,
    events: {
      refusals: () => Promise.resolve([]),
      save: notFaked,
      list: () => Promise.resolve({ items: [], next: undefined, total: 0 }),
      find: notFaked,
      shot: notFaked,
      correct: notFaked,
      undoCorrection: notFaked,
      delete: notFaked,
      expire: notFaked,
    },
    templates: { missing: notFaked, toEmbed: notFaked, keep: notFaked, announce: notFaked, gaps: notFaked },
    cameras: { list: notFaked, add: notFaked, change: notFaked, delete: notFaked },
    get accounts(): never {
      throw new Error('the fake store keeps no accounts: open a real one')
    },
    get visits(): never {
      throw new Error('the fake store keeps no visits: see fakeVisits')
    },
    get groups(): never {
      throw new Error('the fake store keeps no groups: open a real one')
    },
    get alerts(): never {
      throw new Error('the fake store keeps no alerts: open a real one')
    },
    get audit(): never {
      throw new Error('the fake store keeps no audit: open a real one')
    },
    get doors(): never {
      throw new Error('the fake store keeps no doors: open a real one')
    },
    get leases(): never {
      throw new Error('the fake store keeps no leases: open a real one')
    },
    peoplePage: notFaked,
    person: notFaked,
    deletePersonLater: notFaked,
    restorePerson: notFaked,
    purgePeople: notFaked,
    reference: notFaked,
    deleteReference: notFaked,
    moveReferences: notFaked,
    consent: notFaked,
    rename: notFaked,
    merge: notFaked,
    deletePerson: notFaked,
    setting: notFaked,
    setSetting: notFaked,
    close: () => Promise.resolve(),
  }
  return store
}

/** The least a reference needs. */
export const referenceOf = (template: Reference['template'], quality = 80): NewReference => ({
  template,
  quality,
  source: 'test',
  crop: new Uint8Array(1),
})
