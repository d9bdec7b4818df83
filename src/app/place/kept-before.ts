// Visits that an earlier process or another server left: those that are not over for longer than a gap go on.

import type { KeptVisit, Visits } from '../../core/visits.ts'
import { OpenVisit } from './open-visit.ts'
import { GAP_MS } from './open-visits.ts'

const READ_AT_ONCE = 500

/** At this moment, by both clocks. */
interface Moment {
  readonly now: Date
  readonly monotonicMs: number
}

/** Before these cameras, or before all. @throws RostroError store_* */
export async function keptBefore(
  visits: Pick<Visits, 'list' | 'face'>,
  cameraIds: readonly string[] | undefined,
  { now, monotonicMs }: Moment,
): Promise<readonly OpenVisit[]> {
  const kept = await notOver(visits, now, cameraIds)
  return Promise.all(
    kept.map(async visit => {
      const silentMs = Math.max(0, now.getTime() - visit.departedAt.getTime())
      return OpenVisit.keptBefore(visit, visit.face ? await visits.face(visit.id) : undefined, monotonicMs - silentMs)
    }),
  )
}

async function notOver(visits: Pick<Visits, 'list'>, now: Date, cameraIds?: readonly string[]): Promise<readonly KeptVisit[]> {
  const from = new Date(now.getTime() - GAP_MS)
  const kept: KeptVisit[] = []
  for (let cursor: string | undefined; ;) {
    const page = await visits.list({ from }, { cursor, limit: READ_AT_ONCE })
    kept.push(...page.items.filter(({ cameraId }) => cameraIds?.includes(cameraId) ?? true))
    if (page.next === undefined) return kept
    cursor = page.next
  }
}
