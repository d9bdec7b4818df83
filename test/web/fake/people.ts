// People and photos of the fake API.

import type { ApiRoute } from '../../../src/server/contract/api.ts'
import type { PersonJson, PhotoJson } from '../../../src/client.ts'
import { RostroError } from '../../../src/core/errors.ts'
import { drawFace } from './faces.ts'
import { toPage, type Handlers } from './handler.ts'
import { coverOf, meanQuality, NOW, type World } from './world.ts'

type PeopleRoute = Exclude<
  Extract<ApiRoute, `${string} /people${string}` | `${string} /photos${string}` | 'GET /health/gallery'>,
  `${string} /people/:personId/factors${string}`
>

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

export function personOf(world: World, personId: string | undefined): PersonJson {
  const person = world.people.get(personId ?? '')
  if (!person) throw new RostroError('person_not_found', 'There is no such person.')
  return person
}

/** Counts a person's photos anew. */
export function recount(world: World, personId: string): PersonJson {
  const photos = world.photos.get(personId) ?? []
  const person = { ...personOf(world, personId), photos: photos.length, quality: meanQuality(photos), coverId: coverOf(photos) }
  world.people.set(personId, person)
  return person
}

export function addPerson(world: World, name: string, photos: readonly PhotoJson[] = []): PersonJson {
  const id = world.nextId('p')
  world.photos.set(
    id,
    photos.map(photo => ({ ...photo, personId: id })),
  )
  const createdAt = new Date(NOW).toISOString()
  world.people.set(id, { id, name, createdAt, photos: 0, quality: 0, coverId: null, lastSeenAt: null, comparable: true })
  return recount(world, id)
}

const forget = (world: World, photoIds: readonly string[]) => {
  world.findings = world.findings.filter(finding => !('photo' in finding && photoIds.includes(finding.photo.id)))
}

/** Removes photos from whoever has them; a person without any goes. */
function takePhotos(world: World, photoIds: readonly string[]): PhotoJson[] {
  const taken: PhotoJson[] = []
  for (const [personId, photos] of world.photos) {
    const here = photos.filter(({ id }) => photoIds.includes(id))
    if (here.length === 0) continue
    taken.push(...here)
    world.photos.set(
      personId,
      photos.filter(photo => !here.includes(photo)),
    )
    if (here.length === photos.length) world.people.delete(personId)
    else recount(world, personId)
  }
  forget(world, photoIds)
  return taken
}

const collator = new Intl.Collator('en')
const SORTS = {
  name: (a: PersonJson, b: PersonJson) => collator.compare(a.name, b.name),
  newest: (a: PersonJson, b: PersonJson) => b.createdAt.localeCompare(a.createdAt),
  last_seen: (a: PersonJson, b: PersonJson) => (b.lastSeenAt ?? '').localeCompare(a.lastSeenAt ?? ''),
}

export const peopleHandlers: Handlers<PeopleRoute> = {
  'GET /people': ({ world, query }) => {
    const search = plain(query.search ?? '')
    const found = [...world.people.values()].filter(({ name }) => plain(name).includes(search)).sort(SORTS[query.sort])
    return toPage(found, query)
  },
  'GET /people/:personId': ({ world, params }) => personOf(world, params['personId']),
  'PATCH /people/:personId': ({ world, params, body }) => {
    const person = personOf(world, params['personId'])
    if ([...world.people.values()].some(({ id, name }) => id !== person.id && plain(name) === plain(body.name))) {
      throw new RostroError('name_taken', `There is a ${body.name} already.`)
    }
    world.people.set(person.id, { ...person, name: body.name })
    return personOf(world, person.id)
  },
  'DELETE /people/:personId': ({ world, params, query }) => {
    const person = personOf(world, params['personId'])
    world.people.delete(person.id)
    if (!query.now) world.bin.set(person.id, person)
    return { undoUntil: query.now ? null : new Date(Date.now() + 30_000).toISOString() }
  },
  'POST /people/:personId/restore': ({ world, params }) => {
    const person = world.bin.get(params['personId'] ?? '')
    if (!person) throw new RostroError('person_not_found', 'It is too late to undo this.')
    world.bin.delete(person.id)
    world.people.set(person.id, person)
    return person
  },
  'GET /people/:personId/merge': ({ world, params, query }) => {
    const [into, from] = [personOf(world, params['personId']), personOf(world, query.from)]
    return {
      from,
      into,
      similarity: 0.58,
      photosAfter: from.photos + into.photos,
      sampleFrom: world.photos.get(from.id)!.slice(0, 4),
      sampleInto: world.photos.get(into.id)!.slice(0, 4),
    }
  },
  'POST /people/:personId/merge': ({ world, params, body }) => {
    const [into, from] = [personOf(world, params['personId']), personOf(world, body.from)]
    const moved = world.photos.get(from.id)!.map(photo => ({ ...photo, personId: into.id }))
    world.photos.set(into.id, [...world.photos.get(into.id)!, ...moved])
    world.photos.delete(from.id)
    world.people.delete(from.id)
    world.findings = world.findings.filter(
      finding => !(finding.kind === 'same_person_twice' && [finding.first.id, finding.second.id].includes(from.id)),
    )
    return recount(world, into.id)
  },
  'GET /people/:personId/photos': ({ world, params }) => world.photos.get(personOf(world, params['personId']).id)!,
  'GET /photos/:photoId': async ({ params }) => new Blob([await drawFace(params['photoId']!)], { type: 'image/jpeg' }),
  'DELETE /photos/:photoId': ({ world, params }) => {
    const photos = [...world.photos.values()].find(photos => photos.some(({ id }) => id === params['photoId']))
    if (!photos) throw new RostroError('reference_not_found', 'There is no such photo.')
    if (photos.length === 1) throw new RostroError('last_reference', 'The last photo stays.')
    takePhotos(world, [params['photoId']!])
    return undefined
  },
  'POST /photos/move': ({ world, body }) => {
    if ('newName' in body.to) return addPerson(world, body.to.newName, takePhotos(world, body.photoIds))
    const { id } = personOf(world, body.to.personId)
    const moved = takePhotos(world, body.photoIds).map(photo => ({ ...photo, personId: id }))
    world.photos.set(id, [...world.photos.get(id)!, ...moved])
    return recount(world, id)
  },
  'GET /health/gallery': ({ world }) => ({
    findings: world.findings,
    photos: [...world.photos.values()].reduce((sum, { length }) => sum + length, 0),
    people: world.people.size,
    checkedAt: new Date(NOW).toISOString(),
  }),
}
