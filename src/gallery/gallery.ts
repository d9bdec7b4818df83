// The people a probe is compared with: one mean template a person and their references, in one embedding space. They come and go one by one.

import type { Refusal } from '../core/records.ts'
import { meanReference, similarity } from '../core/template.ts'
import type { Candidate, EmbeddingSpace, Person, Reference, Template } from '../core/types.ts'
import { byBytes, Roster } from './roster.ts'
import { TemplateIndex, type Hit } from './template-index.ts'

/**
 * How similar a probe must at least be to a refused face to be taken for that face again. From here on two pictures likely show
 * one person, with every pack; below, being a little more like the refused face than like the person is chance, and would take
 * names from people who were merely seen badly.
 */
const SAME_AS_REFUSED = 0.4

/** Until somebody says which threshold: only the very same template matches. */
const NOBODY = 1

export const MAX_SAMPLE = 1000

export type Compared = Pick<Reference, 'personId' | 'template' | 'quality'>

/** What of a gallery is written down beside its parts. */
export interface GalleryShape {
  readonly space: string
  readonly dimensions: number
  /** People with photos. */
  readonly size: number
  /** Bytes of each part; undefined: there is no such index. */
  readonly roster: readonly number[]
  readonly means?: readonly number[] | undefined
  readonly references?: readonly number[] | undefined
}

export class Gallery {
  readonly space: EmbeddingSpace
  /** From which similarity on a face is one of them. */
  readonly threshold: number
  readonly #roster = new Roster()
  #size = 0
  #means: TemplateIndex | undefined
  /** Of people with several; one reference is its person's mean. */
  #references: TemplateIndex | undefined
  #refused: ReadonlyMap<string, readonly Template[]> = new Map()
  /** Counts what was put and removed: whoever reads it in parts can tell whether it is still the same. */
  #changes = 0
  #sample: { readonly templates: readonly Template[]; readonly lastId: string | undefined } | undefined

  /** References of other spaces and of people not given are left out; a person without references is never a candidate. */
  constructor(
    space: EmbeddingSpace,
    people: readonly Person[],
    references: readonly Compared[],
    refusals: readonly Refusal[] = [],
    threshold = NOBODY,
  ) {
    this.space = space
    this.threshold = threshold
    const of = byPerson(references)
    for (const person of people) this.put(person, of.get(person.id) ?? [])
    this.refuse(refusals)
  }

  /** People with at least one reference in this space. */
  get size(): number {
    return this.#size
  }

  /** Everybody, also those without a reference in this space. */
  get people(): Iterable<Person> {
    return this.#roster
  }

  /** When the last of them was registered, in milliseconds since 1970; 0 where there is nobody. */
  get newestAtMs(): number {
    return this.#roster.newestAtMs
  }

  has(personId: string): boolean {
    return this.#roster.has(personId)
  }

  /** Ids of those in it who are in none of the parts. Nobody is put or removed meanwhile. */
  notAmong(parts: AsyncIterable<readonly string[]>): Promise<string[]> {
    return this.#roster.notAmong(parts)
  }

  /**
   * Means of some of the people: to see how alike people of this place are. Those whose ids sort first, so that the same people
   * always give the same answer; the same array as long as it is the same people.
   */
  get sample(): readonly Template[] {
    if (!this.#sample) {
      const ids = this.#roster.first(MAX_SAMPLE)
      const templates = ids.flatMap(id => {
        const vector = this.#means?.vector(id)
        return vector ? [{ space: this.space, vector } as Template] : []
      })
      this.#sample = { templates, lastId: ids.length < MAX_SAMPLE ? undefined : ids.at(-1) }
    }
    return this.#sample.templates
  }

  /** Adds the person, or replaces them with their references. */
  put(person: Person, references: readonly Compared[]): void {
    this.#changes++
    const comparable = references.filter(({ template }) => template.space === this.space)
    const before = this.#roster.photosOf(person.id)
    if (comparable.length === 0) this.remove(person.id)
    this.#roster.put(person, comparable.length)
    if (comparable.length === 0) return
    if (before === 0) this.#size++
    this.#forgetSample(person.id)
    const mean = comparable.length === 1 ? comparable[0]!.template : meanReference(comparable)
    if (mean) (this.#means ??= new TemplateIndex(mean.vector.length)).set(person.id, mean.vector)
    else this.#means?.remove(person.id)
    const several = comparable.length > 1 ? comparable : []
    for (const [n, { template }] of several.entries()) {
      this.#references ??= new TemplateIndex(template.vector.length)
      this.#references.set(keyOf(person.id, n), template.vector)
    }
    for (let n = several.length; n < before; n++) this.#references?.remove(keyOf(person.id, n))
  }

  /** Nobody of that id is no error. */
  remove(personId: string): void {
    this.#changes++
    this.#forgetSample(personId)
    const photos = this.#roster.photosOf(personId)
    for (let n = 0; n < photos; n++) this.#references?.remove(keyOf(personId, n))
    this.#means?.remove(personId)
    this.#roster.remove(personId)
    if (photos > 0) this.#size--
  }

  get changes(): number {
    return this.#changes
  }

  /** All but the refusals, to be written down. The parts are views, until the next change. */
  snapshot(): { readonly shape: GalleryShape; readonly parts: readonly Uint8Array[] } {
    const [roster, means, references] = [this.#roster.parts(), this.#means?.parts(), this.#references?.parts()]
    const dimensions = this.#means?.dimensions ?? this.#references?.dimensions ?? 0
    const shape = { space: this.space, dimensions, size: this.#size, roster: lengthsOf(roster) }
    return {
      shape: { ...shape, means: means && lengthsOf(means), references: references && lengthsOf(references) },
      parts: [...roster, ...(means ?? []), ...(references ?? [])],
    }
  }

  /** A gallery of that shape, and where its parts are to be filled in before anybody asks it. */
  static restore({ space, dimensions, size, roster, means, references }: GalleryShape): {
    readonly gallery: Gallery
    readonly parts: readonly Uint8Array[]
  } {
    const gallery = new Gallery(space as EmbeddingSpace, [], [])
    gallery.#size = size
    const parts = gallery.#roster.room(roster)
    if (means) parts.push(...(gallery.#means = new TemplateIndex(dimensions)).room(means))
    if (references) parts.push(...(gallery.#references = new TemplateIndex(dimensions)).room(references))
    return { gallery, parts }
  }

  /** In place of the refusals there were. */
  refuse(refusals: readonly Refusal[]): void {
    this.#refused = new Map([...byPerson(refusals)].map(([personId, of]) => [personId, of.map(({ template }) => template)]))
  }

  /**
   * People by similarity of the probe to their mean template, without those whom it is refused to be: an operator said so of a
   * face that the probe is more like. A probe of another space has no candidates.
   */
  byMean(probe: Template, limit: number): Candidate[] {
    if (probe.space !== this.space) return []
    const hits = this.#means?.search(probe.vector, limit, hit => !this.#isRefused(probe, hit.key, hit)) ?? []
    return this.#candidates(hits)
  }

  /** The references most similar to the probe, less those that a refused face of their person beats; a person may occur several times. */
  byReference(probe: Template, limit: number): Candidate[] {
    if (probe.space !== this.space) return []
    const isOnly = (hit: Hit) => this.#roster.photosOf(hit.key) === 1 && !this.#isRefused(probe, hit.key, hit)
    const only = this.#means?.search(probe.vector, limit, isOnly) ?? []
    const several = this.#references?.search(probe.vector, limit, hit => !this.#isRefused(probe, personOf(hit.key), hit)) ?? []
    const hits = [...only, ...several.map(hit => ({ ...hit, key: personOf(hit.key) }))]
    return this.#candidates(hits.sort((a, b) => b.similarity - a.similarity).slice(0, limit))
  }

  #forgetSample(personId: string): void {
    const { lastId } = this.#sample ?? {}
    if (lastId === undefined || byBytes(personId, lastId) <= 0) this.#sample = undefined
  }

  /** By the candidate's own similarity, so that a person stays who they are beside a double an operator told them from. */
  #isRefused(probe: Template, personId: string, { similarity: own }: Hit): boolean {
    const faces = this.#refused.get(personId)
    return faces?.some(face => (similarity(probe, face) ?? -1) >= Math.max(own, SAME_AS_REFUSED)) ?? false
  }

  #candidates(hits: readonly Hit[]): Candidate[] {
    return hits.map(({ key, similarity }, i) => ({ personId: key, name: this.#roster.nameOf(key), similarity, rank: i + 1 }))
  }
}

const lengthsOf = (parts: readonly Uint8Array[]): number[] => parts.map(part => part.length)
const keyOf = (personId: string, n: number): string => `${personId} ${n}`
const personOf = (key: string): string => key.slice(0, key.lastIndexOf(' '))

function byPerson<T extends { readonly personId: string }>(all: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const grouped = new Map<string, T[]>()
  for (const one of all) {
    const of = grouped.get(one.personId)
    if (of) of.push(one)
    else grouped.set(one.personId, [one])
  }
  return grouped
}
