// The timeline: who was seen, and what an operator says about it.

import { nameOf } from '../access.ts'
import { RostroError } from '../../core/errors.ts'
import type { KeptEvent, Shot } from '../../core/records.ts'
import type { FaceEventJson } from '../contract/events.ts'
import type { ServerParts } from '../parts.ts'
import type { HandlersOf } from '../route-handler.ts'
import { dateOf, toEventJson } from '../to-json.ts'

export function eventHandlers(parts: ServerParts): HandlersOf<'Events'> {
  const { store, engine, space, shots, live, peopleChanged, now } = parts
  const { events } = store

  async function toJson(event: KeptEvent): Promise<FaceEventJson> {
    const { correction, person } = event
    const named =
      correction && correction.personId !== person?.id ? await store.findPerson(correction.personId) : (person ?? undefined)
    return toEventJson(event, event.shot || shots.get(event.id) !== undefined, id => (named?.id === id ? named.name : undefined))
  }

  const shotOf = async (eventId: string): Promise<Shot | undefined> => (await events.shot(eventId)) ?? shots.get(eventId)

  /** As the pack in use embeds it: what is learned from it has to be comparable. */
  async function comparableShotOf(eventId: string): Promise<Shot | undefined> {
    const shot = (await events.shot(eventId, space())) ?? shots.get(eventId)
    if (!shot || shot.template.space === space()) return shot
    return { ...shot, ...(await engine.embedCrop(shot.crop)) }
  }

  async function changed(eventId: string): Promise<FaceEventJson> {
    await peopleChanged()
    live.onEvent(eventId)
    return toJson(await events.find(eventId))
  }

  return {
    async 'GET /events'({ query }) {
      const { personId, cameraId, outcome, from, to, cursor, limit } = query
      const filter = { personId, sourceId: cameraId, outcome, from: dateOf(from), to: dateOf(to) }
      const { items, next, total } = await events.list(filter, { cursor, limit })
      return { items: await Promise.all(items.map(toJson)), next: next ?? null, total }
    },

    'GET /events/:eventId': async ({ params }) => toJson(await events.find(params.eventId)),

    async 'GET /events/:eventId/shot'({ params }) {
      const shot = await shotOf(params.eventId)
      if (!shot) throw notKept()
      return shot.crop
    },

    async 'POST /events/:eventId/correction'({ params, body, who }) {
      const event = await events.find(params.eventId)
      const shot = await comparableShotOf(event.id)
      if (!shot) throw notKept()
      const said = { at: now(), by: nameOf(who) }
      if (body.kind === 'new') {
        const consent = { text: body.consent.text, givenAt: now(), takenBy: nameOf(who) }
        const { template, quality, crop } = shot
        const source = correctionSource(event.id)
        const person = await store.enrol(body.name, [{ template, quality, crop, source }], consent)
        // The shot is a reference already: only who it was is noted.
        await events.correct(event.id, { kind: 'is', personId: person.id, ...said }, undefined)
        return changed(event.id)
      }
      const personId = body.kind === 'is' ? body.personId : event.decision.candidate?.personId
      if (personId === undefined)
        throw new RostroError('request_invalid', 'Nobody was named in this event, so there is nobody it is not.')
      await events.correct(event.id, { kind: body.kind, personId, ...said }, shot)
      return changed(event.id)
    },

    async 'DELETE /events/:eventId/correction'({ params }) {
      const { correction } = await events.find(params.eventId)
      await events.undoCorrection(params.eventId)
      if (correction?.kind === 'is') await forgetNewcomer(parts, correction.personId, params.eventId)
      return changed(params.eventId)
    },

    async 'DELETE /events/:eventId'({ params }) {
      await events.delete(params.eventId)
      shots.delete(params.eventId)
      live.onEvent(params.eventId)
      return undefined
    },
  }
}

/** What a newcomer's first photo names as its source. */
const correctionSource = (eventId: string): string => `event:${eventId}`

/** Whoever was registered by a correction and has nothing but its picture goes with it. */
async function forgetNewcomer({ store }: ServerParts, personId: string, eventId: string): Promise<void> {
  const photos = await store.references({ personId })
  if (photos.length === 1 && photos[0]?.source === correctionSource(eventId)) await store.deletePerson(personId)
}

const notKept = () =>
  new RostroError('shot_not_kept', 'The picture of this face was not kept, so it cannot be shown or learned from any more.')
