import { expect, test } from 'vitest'
import { fakeVisits } from '../../../test/fakes/visits.ts'
import { probe, SPACE } from '../../../test/fixtures/templates.ts'
import type { Template } from '../../core/types.ts'
import type { By, VisitOf } from '../../core/visits.ts'
import { VisitorBook, type Repair, type VisitorLimits } from '../../recognition/visitors.ts'
import { VisitKeeper } from './visit-keeper.ts'
import { repairVisitors } from './visitor-repair.ts'

const LIMITS: VisitorLimits = {
  ...{ join: 0.5, found: 0.4, margin: 0.05, merge: 0.5, split: 0.3, unlikePeople: 0.1 },
  ...{ minWeight: 150, minFrames: 4, minQuality: 60, minSpanMs: 800 },
}
const NOW = new Date('2026-01-01T00:00:00Z')
const ADA: By = { by: 'Ada', at: NOW }
const [ANN, BOB] = [probe([1, 0]), probe([0, 1])]

/** A store with visits and a keeper that has read them. @param told repairs in place of the book's own */
function house(told?: readonly Repair[]) {
  const visits = fakeVisits()
  const settings = new Map<string, string>()
  const book = () => {
    const made = new VisitorBook(() => LIMITS, { placeOf: () => undefined, apart: [] })
    return told ? Object.assign(made, { repairs: () => told }) : made
  }
  const changed = { times: 0 }
  const keeper = new VisitKeeper({
    ...{ visits, openBook: book, space: () => SPACE, remembersAt: () => true, now: () => NOW, clock: () => 0 },
    onNews: () => {},
    onChanged: () => changed.times++,
    onProblem: () => {},
    pause: () => Promise.resolve(),
  })
  let at = NOW.getTime()
  const visit = async (id: string, of: VisitOf, template: Template, afterMs = 3_600_000) => {
    at += afterMs
    const arrivedAt = new Date(at)
    const times = { arrivedAt, departedAt: new Date(arrivedAt.getTime() + 5000), hasEnded: true }
    const seen = { cameraId: 'door', cameraName: 'Door', nth: undefined, frames: 5, eventIds: [] }
    await visits.save(
      { id, of, ...times, ...seen },
      { template, weight: 400, quality: 80, crop: new Uint8Array(1), nearestPerson: undefined },
    )
  }
  const visitor = (id: string) => visits.addVisitor({ id, firstSeenAt: NOW })
  const store = {
    visits,
    setting: (key: string) => Promise.resolve(settings.get(key)),
    setSetting: (key: string, value: string) => Promise.resolve(void settings.set(key, value)),
  }
  return {
    ...{ visits, keeper, visit, visitor, changed },
    repair: () => repairVisitors({ store, keeper, now: () => NOW }),
    whose: () =>
      [...visits.kept.values()].map(({ visit: { id, of } }) => `${id} ${of.kind === 'visitor' ? of.visitorId : of.kind}`),
  }
}
const of = (visitorId: string): VisitOf => ({ kind: 'visitor', visitorId })

test('two visitors who look like one become one, by Rostro and to be undone; the book follows without being read anew', async () => {
  const { visitor, visit, keeper, repair, whose, visits, changed } = house()
  for (const id of ['v', 'w']) await visitor(id)
  await visit('1', of('v'), ANN)
  await visit('2', of('w'), ANN)
  await keeper.start()
  const { book } = keeper
  expect(await repair()).toBe(1)
  expect(whose()).toEqual(['1 v', '2 v'])
  expect(await visits.changes(9)).toMatchObject([{ kind: 'repair', by: 'rostro' }])
  expect(keeper.book).toBe(book)
  expect(book.means().map(({ visitorId }) => visitorId)).toEqual(['v'])
  expect(changed.times).toBe(1)
  await keeper.look()
  expect(keeper.book).toBe(book)
  expect(await repair()).toBe(0)
})

test('a visit that waited joins the visitor it turns out to be of', async () => {
  const { visitor, visit, keeper, repair, whose, visits } = house()
  await visitor('v')
  await visit('1', of('v'), ANN)
  await visit('2', { kind: 'waiting' }, ANN)
  await keeper.start()
  expect(await repair()).toBe(1)
  expect(whose()).toEqual(['1 v', '2 v'])
  expect(visits.kept.get('2')?.visit.nth).toBe(2)
})

test('a visit that waited and was part of the stay of that visitor becomes part of that visit', async () => {
  const { visitor, visit, keeper, repair, whose, visits } = house()
  await visitor('v')
  await visit('1', { kind: 'waiting' }, ANN)
  await visit('2', of('v'), ANN, 20_000)
  await keeper.start()
  const began = visits.kept.get('1')?.visit.arrivedAt
  expect(await repair()).toBe(1)
  expect(whose()).toEqual(['2 v'])
  expect(visits.kept.get('2')).toMatchObject({ visit: { arrivedAt: began, frames: 10 }, face: { weight: 400 } })
  await keeper.look()
  expect(await repair()).toBe(0)
})

test('visits of somebody else become a visitor of their own', async () => {
  const { visitor, visit, keeper, repair, whose } = house([{ kind: 'split', visitorId: 'v', visitIds: ['2'] }])
  await visitor('v')
  await visit('1', of('v'), ANN)
  await visit('2', of('v'), BOB)
  await keeper.start()
  expect(await repair()).toBe(1)
  expect(whose()[0]).toBe('1 v')
  expect(whose()[1]).not.toBe('2 v')
  expect(keeper.book.means()).toHaveLength(2)
})

test('whom an operator parted, nobody puts together again', async () => {
  const { visitor, visit, keeper, repair, visits } = house()
  await visitor('v')
  await visit('1', of('v'), ANN)
  await visit('2', of('v'), ANN)
  await visits.split('v', ['2'], ADA)
  await keeper.start()
  expect(await repair()).toBe(0)
  expect(await repair()).toBe(0)
  expect(await visits.apart()).toHaveLength(1)
})

test('whom an operator put together, nobody parts again', async () => {
  const { visitor, visit, keeper, repair, visits, whose } = house([{ kind: 'split', visitorId: 'v', visitIds: ['2'] }])
  for (const id of ['v', 'w']) await visitor(id)
  await visit('1', of('v'), ANN)
  await visit('2', of('w'), BOB)
  await visits.merge('v', ['w'], ADA)
  await keeper.start()
  expect(await repair()).toBe(0)
  expect(whose()).toEqual(['1 v', '2 v'])
})
