// Feeds a book of visitors as the keeper of visits does, without a store: asks after each look, puts, and carries out repairs.

import { VisitorBook, type Sighting, type VisitorLimits } from '../../src/recognition/visitors.ts'
import type { Passing } from './stream.ts'

/** As often as the keeper repairs, in tracks. */
const REPAIR_EVERY = 5

export interface Kept {
  readonly passing: Passing
  /** Undefined while it waits. */
  readonly visitorId: string | undefined
}

/** @returns the tracks whose face the book keeps, as they are at the end; and the visits that founded a visitor, also those that got a name later */
export function keep(stream: readonly Passing[], limits: (visitors: number) => VisitorLimits) {
  const book: VisitorBook = new VisitorBook(() => limits(book.visitors), { placeOf: () => undefined, apart: [] })
  const visits = new Map<string, string | undefined>()
  const founders = new Set<string>()
  const count = { merge: 0, split: 0, join: 0 }
  let visitors = 0
  const put = (sighting: Sighting, visitorId: string | undefined) => {
    const { fromMs, toMs, ...rest } = sighting
    visits.set(sighting.visitId, visitorId)
    book.put({ ...rest, visitorId, arrivedAt: new Date(fromMs), departedAt: new Date(toMs) })
  }
  const move = (visitId: string, visitorId: string) => {
    visits.set(visitId, visitorId)
    book.move(visitId, visitorId)
  }
  const repair = () => {
    const repairs = book.repairs()
    for (const done of repairs) {
      count[done.kind]++
      if (done.kind === 'join') move(done.visitId, done.visitorId)
      else if (done.kind === 'merge')
        for (const id of [...visits.keys()].filter(id => visits.get(id) === done.from)) move(id, done.into)
      else {
        const visitorId = `visitor ${++visitors}`
        for (const id of done.visitIds) move(id, visitorId)
      }
    }
    return repairs.length
  }
  for (const [i, { outcome, sightings }] of stream.entries()) {
    let visitorId: string | undefined
    for (const sighting of sightings) {
      const placed = visitorId === undefined ? book.place(sighting) : undefined
      if (placed?.kind === 'joins') visitorId = placed.visitorId
      if (placed?.kind === 'founds') {
        visitorId = `visitor ${++visitors}`
        founders.add(sighting.visitId)
      }
      put(sighting, visitorId)
    }
    // Who gets a name after all was no stranger.
    if (outcome === 'known' && sightings[0]) {
      book.remove(sightings[0].visitId)
      visits.delete(sightings[0].visitId)
    }
    if (i % REPAIR_EVERY === 0) repair()
  }
  for (let rounds = 0; rounds < 200 && repair() > 0; rounds++);
  const kept = stream
    .filter(({ visitId }) => visits.has(visitId))
    .map((passing): Kept => ({ passing, visitorId: visits.get(passing.visitId) }))
  return { kept, founders, repairs: count }
}
