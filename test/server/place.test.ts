// Numbers of a place over HTTP, counted again from what else the API tells; and a decision that another process made.

import { expect, test } from 'vitest'
import { statisticsOf } from '../../src/app/place/statistics.ts'
import { openRemembering } from '../../src/app/place/remembering.ts'
import { createVisitorActions } from '../../src/app/place/visitor-actions.ts'
import type { VisitOf, VisitSpan } from '../../src/core/visits.ts'
import { createRandom } from '../../src/core/random.ts'
import { probe } from '../fixtures/templates.ts'
import { cropOf, GROUND, WAIT, watchedPlace } from './strangers.ts'

const HOUR_MS = 3_600_000
const KINDS: readonly VisitOf['kind'][] = ['person', 'visitor', 'waiting', 'anonymous']

/** Two weeks of visits by people and visitors with awkward names, strangers, and somebody who is ignored. */
async function busyPlace() {
  const place = await watchedPlace()
  const { store, door, api } = place
  const yard = await api('POST /cameras', { body: { name: '=Yard, "back"', address: 'camera:1' } })
  const photo = { template: probe([1]), quality: 80, source: 'photo.jpg', crop: cropOf('photo') }
  const people = [await store.enrol('Ana, "la jefa"', [photo]), await store.enrol('-Bo', [photo])]
  const ids = ['v1', 'v2', 'v3']
  for (const id of ids) await store.visits.addVisitor({ id, firstSeenAt: new Date('2026-10-20T00:00:00Z') })
  await store.visits.setState('v3', 'ignored', { by: 'Ada', at: new Date() })
  const random = createRandom(7)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  for (let i = 0; i < 200; i++) {
    const kind = pick(KINDS)
    const of: VisitOf =
      kind === 'person' ? { kind, personId: pick(people).id } : kind === 'visitor' ? { kind, visitorId: pick(ids) } : { kind }
    const camera = pick([door, yard])
    const arrivedAt = new Date(Date.parse('2026-10-20T00:00:00Z') + Math.floor(random() * 336 * HOUR_MS))
    await store.visits.save({
      ...{
        id: `visit-${i}`,
        cameraId: camera.id,
        cameraName: camera.name,
        of,
        arrivedAt,
        hasEnded: true,
        frames: 5,
        eventIds: [],
      },
      departedAt: new Date(arrivedAt.getTime() + Math.floor(random() ** 5 * 30 * HOUR_MS)),
      nth: kind === 'person' || kind === 'visitor' ? 1 + Math.floor(random() * 3) : undefined,
    })
  }
  // With the ends within visits, and a change of clocks between them in many zones.
  const query = { from: '2026-10-22T11:30:00.000Z', to: '2026-11-02T09:10:00.000Z' }
  const statistics = await api('GET /place/statistics', { query })
  const recount = (spans: readonly VisitSpan[]) =>
    statisticsOf(spans, [], {
      ...{ from: new Date(query.from), to: new Date(query.to), timeZone: statistics.timeZone },
      cameraName: id => id,
    })
  return { ...place, query, statistics, recount }
}

test('numbers of the place can be counted again from GET /visits', async () => {
  const { api, query, statistics, recount } = await busyPlace()
  const { items, total } = await api('GET /visits', { query: { ...query, limit: 200 } })
  expect([items.length, statistics.totals.visits]).toEqual([total, total])
  const spans = items.map(({ camera, kind, person, visitor, nth, arrivedAt, departedAt }): VisitSpan => ({
    ...{ cameraId: camera.id, kind, identity: person?.id ?? visitor?.id, nth: nth ?? undefined },
    ...{ arrivedAtMs: Date.parse(arrivedAt), departedAtMs: Date.parse(departedAt) },
  }))
  expect(recount(spans)).toEqual(statistics)
})

test('numbers of the place can be counted again from the table for spreadsheets', async () => {
  const { api, query, statistics, recount } = await busyPlace()
  const [heading, ...rows] = cellsOf(await (await api('GET /visits.csv', { query })).text())
  const spans = rows.map((row): VisitSpan => {
    const cell = (name: string) => row[heading!.indexOf(name)] ?? ''
    return {
      cameraId: cell('camera_id'),
      kind: KINDS.find(kind => kind === cell('kind'))!,
      identity: [cell('person_id'), cell('visitor_id')].find(id => id !== ''),
      nth: cell('nth_visit') === '' ? undefined : Number(cell('nth_visit')),
      arrivedAtMs: Date.parse(cell('arrived_at')),
      departedAtMs: Date.parse(cell('departed_at')),
    }
  })
  expect(recount(spans)).toEqual(statistics)
  const column = (name: string) => new Set(rows.map(row => row[heading!.indexOf(name)]))
  expect(column('person')).toEqual(new Set(['', 'Ana, "la jefa"', "'-Bo"]))
  expect(column('camera')).toEqual(new Set(['Door', `'=Yard, "back"`]))
})

test('more days than anybody looks at are not counted', async () => {
  const { api } = await watchedPlace()
  const query = { from: '1000-01-01T00:00:00Z', to: '2026-11-02T00:00:00Z' }
  await expect(api('GET /place/statistics', { query })).rejects.toMatchObject({ status: 400, code: 'request_invalid' })
})

test('a decision to remember that another process made is followed, and so is what it did to visitors', async () => {
  const { api, come, store, told } = await watchedPlace()
  // As the command line does it.
  const terminal = await openRemembering(store)
  const by = { by: 'root (command line)', at: new Date() }
  await terminal.decide({ on: true, ground: GROUND, retentionDays: 3, cameraIds: undefined }, by)
  await expect.poll(() => api('GET /remembering'), WAIT).toMatchObject({ on: true, retentionDays: 3, by: by.by })
  expect(told).toContain('visits')
  const { visitor } = await come('1', probe([1]))
  await createVisitorActions(store).setState(visitor!.id, 'ignored', by)
  expect((await api('GET /visitors')).total).toBe(0)
  expect((await come('2', probe([0, 1]))).visitor).not.toBeNull()
  await terminal.decide({ on: false }, by)
  await expect.poll(() => api('GET /remembering'), WAIT).toEqual({ on: false })
  expect(await come('3', probe([0, 1]))).toMatchObject({ kind: 'anonymous', face: false })
})

/** RFC 4180. */
function cellsOf(text: string): string[][] {
  const rows: string[][] = []
  for (const line of text.split('\r\n').slice(0, -1)) {
    const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)]
    rows.push(cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? ''))
  }
  return rows
}
