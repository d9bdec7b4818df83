// Visits of the fake API, and the statistics of a place counted from them. Days and hours are UTC.

import type { ApiRoute } from '../../../src/server/contract/api.ts'
import type { AnswerOf } from '../../../src/client.ts'
import { RostroError } from '../../../src/core/errors.ts'
import { drawFace } from './faces.ts'
import { toPage, type Handlers } from './handler.ts'
import type { VisitJson } from './visiting.ts'
import type { World } from './world.ts'

const DAY = 86_400_000
/** Beginnings of the bins of stays. */
const STAYS = [0, 30, 60, 300, 900, 1800, 3600] as const

interface Filter {
  readonly personId?: string | undefined
  readonly visitorId?: string | undefined
  readonly cameraId?: string | undefined
  readonly kind?: VisitJson['kind'] | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

const filtered = ({ visiting }: World, query: Filter): VisitJson[] =>
  visiting.visits.filter(
    visit =>
      (query.personId === undefined || visit.person?.id === query.personId) &&
      (query.visitorId === undefined || visit.visitor?.id === query.visitorId) &&
      (query.cameraId === undefined || visit.camera.id === query.cameraId) &&
      (query.kind === undefined || visit.kind === query.kind) &&
      (query.from === undefined || visit.departedAt >= query.from) &&
      (query.to === undefined || visit.arrivedAt < query.to),
  )

const whoOf = ({ person, visitor }: VisitJson): string | undefined => person?.id ?? visitor?.id
const isFirst = ({ nth }: VisitJson): boolean => nth === 1
const isReturning = ({ nth }: VisitJson): boolean => nth !== null && nth > 1
const presentOf = (visits: readonly VisitJson[]): number =>
  new Set(visits.map(whoOf).filter(who => who !== undefined)).size + visits.filter(visit => whoOf(visit) === undefined).length

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}

const weekdayOf = (ms: number): number => new Date(ms).getUTCDay() || 7

function statisticsOf(
  world: World,
  query: { readonly from: string; readonly to: string; readonly cameraId?: string | undefined },
): AnswerOf<'GET /place/statistics'> {
  const visits = filtered(world, query)
  const midnights: number[] = []
  for (let at = Math.floor(Date.parse(query.from) / DAY) * DAY; at < Date.parse(query.to); at += DAY) midnights.push(at)
  const arrivals = visits.map(visit => ({ visit, at: Date.parse(visit.arrivedAt) }))
  const arrivedIn = (from: number, to: number) => arrivals.filter(({ at }) => at >= from && at < to).map(({ visit }) => visit)
  const byWho = new Map<string, number>()
  for (const who of visits.map(whoOf)) if (who !== undefined) byWho.set(who, (byWho.get(who) ?? 0) + 1)
  const hours = midnights.flatMap(at => Array.from({ length: 24 }, (_, hour) => at + hour * 3_600_000))
  const kinds = (kind: VisitJson['kind']) => visits.filter(visit => visit.kind === kind)
  return {
    from: query.from,
    to: query.to,
    timeZone: 'UTC',
    totals: {
      visits: visits.length,
      people: new Set(kinds('person').map(whoOf)).size,
      visitors: new Set(kinds('visitor').map(whoOf)).size,
      anonymous: kinds('anonymous').length,
      firstVisits: visits.filter(isFirst).length,
      returning: visits.filter(isReturning).length,
      repeatRate: byWho.size === 0 ? null : [...byWho.values()].filter(times => times > 1).length / byWho.size,
      medianDwellSeconds: median(visits.map(({ dwellSeconds }) => dwellSeconds)),
    },
    days: midnights.map(at => {
      const there = arrivedIn(at, at + DAY)
      return {
        day: new Date(at).toISOString().slice(0, 10),
        visits: there.length,
        present: presentOf(there),
        firstVisits: there.filter(isFirst).length,
        returning: there.filter(isReturning).length,
      }
    }),
    hours: Array.from({ length: 7 * 24 }, (_, i) => {
      const [weekday, hour] = [1 + Math.floor(i / 24), i % 24]
      const days = midnights.filter(at => weekdayOf(at) === weekday)
      const starts = days.map(at => at + hour * 3_600_000)
      return {
        weekday,
        hour,
        arrivals: starts.reduce((sum, at) => sum + arrivedIn(at, at + 3_600_000).length, 0),
        days: days.length,
      }
    }),
    busiest: hours
      .map(at => ({ at, there: arrivedIn(at, at + 3_600_000) }))
      .filter(({ there }) => there.length > 0)
      .toSorted((a, b) => presentOf(b.there) - presentOf(a.there))
      .slice(0, 5)
      .map(({ at, there }) => ({ startsAt: new Date(at).toISOString(), present: presentOf(there), arrivals: there.length })),
    dwell: STAYS.map((fromSeconds, i) => {
      const toSeconds = STAYS[i + 1] ?? null
      const isIn = ({ dwellSeconds }: VisitJson) => dwellSeconds >= fromSeconds && dwellSeconds < (toSeconds ?? Infinity)
      return { fromSeconds, toSeconds, visits: visits.filter(isIn).length }
    }),
    crossings:
      visits.length === 0 || (query.cameraId !== undefined && query.cameraId !== 'c0')
        ? []
        : [
            {
              camera: { id: 'c0', name: 'Front door' },
              name: 'Entrance',
              kind: 'line',
              in: visits.length,
              out: visits.length - 3,
            },
            {
              camera: { id: 'c0', name: 'Front door' },
              name: 'Counter',
              kind: 'zone',
              in: Math.round(visits.length / 3),
              out: Math.round(visits.length / 3),
            },
          ],
  }
}

type PlaceRoute = Extract<ApiRoute, `${string} /visits${string}` | `${string} /place/${string}`>

export const placeHandlers: Handlers<PlaceRoute> = {
  'GET /visits': ({ world, query }) => toPage(filtered(world, query), query),
  'GET /visits.csv': ({ world, query }) => {
    const rows = filtered(world, query).map(({ id, camera, kind, arrivedAt, departedAt, dwellSeconds }) =>
      [id, camera.name, kind, arrivedAt, departedAt, dwellSeconds].join(','),
    )
    return new Blob([['id,camera,kind,arrived,departed,seconds', ...rows].join('\r\n')], { type: 'text/csv' })
  },
  'GET /visits/:visitId/face': async ({ world, params }) => {
    const visit = world.visiting.visits.find(({ id }) => id === params['visitId'])
    if (!visit?.face) throw new RostroError('visit_not_found', 'There is no picture of this visit.')
    return new Blob([await drawFace(`visitor${visit.visitor?.number ?? visit.id}-${visit.id}`)], { type: 'image/jpeg' })
  },
  'GET /place/now': ({ world }) =>
    world.visiting.visits.filter(({ hasEnded }) => !hasEnded).toSorted((a, b) => a.arrivedAt.localeCompare(b.arrivedAt)),
  'GET /place/statistics': ({ world, query }) => statisticsOf(world, query),
}
