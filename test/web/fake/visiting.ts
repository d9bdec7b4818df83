// Visits and visitors of the made-up house, and what can be done to visitors. Everything is undone by going back to what was before.

import type { ApiRoute } from '../../../src/server/contract/api.ts'
import type { AnswerOf, PersonJson, VisitorChangeJson, VisitorJson } from '../../../src/client.ts'
import { RostroError } from '../../../src/core/errors.ts'
import { createRandom } from '../../../src/core/random.ts'
import { toPage, type Handlers } from './handler.ts'
import { addPerson, personOf } from './people.ts'
import { NOW, type World } from './world.ts'

const DAY = 86_400_000
const VISITORS = 26
const REGULARS = 9

export type VisitJson = AnswerOf<'GET /visits'>['items'][number]
type Kept = Pick<VisitorJson, 'id' | 'number' | 'state'>

export interface Visiting {
  /** Newest arrival first. */
  visits: VisitJson[]
  visitors: Map<string, Kept>
  changes: { readonly change: VisitorChangeJson; readonly before: Pick<Visiting, 'visits' | 'visitors'> }[]
  alike: { readonly first: string; readonly second: string; readonly similarity: number }[]
  like: { readonly visitor: string; readonly person: string; readonly similarity: number }[]
}

export const nobodyYet = (): Visiting => ({ visits: [], visitors: new Map(), changes: [], alike: [], like: [] })

/** Thirty days of a shop: people registered every day, strangers who return while they are remembered, and passers-by. */
export function addVisiting(world: World): void {
  const random = createRandom(11)
  const regulars = [...world.people.values()].slice(0, REGULARS)
  const cameras = [...world.cameras.values()].slice(0, 2)
  const { remembering, visiting } = world
  const visits: VisitJson[] = []
  for (let day = 29; day >= 0; day -= 1) {
    const midnight = Math.floor(NOW / DAY) * DAY - day * DAY
    const isSunday = new Date(midnight).getUTCDay() === 0
    const count = isSunday ? 3 + Math.floor(random() * 4) : 18 + Math.floor(random() * 22)
    for (let i = 0; i < count; i += 1) {
      const arrived = midnight + (8 + 6 * random() + 5 * random() * random()) * 3_600_000
      if (arrived > NOW - 60_000) continue
      const camera = cameras[random() < 0.72 ? 0 : 1]!
      const seconds = Math.round(20 + 900 * random() ** 3 + (random() < 0.08 ? 3600 * random() : 0))
      const remembers = remembering.on && arrived > NOW - remembering.retentionDays * DAY
      const of = random()
      const visitor = remembers && of > 0.42 ? 1 + Math.floor(VISITORS * random() ** 1.8) : undefined
      const person = of < 0.42 ? regulars[Math.floor(random() * regulars.length)] : undefined
      if (visitor !== undefined) visiting.visitors.set(`vis${visitor}`, { id: `vis${visitor}`, number: visitor, state: 'active' })
      const isWaiting = remembers && !person && random() < 0.04
      const isHere = arrived + seconds * 1000 > NOW - 60_000
      visits.push({
        id: `v${visits.length}`,
        camera: { id: camera.id, name: camera.name },
        kind: isWaiting ? 'waiting' : person ? 'person' : visitor === undefined ? 'anonymous' : 'visitor',
        person: person ? { id: person.id, name: person.name } : null,
        visitor: isWaiting || visitor === undefined ? null : { id: `vis${visitor}`, number: visitor },
        arrivedAt: new Date(arrived).toISOString(),
        departedAt: new Date(Math.min(arrived + seconds * 1000, NOW)).toISOString(),
        hasEnded: !isHere,
        dwellSeconds: isHere ? Math.round((NOW - arrived) / 1000) : seconds,
        nth: null,
        face: isWaiting || visitor !== undefined,
      })
    }
  }
  visits.sort((a, b) => a.arrivedAt.localeCompare(b.arrivedAt))
  for (const visit of visits.slice(-3)) Object.assign(visit, { hasEnded: false, departedAt: new Date(NOW).toISOString() })
  visiting.visits = counted(visits).reverse()
  for (const id of [...visiting.visitors.keys()]) if (visitsOf(visiting, id).length === 0) visiting.visitors.delete(id)
  const often = [...visiting.visitors.keys()].toSorted((a, b) => visitsOf(visiting, b).length - visitsOf(visiting, a).length)
  const [a, b, c, d, e] = often
  if (!a || !b || !c || !d || !e) return
  visiting.visitors.set(e, { ...visiting.visitors.get(e)!, state: 'ignored' })
  visiting.alike = [{ first: a, second: d, similarity: 0.58 }]
  visiting.like = [{ visitor: b, person: regulars[1]!.id, similarity: 0.41 }]
}

/** The n-th visit of whoever is known. */
function counted(visits: readonly VisitJson[]): VisitJson[] {
  const seen = new Map<string, number>()
  return visits.map(visit => {
    const who = visit.person?.id ?? visit.visitor?.id
    if (who === undefined) return visit
    const nth = (seen.get(who) ?? 0) + 1
    seen.set(who, nth)
    return { ...visit, nth }
  })
}

const visitsOf = ({ visits }: Visiting, visitorId: string) => visits.filter(({ visitor }) => visitor?.id === visitorId)

function keptOf({ visiting }: World, visitorId: string | undefined): Kept {
  const visitor = visiting.visitors.get(visitorId ?? '')
  if (!visitor) throw new RostroError('visitor_not_found', 'There is no such visitor.')
  return visitor
}

export function visitorOf(world: World, visitorId: string | undefined): VisitorJson {
  const visitor = keptOf(world, visitorId)
  const visits = visitsOf(world.visiting, visitor.id)
  const last = visits[0]?.departedAt ?? new Date(NOW).toISOString()
  const days = world.remembering.on ? world.remembering.retentionDays : 7
  return {
    ...visitor,
    visits: visits.length,
    firstSeenAt: visits.at(-1)?.arrivedAt ?? last,
    lastSeenAt: last,
    coverVisitId: visits.find(({ face }) => face)?.id ?? null,
    forgottenAt: new Date(Date.parse(last) + days * DAY).toISOString(),
  }
}

/** Keeps what was, so that it can be undone. */
function change(world: World, kind: VisitorChangeJson['kind'], visitorIds: string[], run: () => void): VisitorChangeJson {
  const { visiting } = world
  const before = { visits: visiting.visits, visitors: new Map(visiting.visitors) }
  run()
  const visitorNumbers = visitorIds.map(id => (before.visitors.get(id) ?? visiting.visitors.get(id))?.number ?? 0)
  const at = new Date(NOW).toISOString()
  const change = { id: world.nextId('ch'), kind, at, by: world.account?.name ?? '', visitorIds, visitorNumbers }
  visiting.changes.unshift({ change, before })
  return change
}

/** Gives visits to somebody else. */
function give(world: World, visitIds: readonly string[], to: Partial<Pick<VisitJson, 'person' | 'visitor' | 'kind' | 'face'>>) {
  world.visiting.visits = world.visiting.visits.map(visit => (visitIds.includes(visit.id) ? { ...visit, ...to } : visit))
}

const idsOf = (world: World, visitorId: string) => visitsOf(world.visiting, visitorId).map(({ id }) => id)

const brief = ({ id, name, coverId }: PersonJson) => ({ id, name, coverId })

type VisitorRoute = Extract<ApiRoute, `${string} /visitors${string}` | `${string} /visitor-${string}`>

export const visitingHandlers: Handlers<VisitorRoute> = {
  'GET /visitors': ({ world, query }) => {
    const visitors = [...world.visiting.visitors.values()]
      .filter(({ state }) => state === query.state)
      .map(({ id }) => visitorOf(world, id))
    const sorted = visitors.toSorted((a, b) =>
      query.sort === 'visits' ? b.visits - a.visits : b.lastSeenAt.localeCompare(a.lastSeenAt),
    )
    return toPage(sorted, query)
  },
  'GET /visitors/:visitorId': ({ world, params }) => visitorOf(world, params['visitorId']),
  'POST /visitors/:visitorId/name': ({ world, params, body }) => {
    const { id } = keptOf(world, params['visitorId'])
    if (body.kind === 'new' && [...world.people.values()].some(({ name }) => name === body.name))
      throw new RostroError('name_taken', `There is somebody called ${body.name} already.`)
    const { id: personId, name } = body.kind === 'new' ? addPerson(world, body.name) : personOf(world, body.personId)
    const done = change(world, body.kind === 'new' ? 'name' : 'same_as', [id], () => {
      give(world, idsOf(world, id), { kind: 'person', person: { id: personId, name }, visitor: null, face: false })
      world.visiting.visitors.delete(id)
    })
    return { change: done, person: { id: personId, name } }
  },
  'POST /visitors/:visitorId/merge': ({ world, params, body }) => {
    const { id, number } = keptOf(world, params['visitorId'])
    const done = change(world, 'merge', [id, ...body.visitorIds], () => {
      for (const from of body.visitorIds) {
        give(world, idsOf(world, keptOf(world, from).id), { visitor: { id, number } })
        world.visiting.visitors.delete(from)
      }
    })
    return { change: done, visitor: visitorOf(world, id) }
  },
  'POST /visitors/:visitorId/split': ({ world, params, body }) => {
    const { id } = keptOf(world, params['visitorId'])
    const number = Math.max(VISITORS, ...[...world.visiting.visitors.values()].map(({ number }) => number)) + 1
    const newcomer = { id: `vis${number}`, number, state: 'active' as const }
    const done = change(world, 'split', [id, newcomer.id], () => {
      world.visiting.visitors.set(newcomer.id, newcomer)
      give(world, body.visitIds, { visitor: { id: newcomer.id, number } })
    })
    return { change: done, visitor: visitorOf(world, newcomer.id) }
  },
  'PUT /visitors/:visitorId/state': ({ world, params, body: { state } }) => {
    const visitor = keptOf(world, params['visitorId'])
    const done = change(world, state === 'ignored' ? 'ignore' : 'show', [visitor.id], () => {
      world.visiting.visitors.set(visitor.id, { ...visitor, state })
    })
    return { change: done, visitor: visitorOf(world, visitor.id) }
  },
  'DELETE /visitors/:visitorId': ({ world, params }) => {
    const { id } = keptOf(world, params['visitorId'])
    give(world, idsOf(world, id), { kind: 'anonymous', visitor: null, face: false })
    world.visiting.visitors.delete(id)
    return undefined
  },
  'GET /visitor-suggestions': ({ world }) => {
    const { alike, like, visitors } = world.visiting
    const isShown = (id: string) => visitors.get(id)?.state === 'active'
    return {
      visitors: alike
        .filter(({ first, second }) => isShown(first) && isShown(second))
        .map(({ first, second, similarity }) => ({
          first: visitorOf(world, first),
          second: visitorOf(world, second),
          similarity,
        })),
      people: like
        .filter(({ visitor }) => isShown(visitor))
        .map(({ visitor, person, similarity }) => ({
          visitor: visitorOf(world, visitor),
          person: brief(personOf(world, person)),
          similarity,
        })),
    }
  },
  'POST /visitor-suggestions/apart': ({ world: { visiting }, body: { first, second } }) => {
    visiting.alike = visiting.alike.filter(pair => pair.first !== first || pair.second !== second)
    return undefined
  },
  'POST /visitor-suggestions/not-person': ({ world: { visiting }, body: { visitorId, personId } }) => {
    visiting.like = visiting.like.filter(pair => pair.visitor !== visitorId || pair.person !== personId)
    return undefined
  },
  'GET /visitor-changes': ({ world }) => world.visiting.changes.map(({ change }) => change),
  'DELETE /visitor-changes/:changeId': ({ world: { visiting }, params }) => {
    const index = visiting.changes.findIndex(({ change }) => change.id === params['changeId'])
    const undone = visiting.changes[index]
    if (!undone) throw new RostroError('change_not_found', 'There is no such change.')
    if (index > 0) throw new RostroError('change_overtaken', 'Something newer was done.')
    visiting.changes.shift()
    Object.assign(visiting, undone.before)
    return undefined
  },
}
