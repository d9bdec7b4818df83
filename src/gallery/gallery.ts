// The people a probe is compared with: one mean template a person and all their references, in one embedding space.

import { meanReference } from '../core/template.ts'
import type { Candidate, EmbeddingSpace, Person, Reference, Template } from '../core/types.ts'
import { ExactIndex, type Hit } from './exact-index.ts'

export class Gallery {
  readonly space: EmbeddingSpace
  readonly #people: ReadonlyMap<string, Person>
  readonly #means: ExactIndex<string>
  readonly #references: ExactIndex<string>

  /** References of other spaces and of people not given are left out; a person without references is never a candidate. */
  constructor(
    space: EmbeddingSpace,
    people: readonly Person[],
    references: readonly Pick<Reference, 'personId' | 'template' | 'quality'>[],
  ) {
    this.space = space
    this.#people = new Map(people.map(person => [person.id, person]))
    const comparable = references.filter(r => r.template.space === space && this.#people.has(r.personId))
    const byPerson = new Map<string, (typeof comparable)[number][]>()
    for (const reference of comparable) byPerson.set(reference.personId, [...(byPerson.get(reference.personId) ?? []), reference])
    this.#means = new ExactIndex(
      [...byPerson].flatMap(([key, of]) => {
        const template = meanReference(of)
        return template ? [{ key, template }] : []
      }),
    )
    this.#references = new ExactIndex(comparable.map(r => ({ key: r.personId, template: r.template })))
    this.size = byPerson.size
  }

  /** People with at least one reference in this space. */
  readonly size: number

  /** People by similarity of the probe to their mean template. A probe of another space has no candidates. */
  byMean(probe: Template, limit: number): Candidate[] {
    return probe.space === this.space ? this.#candidates(this.#means.search(probe, limit)) : []
  }

  /** The references most similar to the probe; a person may occur several times. */
  byReference(probe: Template, limit: number): Candidate[] {
    return probe.space === this.space ? this.#candidates(this.#references.search(probe, limit)) : []
  }

  #candidates(hits: readonly Hit<string>[]): Candidate[] {
    return hits.map(({ key, similarity }, i) => ({ personId: key, name: this.#people.get(key)!.name, similarity, rank: i + 1 }))
  }
}
