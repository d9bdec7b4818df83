// How many are before each camera at this moment, strangers included and those who are ignored left out. Names nobody.

import type { Cameras } from '../core/records.ts'
import type { Visits } from '../core/visits.ts'
import type { Presence } from '../alerts/sink.ts'

const AT_MOST = 500

export interface CountedStore {
  readonly visits: Pick<Visits, 'list' | 'findVisitor'>
  readonly cameras: Pick<Cameras, 'list'>
}

/** @throws RostroError store_* */
export async function countPresent({ visits, cameras }: CountedStore): Promise<readonly Presence[]> {
  const here = (await visits.list({ here: true }, { limit: AT_MOST })).items
  const ignored = await Promise.all(
    here.map(async ({ of }) => of.kind === 'visitor' && (await visits.findVisitor(of.visitorId))?.state === 'ignored'),
  )
  const present = (cameraId: string) => here.filter((visit, i) => visit.cameraId === cameraId && !ignored[i]).length
  return (await cameras.list()).map(({ id, name }) => ({ id, name, present: present(id) }))
}
