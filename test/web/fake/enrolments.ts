// Registering and recognising in the fake API: every photo is kept, of a picture named “group” a face must be picked.

import type { ApiRoute } from '../../../src/server/contract/api.ts'
import type { EnrolmentJson, Pose } from '../../../src/client.ts'
import { RostroError } from '../../../src/core/errors.ts'
import { drawFace } from './faces.ts'
import type { Handlers } from './handler.ts'
import { addPerson, personOf, recount } from './people.ts'
import { NOW, type World } from './world.ts'

type EnrolmentRoute = Extract<ApiRoute, `${string} /enrolments${string}` | 'POST /recognize' | 'POST /verify'>

const POSES: readonly Pose[] = ['front', 'left', 'right', 'up', 'down']

function enrolmentOf(world: World, enrolmentId: string | undefined): EnrolmentJson {
  const enrolment = world.enrolments.get(enrolmentId ?? '')
  if (!enrolment) throw new RostroError('enrolment_not_found', 'This registration was given up.')
  return enrolment
}

function keep(world: World, enrolment: EnrolmentJson): EnrolmentJson {
  const missingPoses = POSES.filter(pose => !enrolment.photos.some(photo => photo.pose === pose))
  const kept = { ...enrolment, missingPoses }
  world.enrolments.set(kept.id, kept)
  return kept
}

/** Takes the next photo, as the live connection or an upload does. */
export function takePhoto(world: World, enrolmentId: string) {
  const enrolment = enrolmentOf(world, enrolmentId)
  const photo = { photoId: world.nextId('p0-shot'), quality: 86, pose: enrolment.missingPoses[0] ?? ('front' as const) }
  keep(world, { ...enrolment, photos: [...enrolment.photos, photo] })
  return { kept: true as const, ...photo, nearestPhoto: enrolment.photos.length === 0 ? null : 0.81 }
}

export const enrolmentHandlers: Handlers<EnrolmentRoute> = {
  'POST /enrolments': ({ world }) =>
    keep(world, { id: world.nextId('enrolment'), photos: [], missingPoses: [], alreadyKnownAs: null }),
  'GET /enrolments/:enrolmentId': ({ world, params }) => enrolmentOf(world, params['enrolmentId']),
  'POST /enrolments/:enrolmentId/photos': ({ world, params, query }) => {
    if (query.face === undefined && query.source.includes('group')) {
      const faces = [0, 1, 2].map(face => ({
        face,
        box: { x: 40 + face * 160, y: 60, width: 90, height: 120 },
        quality: 80,
        pickable: face < 2,
      }))
      return { kept: false, reason: 'several_faces', quality: 0, faces, width: 540, height: 320 }
    }
    if (query.source.includes('dark')) return { kept: false, reason: 'dark', quality: 18, faces: [], width: 540, height: 320 }
    return takePhoto(world, params['enrolmentId']!)
  },
  'GET /enrolments/:enrolmentId/photos/:photoId': async ({ params }) =>
    new Blob([await drawFace(params['photoId']!)], { type: 'image/jpeg' }),
  'DELETE /enrolments/:enrolmentId/photos/:photoId': ({ world, params }) => {
    const enrolment = enrolmentOf(world, params['enrolmentId'])
    return keep(world, { ...enrolment, photos: enrolment.photos.filter(({ photoId }) => photoId !== params['photoId']) })
  },
  'POST /enrolments/:enrolmentId/finish': ({ world, params, body }) => {
    const { photos } = enrolmentOf(world, params['enrolmentId'])
    const first = [...world.people.values()][0]
    if (!body.confirmed && body.name.startsWith('Twin') && first) {
      const { id, name, coverId } = first
      return { stored: false, doubts: [{ kind: 'looks_like_another', person: { id, name, coverId }, similarity: 0.67 }] }
    }
    const stored = photos.map(({ photoId, quality }) => ({
      id: photoId,
      personId: '',
      quality,
      source: 'browser',
      createdAt: new Date(NOW).toISOString(),
      comparable: true,
      addedByCorrection: false,
    }))
    const same = [...world.people.values()].find(({ name }) => name === body.name)
    if (!same) {
      const { id, name } = addPerson(world, body.name, stored)
      return { stored: true, personId: id, name, isNew: true, photos: photos.length }
    }
    world.photos.set(same.id, [...world.photos.get(same.id)!, ...stored.map(photo => ({ ...photo, personId: same.id }))])
    return { stored: true, personId: same.id, name: same.name, isNew: false, photos: recount(world, same.id).photos }
  },
  'DELETE /enrolments/:enrolmentId': ({ world, params }) => {
    world.enrolments.delete(params['enrolmentId']!)
    return undefined
  },
  'POST /recognize': () => ({ width: 640, height: 480, faces: [] }),
  'POST /verify': ({ world, query }) => ({
    same: query.personId === undefined ? null : personOf(world, query.personId).photos > 0,
    similarity: 0.7,
    threshold: 0.4,
    reason: null,
  }),
}
