// People and their photos: listing, renaming, merging, moving, deleting with time to think again.

import { RostroError } from '../../core/errors.ts'
import type { Store } from '../../core/ports.ts'
import { meanReference, similarity } from '../../core/template.ts'
import type { EmbeddingSpace, Reference } from '../../core/types.ts'
import type { ServerParts } from '../parts.ts'
import type { HandlersOf } from '../route-handler.ts'
import { toPersonJson, toPhotoJson } from '../to-json.ts'

const UNDO_MS = 30_000
const SAMPLE = 6

export function peopleHandlers(parts: ServerParts): HandlersOf<'People'> {
  const { store, space, peopleChanged, galleryHealth, now } = parts
  const personJson = async (personId: string) => toPersonJson(await store.person(personId), space())

  return {
    async 'GET /people'({ query }) {
      const { search, sort, cursor, limit } = query
      const { items, next, total } = await store.peoplePage({ search, sort }, { cursor, limit })
      return { items: items.map(person => toPersonJson(person, space())), next: next ?? null, total }
    },

    'GET /people/:personId': ({ params }) => personJson(params.personId),

    async 'PATCH /people/:personId'({ params, body }) {
      await store.rename(params.personId, body.name)
      await peopleChanged()
      return personJson(params.personId)
    },

    async 'DELETE /people/:personId'({ params, query }) {
      const undoUntil = query.now ? undefined : new Date(now().getTime() + UNDO_MS)
      if (undoUntil) await store.deletePersonLater(params.personId, undoUntil)
      else await store.deletePerson(params.personId)
      await peopleChanged()
      return { undoUntil: undoUntil?.toISOString() ?? null }
    },

    async 'POST /people/:personId/restore'({ params }) {
      await store.restorePerson(params.personId)
      await peopleChanged()
      return personJson(params.personId)
    },

    async 'GET /people/:personId/merge'({ params, query }) {
      const [into, from] = await Promise.all([personJson(params.personId), personJson(query.from)])
      const [ofInto, ofFrom] = await Promise.all([
        store.references({ personId: params.personId, space: space() }),
        store.references({ personId: query.from, space: space() }),
      ])
      return {
        from,
        into,
        similarity: similarityOf(ofFrom, ofInto, space()) ?? null,
        photosAfter: ofInto.length + ofFrom.length,
        sampleFrom: best(ofFrom).map(photo => toPhotoJson(photo, space())),
        sampleInto: best(ofInto).map(photo => toPhotoJson(photo, space())),
      }
    },

    async 'POST /people/:personId/merge'({ params, body }) {
      if (params.personId === body.from)
        throw new RostroError('request_invalid', 'A person cannot be merged with themselves; choose somebody else.')
      await store.merge(body.from, params.personId)
      await peopleChanged()
      return personJson(params.personId)
    },

    async 'GET /people/:personId/photos'({ params }) {
      await store.person(params.personId)
      const photos = await store.references({ personId: params.personId, space: space() })
      return photos.map(photo => toPhotoJson(photo, space()))
    },

    'GET /photos/:photoId': async ({ params }) => (await store.reference(params.photoId)).crop,

    async 'DELETE /photos/:photoId'({ params }) {
      await store.deleteReference(params.photoId)
      await peopleChanged()
      return undefined
    },

    async 'POST /photos/move'({ body }) {
      const person = await store.moveReferences([...new Set(body.photoIds)], body.to)
      await peopleChanged()
      return personJson(person.id)
    },

    'GET /health/gallery': () => galleryHealth(),
  }
}

/** Of somebody who may have gone meanwhile. */
export const coverOf = (store: Pick<Store, 'person'>, personId: string): Promise<string | null> =>
  store.person(personId).then(
    ({ coverId }) => coverId ?? null,
    (error: unknown) => {
      if (error instanceof RostroError && error.code === 'person_not_found') return null
      throw error
    },
  )

const best = (photos: readonly Reference[]): Reference[] => [...photos].sort((a, b) => b.quality - a.quality).slice(0, SAMPLE)

/** Of the two as wholes, by the photos of the pack in use. */
function similarityOf(a: readonly Reference[], b: readonly Reference[], space: EmbeddingSpace): number | undefined {
  const [first, second] = [meanReference(a, space), meanReference(b, space)]
  return first && second && similarity(first, second)
}
