// Visitors who look like somebody registered: their mean against the people's, whom the engine has at hand.

import type { Engine } from '../app/engine/engine.ts'
import type { Candidate, Template } from '../core/types.ts'
import type { Visits } from '../core/visits.ts'

export interface VisitorLikePerson {
  readonly visitorId: string
  readonly person: Candidate
}

interface Needs {
  readonly visits: Pick<Visits, 'notPeople'>
  /** The people most like each of the faces, most alike first. */
  readonly nearest: Engine['nearest']
  readonly means: () => readonly { readonly visitorId: string; readonly template: Template }[]
  /** So far below the threshold a visitor is worth a look. */
  readonly threshold: () => Promise<number>
}

/** The grey zone of recognition: below it nobody is like anybody. */
const BELOW_THRESHOLD = 0.12
/** The nearest may be somebody an operator said it is not. */
const CANDIDATES = 5

/** Faces of one question: 100 kB. */
const AT_ONCE = 50

/** @returns those most alike, most alike first */
export function createVisitorsLikePeople({
  visits,
  nearest,
  means,
  threshold,
}: Needs): (limit: number) => Promise<VisitorLikePerson[]> {
  return async limit => {
    const visitors = means()
    if (visitors.length === 0) return []
    const from = (await threshold()) - BELOW_THRESHOLD
    const isNot = new Set((await visits.notPeople()).map(({ visitorId, personId }) => `${visitorId} ${personId}`))
    const alike: VisitorLikePerson[] = []
    for (let first = 0; first < visitors.length; first += AT_ONCE) {
      const part = visitors.slice(first, first + AT_ONCE)
      const people = await nearest(
        part.map(({ template }) => template),
        CANDIDATES,
      )
      for (const [i, { visitorId }] of part.entries()) {
        const person = people[i]!.find(({ personId }) => !isNot.has(`${visitorId} ${personId}`))
        if (person && person.similarity >= from) alike.push({ visitorId, person })
      }
    }
    return alike.sort((a, b) => b.person.similarity - a.person.similarity).slice(0, limit)
  }
}
