// What one stay was taken apart into: finds the visit that another one is part of, and makes one of the two.

import type { KeptVisit, Visits } from '../../core/visits.ts'
import type { VisitorBook } from '../../recognition/visitors.ts'

type Book = Pick<VisitorBook, 'put' | 'remove'>

/** The visit of this visitor before the same camera with a gap of this length at most; the later one of two. */
export async function visitAround(
  visits: Visits,
  { cameraId, arrivedAt, departedAt }: KeptVisit,
  visitorId: string,
  gapMs: number,
): Promise<KeptVisit | undefined> {
  const from = new Date(arrivedAt.getTime() - gapMs)
  const to = new Date(departedAt.getTime() + gapMs + 1)
  const { items } = await visits.list({ visitorId, cameraId, from, to }, { limit: 1 })
  return items[0]
}

/** Both have ended. The look of the part is left: it was too poor to tell by. */
export async function joinEnded(visits: Visits, book: Book, whole: KeptVisit, part: KeptVisit): Promise<void> {
  const joined = {
    ...whole,
    arrivedAt: part.arrivedAt < whole.arrivedAt ? part.arrivedAt : whole.arrivedAt,
    departedAt: part.departedAt > whole.departedAt ? part.departedAt : whole.departedAt,
    frames: whole.frames + part.frames,
    eventIds: [...whole.eventIds, ...part.eventIds],
  }
  await visits.save(joined)
  await dropPart(visits, book, part.id)
  const face = await visits.face(whole.id)
  if (!face || whole.of.kind !== 'visitor') return
  const { id, of, cameraId, arrivedAt, departedAt } = { ...joined, of: whole.of }
  book.put({ visitId: id, visitorId: of.visitorId, cameraId, arrivedAt, departedAt, ...face })
}

export async function dropPart(visits: Visits, book: Book, partId: string): Promise<void> {
  await visits.delete(partId)
  book.remove(partId)
}
