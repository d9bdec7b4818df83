// Strangers who are remembered: the decision to do so, who came back, and what operators say of them. Everything is audited.

import { suggestionsOf } from '../../app/place/suggestions.ts'
import { createVisitorActions } from '../../app/place/visitor-actions.ts'
import type { By, Named, Visitor } from '../../core/visits.ts'
import { nameOf, type Who } from '../access.ts'
import type { ServerParts } from '../parts.ts'
import type { HandlersOf } from '../route-handler.ts'
import { toChangeJson, toRememberingJson, toVisitorJson } from '../visit-json.ts'
import { coverOf } from './people.ts'

const SUGGESTIONS = 20
const CHANGES = 50

export function visitorHandlers(parts: ServerParts): HandlersOf<'Visitors'> {
  const { store, visitKeeper: keeper, remembering, visitorsLikePeople, peopleChanged, now } = parts
  const { visits } = store

  const json = (visitor: Visitor) => toVisitorJson(visitor, remembering.current)
  const jsonOf = async (visitorId: string) => json(await visits.visitor(visitorId))
  const byOf = (who: Who): By => ({ by: nameOf(who), at: now() })

  const actions = createVisitorActions({ visits, audit: store.audit, inTurn: work => keeper.change(work) })

  return {
    'GET /remembering': () => Promise.resolve(toRememberingJson(remembering.current)),

    async 'PUT /remembering'({ body, who }) {
      const wish = body.on ? { ...body, cameraIds: body.cameraIds ?? undefined } : body
      // The decision audits itself: the command line makes it, too.
      return toRememberingJson(await keeper.change(() => remembering.decide(wish, byOf(who))))
    },

    async 'GET /visitors'({ query: { state, sort, cursor, limit } }) {
      const { items, next, total } = await visits.visitors({ state, sort }, { cursor, limit })
      return { items: items.map(json), next: next ?? null, total }
    },

    'GET /visitors/:visitorId': ({ params }) => jsonOf(params.visitorId),

    async 'POST /visitors/:visitorId/name'({ params: { visitorId }, body, who }) {
      const by = byOf(who)
      const named: Named =
        body.kind === 'is'
          ? { personId: body.personId }
          : { newName: body.name, consent: { text: body.consent.text, givenAt: by.at, takenBy: by.by } }
      const { change, person } = await actions.name(visitorId, named, by)
      await peopleChanged()
      return { change: toChangeJson(change), person: { id: person.id, name: person.name } }
    },

    async 'POST /visitors/:visitorId/merge'({ params: { visitorId }, body, who }) {
      const change = await actions.merge(visitorId, body.visitorIds, byOf(who))
      return { change: toChangeJson(change), visitor: await jsonOf(visitorId) }
    },

    async 'POST /visitors/:visitorId/split'({ params: { visitorId }, body, who }) {
      const { change, visitor } = await actions.split(visitorId, body.visitIds, byOf(who))
      return { change: toChangeJson(change), visitor: json(visitor) }
    },

    async 'PUT /visitors/:visitorId/state'({ params: { visitorId }, body: { state }, who }) {
      const change = await actions.setState(visitorId, state, byOf(who))
      return { change: toChangeJson(change), visitor: await jsonOf(visitorId) }
    },

    async 'DELETE /visitors/:visitorId'({ params: { visitorId }, who }) {
      await actions.forget(visitorId, byOf(who))
      return undefined
    },

    async 'GET /visitor-suggestions'() {
      const { book } = keeper
      const { visitors, people } = await suggestionsOf({ visits, book, likePeople: visitorsLikePeople }, SUGGESTIONS)
      return {
        visitors: visitors.map(({ first, second, similarity }) => ({ first: json(first), second: json(second), similarity })),
        people: await Promise.all(
          people.map(async ({ visitor, person: { personId, name, similarity } }) => ({
            visitor: json(visitor),
            person: { id: personId, name, coverId: await coverOf(store, personId) },
            similarity,
          })),
        ),
      }
    },

    async 'POST /visitor-suggestions/apart'({ body: { first, second }, who }) {
      await actions.keepApart([first, second], byOf(who))
      return undefined
    },

    async 'POST /visitor-suggestions/not-person'({ body: { visitorId, personId }, who }) {
      await actions.isNot(visitorId, personId, byOf(who))
      return undefined
    },

    'GET /visitor-changes': async () => (await visits.changes(CHANGES)).map(toChangeJson),

    async 'DELETE /visitor-changes/:changeId'({ params: { changeId }, who }) {
      await actions.undo(changeId, byOf(who))
      await peopleChanged()
      return undefined
    },
  }
}
