// The people a probe is compared with: one mean template a person and all their references, in one embedding space.

import type { Refusal } from '../core/records.ts'
import { meanReference, similarity } from '../core/template.ts'
import type { Candidate, EmbeddingSpace, Person, Reference, Template } from '../core/types.ts'
import { ExactIndex, type Hit } from './exact-index.ts'

/**
 * How similar a probe must at least be to a refused face to be taken for that face again. From here on two pictures likely show
 * one person, with every pack; below, being a little more like the refused face than like the person is chance, and would take
 * names from people who were merely seen badly.
 */
const SAME_AS_REFUSED = 0.4

/** Until somebody says which threshold: only the very same template matches. */
const NOBODY = 1

const MAX_SAMPLE = 1000

export class Gallery {
  readonly space: EmbeddingSpace
  /** From which similarity on a face is one of them. */
  readonly threshold: number
  readonly #people: ReadonlyMap<string, Person>
  readonly #means: ExactIndex<string>
  readonly #references: ExactIndex<string>
  readonly #refused: ReadonlyMap<string, readonly Template[]>

  /** References of other spaces and of people not given are left out; a person without references is never a candidate. */
  constructor(
    space: EmbeddingSpace,
    people: readonly Person[],
    references: readonly Pick<Reference, 'personId' | 'template' | 'quality'>[],
    refusals: readonly Refusal[] = [],
    threshold = NOBODY,
  ) {
    this.space = space
    this.threshold = threshold
    this.#people = new Map(people.map(person => [person.id, person]))
    const comparable = references.filter(r => r.template.space === space && this.#people.has(r.personId))
    const byPerson = new Map<string, (typeof comparable)[number][]>()
    for (const reference of comparable) byPerson.set(reference.personId, [...(byPerson.get(reference.personId) ?? []), reference])
    const means = [...byPerson].flatMap(([key, of]) => {
      const template = meanReference(of)
      return template ? [{ key, template }] : []
    })
    this.#means = new ExactIndex(means)
    // Evenly over all, so that the same people always give the same answer.
    const step = Math.max(1, means.length / MAX_SAMPLE)
    this.sample = Array.from({ length: Math.min(means.length, MAX_SAMPLE) }, (_, i) => means[Math.floor(i * step)]!.template)
    this.#references = new ExactIndex(comparable.map(r => ({ key: r.personId, template: r.template })))
    const refused = new Map<string, Template[]>()
    for (const { personId, template } of refusals) refused.set(personId, [...(refused.get(personId) ?? []), template])
    this.#refused = refused
    this.size = byPerson.size
  }

  /** Means of some of the people: to see how alike people of this place are. */
  readonly sample: readonly Template[]

  /** People with at least one reference in this space. */
  readonly size: number

  /**
   * People by similarity of the probe to their mean template, without those whom it is refused to be: an operator said so of a
   * face that the probe is more like. A probe of another space has no candidates.
   */
  byMean(probe: Template, limit: number): Candidate[] {
    return probe.space === this.space ? this.#candidates(this.#means.search(probe, limit, this.#unrefused(probe))) : []
  }

  /** The references most similar to the probe, less those that a refused face of their person beats; a person may occur several times. */
  byReference(probe: Template, limit: number): Candidate[] {
    return probe.space === this.space ? this.#candidates(this.#references.search(probe, limit, this.#unrefused(probe))) : []
  }

  /** By the candidate's own similarity, so that a person stays who they are beside a double an operator told them from. */
  #unrefused(probe: Template): (hit: Hit<string>) => boolean {
    return ({ key, similarity: own }) =>
      !this.#refused.get(key)?.some(face => (similarity(probe, face) ?? -1) >= Math.max(own, SAME_AS_REFUSED))
  }

  #candidates(hits: readonly Hit<string>[]): Candidate[] {
    return hits.map(({ key, similarity }, i) => ({ personId: key, name: this.#people.get(key)!.name, similarity, rank: i + 1 }))
  }
}
