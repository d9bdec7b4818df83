// The numbers of a place read from the store, in days and hours of this machine's clock: what the page and the command line show.

import type { Store } from '../../core/ports.ts'
import type { Visits } from '../../core/visits.ts'
import { statisticsOf, type PlaceStatistics } from './statistics.ts'

type Counted = Pick<Store, 'cameras'> & { readonly visits: Pick<Visits, 'spans' | 'crossings'> }

/** @throws RostroError store_* */
export async function readStatistics(
  { visits, cameras }: Counted,
  { from, to, cameraId }: { readonly from: Date; readonly to: Date; readonly cameraId: string | undefined },
): Promise<PlaceStatistics> {
  const filter = { from, to, cameraId }
  const [spans, crossings, all] = await Promise.all([visits.spans(filter), visits.crossings(filter), cameras.list()])
  const names = new Map(all.map(({ id, name }) => [id, name]))
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return statisticsOf(spans, crossings, { from, to, timeZone, cameraName: id => names.get(id) ?? id })
}
