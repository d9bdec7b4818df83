// Visits kept in memory, for tests of what is made of them; how they are stored is the contract suite's.

import { randomUUID } from 'node:crypto'
import { RostroError } from '../../src/core/errors.ts'
import type { By, Crossing, KeptVisit, Visit, VisitFace, Visitor, VisitorChange, VisitOf, Visits } from '../../src/core/visits.ts'

export interface FakeVisits extends Visits {
  /** While set, nothing can be read or written and fails with it. */
  broken: Error | undefined
  readonly kept: Map<string, { visit: Visit; face: VisitFace | undefined }>
  readonly crossed: Crossing[]
}

const notFaked = () => Promise.reject(new Error('the fake visits do not do this: open a real store'))
const visitorOf = (of: VisitOf) => (of.kind === 'visitor' ? of.visitorId : undefined)

export function fakeVisits(): FakeVisits {
  const visitors = new Map<string, Pick<Visitor, 'id' | 'number' | 'state' | 'firstSeenAt'>>()
  const apart: [string, string][] = []
  const changes: VisitorChange[] = []
  let version = 0
  const of = (visitorId: string) => [...fake.kept.values()].filter(({ visit }) => visitorOf(visit.of) === visitorId)
  const found = (visitorId: string) => {
    const visitor = visitors.get(visitorId)
    if (!visitor) throw new RostroError('visitor_not_found', 'There is no such visitor.')
    return visitor
  }
  const done = async <T>(work: () => T): Promise<T> => {
    await Promise.resolve()
    if (fake.broken) throw fake.broken
    return work()
  }
  const moved = <T>(work: () => T): Promise<T> =>
    done(() => {
      version++
      return work()
    })
  const toKept = ({ visit, face }: { visit: Visit; face: VisitFace | undefined }): KeptVisit => ({
    ...visit,
    person: visit.of.kind === 'person' ? { id: visit.of.personId, name: visit.of.personId, createdAt: new Date(0) } : undefined,
    visitorNumber: visitors.get(visitorOf(visit.of) ?? '')?.number,
    face: face !== undefined,
  })
  const toVisitor = (visitor: Pick<Visitor, 'id' | 'number' | 'state' | 'firstSeenAt'>): Visitor => ({
    ...visitor,
    lastSeenAt: visitor.firstSeenAt,
    visits: of(visitor.id).length,
    coverVisitId: undefined,
  })
  const reassign = (visitIds: readonly string[], to: VisitOf) => {
    for (const id of visitIds) {
      const kept = fake.kept.get(id)
      if (kept)
        fake.kept.set(id, { ...kept, visit: { ...kept.visit, of: to }, face: to.kind === 'visitor' ? kept.face : undefined })
    }
  }
  const change = (kind: VisitorChange['kind'], visitorIds: readonly string[], { by, at }: By): VisitorChange => {
    const made = { id: randomUUID(), kind, at, by, visitorIds, visitorNumbers: [] }
    changes.unshift(made)
    return made
  }
  const addVisitor = (id: string, firstSeenAt: Date) => {
    const visitor = { id, firstSeenAt, number: visitors.size + 1, state: 'active' as const }
    visitors.set(id, visitor)
    return toVisitor(visitor)
  }

  const fake: FakeVisits = {
    broken: undefined,
    kept: new Map(),
    crossed: [],
    save: (visit, face) =>
      done(() => {
        const visitorId = visitorOf(visit.of)
        if (visitorId !== undefined) found(visitorId)
        const keepsFace = visit.of.kind === 'visitor' || visit.of.kind === 'waiting'
        fake.kept.set(visit.id, { visit, face: keepsFace ? (face ?? fake.kept.get(visit.id)?.face) : undefined })
      }),
    delete: visitId =>
      done(() => {
        fake.kept.delete(visitId)
      }),
    list: ({ visitorId, cameraId, from, to }) =>
      done(() => {
        const items = [...fake.kept.values()]
          .filter(({ visit }) => visitorId === undefined || visitorOf(visit.of) === visitorId)
          .filter(({ visit }) => cameraId === undefined || visit.cameraId === cameraId)
          .filter(({ visit }) => (!from || visit.departedAt >= from) && (!to || visit.arrivedAt < to))
          .map(toKept)
        return { items, next: undefined, total: items.length }
      }),
    find: visitId =>
      done(() => {
        const kept = fake.kept.get(visitId)
        if (!kept) throw new RostroError('visit_not_found', 'There is no such visit.')
        return toKept(kept)
      }),
    face: visitId => done(() => fake.kept.get(visitId)?.face),
    spans: notFaked,
    count: wanted =>
      done(() => [...fake.kept.values()].filter(({ visit }) => JSON.stringify(visit.of) === JSON.stringify(wanted)).length),
    endOpen: (cameraIds, butIds = []) =>
      done(() => {
        for (const [id, kept] of fake.kept)
          if (!butIds.includes(id) && (cameraIds?.includes(kept.visit.cameraId) ?? true))
            fake.kept.set(id, { ...kept, visit: { ...kept.visit, hasEnded: true } })
      }),
    remembered: (space, { after, since, limit }) =>
      done(() => {
        const all = [...fake.kept.values()]
          .filter(({ visit }) => !since || visit.arrivedAt >= since)
          .flatMap(({ visit, face }) => (face?.template.space === space ? [{ visit, face }] : []))
          .map(({ visit: { id, of: whose, ...visit }, face }) => ({
            ...{ visitId: id, visitorId: visitorOf(whose), ...visit },
            ...{ template: face.template, weight: face.weight, quality: face.quality },
          }))
        const from = after === undefined ? 0 : all.findIndex(({ visitId }) => visitId === after) + 1
        return all.slice(from, from + limit)
      }),
    addVisitor: ({ id, firstSeenAt }) => moved(() => addVisitor(id, firstSeenAt)),
    visitor: visitorId => done(() => toVisitor(found(visitorId))),
    findVisitor: visitorId => done(() => (visitors.has(visitorId) ? toVisitor(found(visitorId)) : undefined)),
    visitors: notFaked,
    name: notFaked,
    merge: (intoId, fromIds, by, kind = 'merge') =>
      moved(() => {
        for (const id of fromIds) {
          const moving = of(found(id).id).map(({ visit }) => visit.id)
          reassign(moving, { kind: 'visitor', visitorId: intoId })
          visitors.delete(id)
        }
        return change(kind, [intoId, ...fromIds], by)
      }),
    split: (visitorId, visitIds, by, kind = 'split') =>
      moved(() => {
        const visitor = addVisitor(randomUUID(), by.at)
        reassign(visitIds, { kind: 'visitor', visitorId: visitor.id })
        return { change: change(kind, [visitorId, visitor.id], by), visitor }
      }),
    setState: (visitorId, state, by) =>
      moved(() => {
        visitors.set(visitorId, { ...found(visitorId), state })
        return change(state === 'ignored' ? 'ignore' : 'show', [visitorId], by)
      }),
    changes: limit => done(() => changes.slice(0, limit)),
    undo: notFaked,
    keepApart: ([a, b]) =>
      moved(() => {
        apart.push([a, b])
      }),
    apart: () => done(() => apart),
    isNot: notFaked,
    notPeople: notFaked,
    forget: visitorId =>
      moved(() => {
        reassign(
          of(found(visitorId).id).map(({ visit }) => visit.id),
          { kind: 'anonymous' },
        )
        visitors.delete(visitorId)
      }),
    forgetAll: () =>
      moved(() => {
        const remembered = [...fake.kept.values()].filter(({ visit: { of: whose } }) => whose.kind !== 'person')
        reassign(
          remembered.map(({ visit }) => visit.id),
          { kind: 'anonymous' },
        )
        visitors.clear()
        return remembered.length
      }),
    expire: notFaked,
    overdue: () => Promise.resolve(0),
    version: () => done(() => version),
    addCrossings: crossings =>
      done(() => {
        fake.crossed.push(...crossings)
      }),
    crossings: notFaked,
  }
  return fake
}
