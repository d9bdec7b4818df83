// Registering a person from photos: the pictures stay with the engine until stored or forgotten.

import type { FinishRequest } from '../../app/engine/engine.ts'
import { nameOf } from '../access.ts'
import type { ServerParts } from '../parts.ts'
import type { HandlersOf } from '../route-handler.ts'
import { toEnrolmentJson, toVerdictJson } from '../to-json.ts'
import { coverOf } from './people.ts'

export function enrolmentHandlers({ engine, store, peopleChanged, now }: ServerParts): HandlersOf<'Enrolment'> {
  return {
    'POST /enrolments': async ({ body }) => toEnrolmentJson(await engine.beginEnrolment(body.personId)),

    'GET /enrolments/:enrolmentId': async ({ params }) => toEnrolmentJson(await engine.enrolment(params.enrolmentId)),

    'POST /enrolments/:enrolmentId/photos': async ({ params, query, pictures }) =>
      toVerdictJson(await engine.offerPhoto(params.enrolmentId, pictures.image, query.source, query.face)),

    'GET /enrolments/:enrolmentId/photos/:photoId': ({ params }) => engine.enrolmentPhoto(params.enrolmentId, params.photoId),

    'DELETE /enrolments/:enrolmentId/photos/:photoId': async ({ params }) =>
      toEnrolmentJson(await engine.removePhoto(params.enrolmentId, params.photoId)),

    async 'POST /enrolments/:enrolmentId/finish'({ params, body, who }) {
      const request: FinishRequest = {
        name: body.name,
        confirmed: body.confirmed,
        consent: { text: body.consent.text, givenAt: now(), takenBy: nameOf(who) },
      }
      const finished = await engine.finishEnrolment(params.enrolmentId, request)
      if (finished.stored) {
        await peopleChanged()
        return finished
      }
      const doubts = finished.doubts.map(async ({ kind, personId, name, similarity }) => ({
        kind,
        person: { id: personId, name, coverId: await coverOf(store, personId) },
        similarity,
      }))
      return { stored: false, doubts: await Promise.all(doubts) }
    },

    async 'DELETE /enrolments/:enrolmentId'({ params }) {
      await engine.dropEnrolment(params.enrolmentId)
      return undefined
    },
  }
}
