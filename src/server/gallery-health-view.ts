// Gallery health as the page shows it: computed once per state of the store, however many ask, and put into words of the API.

import type { Store } from '../core/ports.ts'
import type { EmbeddingSpace, Reference } from '../core/types.ts'
import { galleryHealth, type HealthFinding } from '../gallery/gallery-health.ts'
import type { AnswerOf } from './contract/api.ts'
import type { HealthFindingJson } from './contract/people.ts'
import { coverOf } from './handlers/people.ts'
import { toPhotoJson } from './to-json.ts'

export type GalleryHealthJson = AnswerOf<'GET /health/gallery'>

export interface HealthViewOptions {
  readonly store: Store
  /** Of the pack in use at this moment. */
  readonly space: () => EmbeddingSpace
  /** From which similarity on two faces are one person. */
  readonly threshold: () => Promise<number>
  readonly now: () => Date
  /** Ends a check under way. */
  readonly signal: AbortSignal
}

export function createHealthView(options: HealthViewOptions): () => Promise<GalleryHealthJson> {
  const kept: { of?: string; answer?: Promise<GalleryHealthJson> } = {}
  return async () => {
    const threshold = await options.threshold()
    const of = `${await options.store.version()} ${options.space()} ${threshold}`
    if (kept.answer && kept.of === of) return kept.answer
    const answer = look(options, threshold)
    Object.assign(kept, { of, answer })
    // What failed is tried anew by the next who asks.
    answer.catch(() => {
      if (kept.answer === answer) delete kept.answer
    })
    return answer
  }
}

type Photo = Omit<Reference, 'crop'>

async function look(options: HealthViewOptions, threshold: number): Promise<GalleryHealthJson> {
  const { store, now, signal } = options
  const space = options.space()
  const [names, photos] = [new Map<string, string>(), new Map<string, Photo>()]
  for await (const part of store.enrolled({ space })) {
    for (const { person, references } of part) {
      names.set(person.id, person.name)
      for (const photo of references) photos.set(photo.id, photo)
    }
  }
  const findings: HealthFindingJson[] = []
  for (const finding of await galleryHealth([...photos.values()], { threshold, signal })) {
    const told = await tell(finding, { store, space, photos, names })
    if (told) findings.push(told)
  }
  return { findings, photos: photos.size, people: names.size, checkedAt: now().toISOString() }
}

interface Known {
  readonly store: Store
  readonly space: EmbeddingSpace
  readonly photos: ReadonlyMap<string, Photo>
  readonly names: ReadonlyMap<string, string>
}

/** Undefined when somebody it speaks of has gone meanwhile. */
async function tell(finding: HealthFinding, known: Known): Promise<HealthFindingJson | undefined> {
  if (finding.kind === 'same_person_twice') {
    const { kind, similarity } = finding
    const [first, second] = [await personOf(known, finding.firstId), await personOf(known, finding.secondId)]
    return first && second && { kind, first, second, similarity }
  }
  const found = known.photos.get(finding.referenceId)
  const personName = found && known.names.get(found.personId)
  if (!found || personName === undefined) return undefined
  const photo = toPhotoJson(found, known.space)
  switch (finding.kind) {
    case 'weak':
      return { kind: 'weak', photo, personName }
    case 'unlike_its_person':
      return { kind: 'unlike_its_person', photo, personName, ownSimilarity: finding.ownSimilarity }
    case 'near_duplicate': {
      const twin = known.photos.get(finding.twinId)
      if (!twin) return undefined
      return { kind: 'near_duplicate', photo, personName, twin: toPhotoJson(twin, known.space), similarity: finding.similarity }
    }
    case 'looks_like_another': {
      const { kind, similarity, ownSimilarity } = finding
      const other = await personOf(known, finding.otherId)
      return other && { kind, photo, personName, other, similarity, ownSimilarity }
    }
  }
}

async function personOf({ store, names }: Known, id: string) {
  const name = names.get(id)
  return name === undefined ? undefined : { id, name, coverId: await coverOf(store, id) }
}
