// Visits and faces made of a seed, and a few strangers who came, for what stores promise of them.

import type { Store } from '../../src/core/ports.ts'
import type { By, Visit, VisitFace, VisitFilter, VisitOf } from '../../src/core/visits.ts'
import { atMinute, reference } from './store-fixtures.ts'

export const BY: By = { by: 'Olga', at: atMinute(1000) }
export const CONSENT = { text: 'I agree.', givenAt: atMinute(1000), takenBy: 'Olga' }
export const WAITING: VisitOf = { kind: 'waiting' }
export const ANONYMOUS: VisitOf = { kind: 'anonymous' }
export const ofVisitor = (visitorId: string): VisitOf => ({ kind: 'visitor', visitorId })
export const ofPerson = (personId: string): VisitOf => ({ kind: 'person', personId })

/** A visit of ten minutes that began at a minute. */
export const visitAt = (id: string, minute: number, of: VisitOf = ANONYMOUS, change: Partial<Visit> = {}): Visit => ({
  ...{ id, cameraId: 'door', cameraName: 'Front door', of, arrivedAt: atMinute(minute), departedAt: atMinute(minute + 10) },
  ...{ hasEnded: true, nth: undefined, frames: 5, eventIds: [`${id}-1`, `${id}-2`] },
  ...change,
})

/** What follows from `seed` alone. */
export function visitFace(seed: string, options: Parameters<typeof reference>[1] = {}): VisitFace {
  const { template, quality, crop } = reference(seed, options)
  return { template, quality, crop, weight: 300, nearestPerson: 0.25 }
}

export const EVERYTHING = { limit: 1000 }

export const idsOf = async ({ visits }: Pick<Store, 'visits'>, filter: VisitFilter) =>
  (await visits.list(filter, EVERYTHING)).items.map(({ id }) => id)

/** A visitor whose visits, an hour apart from the minute `from` on, are called `ID-0`, `ID-1`, … and look like their name. */
export async function comes({ visits }: Pick<Store, 'visits'>, id: string, times: number, from = 0): Promise<void> {
  await visits.addVisitor({ id, firstSeenAt: atMinute(from) })
  for (let i = 0; i < times; i++) {
    const visit = visitAt(`${id}-${i}`, from + i * 60, ofVisitor(id), { nth: i + 1 })
    await visits.save(visit, visitFace(`${id}-${i}`, { quality: 50 + i }))
  }
}

/** All that is known of strangers, to be compared with what it was before. */
export async function allOf({ visits }: Pick<Store, 'visits'>) {
  const { items } = await visits.list({}, EVERYTHING)
  const strangers = await Promise.all(
    (['active', 'ignored'] as const).map(state => visits.visitors({ state, sort: 'last_seen' }, EVERYTHING)),
  )
  const faces = await Promise.all(items.map(({ id }) => visits.face(id)))
  return {
    visits: items,
    faces,
    strangers: strangers.flatMap(page => page.items),
    apart: await visits.apart(),
    not: await visits.notPeople(),
  }
}
