// Visitors who look like somebody registered: their mean against the people's, read from the store when it changed.

import type { Store } from '../core/ports.ts'
import type { Candidate, EmbeddingSpace, Template } from '../core/types.ts'
import type { Visits } from '../core/visits.ts'
import { Gallery } from '../gallery/gallery.ts'

export interface VisitorLikePerson {
  readonly visitorId: string
  readonly person: Candidate
}

interface Needs {
  readonly store: Pick<Store, 'version' | 'enrolled' | 'events'> & { readonly visits: Pick<Visits, 'notPeople'> }
  readonly space: () => EmbeddingSpace
  readonly means: () => readonly { readonly visitorId: string; readonly template: Template }[]
  /** So far below the threshold a visitor is worth a look. */
  readonly threshold: () => Promise<number>
}

/** The grey zone of recognition: below it nobody is like anybody. */
const BELOW_THRESHOLD = 0.12
/** The nearest may be somebody an operator said it is not. */
const CANDIDATES = 5

/** @returns those most alike, most alike first */
export function createVisitorsLikePeople({
  store,
  space,
  means,
  threshold,
}: Needs): (limit: number) => Promise<VisitorLikePerson[]> {
  const read: { version?: number; gallery?: Gallery } = {}

  async function gallery(): Promise<Gallery> {
    const version = await store.version()
    if (!read.gallery || read.version !== version || read.gallery.space !== space()) {
      const everybody = new Gallery(space(), [], [], await store.events.refusals(space()))
      for await (const part of store.enrolled({ space: space() })) {
        for (const { person, references } of part) everybody.put(person, references)
      }
      read.gallery = everybody
      read.version = version
    }
    return read.gallery
  }

  return async limit => {
    const visitors = means()
    if (visitors.length === 0) return []
    const [people, from, said] = await Promise.all([
      gallery(),
      threshold().then(value => value - BELOW_THRESHOLD),
      store.visits.notPeople(),
    ])
    const isNot = new Set(said.map(({ visitorId, personId }) => `${visitorId} ${personId}`))
    return visitors
      .flatMap(({ visitorId, template }) => {
        const person = people.byMean(template, CANDIDATES).find(({ personId }) => !isNot.has(`${visitorId} ${personId}`))
        return person && person.similarity >= from ? [{ visitorId, person }] : []
      })
      .sort((a, b) => b.person.similarity - a.person.similarity)
      .slice(0, limit)
  }
}
