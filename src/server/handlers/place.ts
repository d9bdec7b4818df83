// A watched place: its visits, who is here now, and how many come when.

import { RostroError } from '../../core/errors.ts'
import type { VisitFilter } from '../../core/visits.ts'
import { allPages } from '../../app/all-pages.ts'
import { readStatistics } from '../../app/place/read-statistics.ts'
import { visitsCsv } from '../../app/place/visits-csv.ts'
import type { ServerParts } from '../parts.ts'
import type { HandlersOf } from '../route-handler.ts'
import { dateOf } from '../to-json.ts'
import { toVisitJson } from '../visit-json.ts'

const MOST_ROWS = 100_000
/** Far more than are ever before the cameras of a server at once. */
const MOST_HERE = 500
/** Ten years. */
const MOST_DAYS = 3660
const DAY_MS = 86_400_000

interface Filter extends Pick<VisitFilter, 'personId' | 'visitorId' | 'cameraId' | 'kind'> {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

const toFilter = ({ personId, visitorId, cameraId, kind, from, to }: Filter): VisitFilter => ({
  ...{ personId, visitorId, cameraId, kind },
  from: dateOf(from),
  to: dateOf(to),
})

export function placeHandlers({ store }: ServerParts): HandlersOf<'Place'> {
  const { visits } = store

  return {
    async 'GET /visits'({ query }) {
      const { cursor, limit, ...filter } = query
      const { items, next, total } = await visits.list(toFilter(filter), { cursor, limit })
      return { items: items.map(toVisitJson), next: next ?? null, total }
    },

    async 'GET /visits.csv'({ query }) {
      const filter = toFilter(query)
      const all = allPages(page => visits.list(filter, page), MOST_ROWS)
      const lines: string[] = []
      for await (const line of visitsCsv(all)) lines.push(line)
      return Buffer.from(lines.join(''))
    },

    async 'GET /visits/:visitId/face'({ params }) {
      await visits.find(params.visitId)
      const face = await visits.face(params.visitId)
      if (!face) throw new RostroError('shot_not_kept', 'No picture of this visit is kept: nobody is remembered by it.')
      return face.crop
    },

    async 'GET /place/now'() {
      const { items } = await visits.list({ here: true }, { limit: MOST_HERE })
      return items.map(toVisitJson).sort((a, b) => b.dwellSeconds - a.dwellSeconds)
    },

    async 'GET /place/statistics'({ query }) {
      const range = { from: new Date(query.from), to: new Date(query.to) }
      if (range.from >= range.to) throw new RostroError('request_invalid', 'The time is empty: "from" must lie before "to".')
      if (range.to.getTime() - range.from.getTime() > MOST_DAYS * DAY_MS)
        throw new RostroError('request_invalid', `The time is too long: ${MOST_DAYS} days at most are counted at once.`)
      return readStatistics(store, { ...range, cameraId: query.cameraId })
    },
  }
}
