import { expect, test } from 'vitest'
import { fakeVisits } from '../../../test/fakes/visits.ts'
import { probe, SPACE } from '../../../test/fixtures/templates.ts'
import { RostroError } from '../../core/errors.ts'
import type { FaceEvent } from '../../core/records.ts'
import { toTemplate } from '../../core/template.ts'
import type { Decision, EmbeddingSpace, Template } from '../../core/types.ts'
import { VisitorBook, type VisitorLimits } from '../../recognition/visitors.ts'
import { GAP_MS } from './open-visits.ts'
import { VisitKeeper } from './visit-keeper.ts'

const SECOND = 1000
const LIMITS: VisitorLimits = {
  ...{ join: 0.5, found: 0.4, margin: 0.05, merge: 0.5, split: 0.3, unlikePeople: 0.1 },
  ...{ minWeight: 150, minFrames: 4, minQuality: 60, minSpanMs: 800 },
}
const OTHER_SPACE = 'another' as EmbeddingSpace
const CROP = new Uint8Array([0xff, 0xd8])
/** Two strangers, and what looks like neither. */
const [ANN, BOB] = [probe([1, 0]), probe([0, 1])]
const unknown: Decision = {
  outcome: 'unknown',
  candidate: undefined,
  candidates: [],
  threshold: 0.4,
  margin: undefined,
  reasons: ['below_threshold'],
}
const undecided: Decision = { ...unknown, outcome: 'undecided', reasons: ['not_enough_evidence'] }
const known = (personId: string): Decision => {
  const candidate = { personId, name: personId, similarity: 0.8, rank: 1 }
  return { ...unknown, outcome: 'known', candidate, candidates: [candidate] }
}
const settled = () => new Promise(resolve => setImmediate(resolve))

async function house({ remembers = true } = {}) {
  const visits = fakeVisits()
  const time = { ms: 1_700_000_000_000 }
  const news: string[] = []
  const problems: (string | undefined)[] = []
  const told = { changes: 0 }
  const decision = { remembers, space: SPACE }
  const open = () =>
    new VisitKeeper({
      visits,
      openBook: () => new VisitorBook(() => LIMITS, { placeOf: () => undefined, apart: [] }),
      space: () => decision.space,
      remembersAt: cameraId => decision.remembers && cameraId !== 'browser',
      onNews: ({ kind, visit }) => news.push(`${kind} ${visit.of.kind}${visit.nth === undefined ? '' : ` ${visit.nth}`}`),
      onChanged: () => told.changes++,
      onProblem: problem => problems.push(problem?.code),
      now: () => new Date(time.ms),
      clock: () => time.ms,
      pause: settled as () => Promise<void>,
    })
  const keeper = open()
  await keeper.start()
  const idle = async () => {
    for (let i = 0; i < 60; i++) await settled()
  }
  const begun = new Map<string, number>()
  /** A face is told of. */
  const hear = async (
    id: string,
    decided: Decision,
    face?: Template,
    { camera = 'door', frames = 6, ended = false, quality = 80 } = {},
  ) => {
    if (!begun.has(id)) begun.set(id, time.ms - 2 * SECOND)
    const event: FaceEvent = {
      ...{ id, sourceId: camera, sourceName: camera, decision: decided, frames, quality },
      startedAt: new Date(begun.get(id)!),
      endedAt: ended ? new Date(time.ms) : undefined,
    }
    const shot = face && { template: face, quality, crop: CROP }
    keeper.take(event, shot, face && { template: face, weight: quality * frames })
    await idle()
  }
  const pass = async (ms: number) => {
    time.ms += ms
    await keeper.look()
    await idle()
  }
  /** Comes, stays five seconds, goes. */
  const visit = async (id: string, decided: Decision, face?: Template, camera = 'door') => {
    await hear(id, decided, face, { camera })
    time.ms += 5 * SECOND
    await hear(id, decided, face, { camera, ended: true })
  }
  const all = () =>
    [...visits.kept.values()].map(({ visit: { of, nth, eventIds, hasEnded }, face }) => {
      const whose = of.kind === 'person' ? of.personId : of.kind === 'visitor' ? 'visitor' : of.kind
      return `${whose}${nth === undefined ? '' : ` ${nth}`}: ${eventIds.join(' ')}${face ? ' +face' : ''}${hasEnded ? '' : ' …'}`
    })
  return { visits, keeper, open, time, news, problems, told, decision, hear, pass, visit, all, idle }
}

test('a known face is a visit of the person, and ends when two minutes have passed', async () => {
  const { visit, pass, all, news } = await house()
  await visit('1', known('p'))
  expect(all()).toEqual(['p 1: 1 …'])
  await pass(GAP_MS)
  expect(all()).toEqual(['p 1: 1 …'])
  await pass(1)
  expect(all()).toEqual(['p 1: 1'])
  expect(news).toEqual(['arrived person 1', 'departed person 1'])
})

test('tracks of one person before one camera with short gaps are one visit; after a long gap it is the second', async () => {
  const { visit, pass, all } = await house()
  await visit('1', known('p'))
  await pass(GAP_MS - 10 * SECOND)
  await visit('2', known('p'))
  await visit('3', known('p'), undefined, 'yard')
  expect(all()).toEqual(['p 1: 1 2 …', 'p 2: 3 …'])
  await pass(GAP_MS + 1)
  await visit('4', known('p'))
  expect(all()).toEqual(['p 1: 1 2', 'p 2: 3', 'p 3: 4 …'])
})

test('an undecided face is no visit', async () => {
  const { visit, all, news } = await house()
  await visit('1', undecided, ANN)
  expect([all(), news]).toEqual([[], []])
})

test('while nobody is remembered, each stranger is an anonymous visit without face', async () => {
  const { visit, all, news, keeper } = await house({ remembers: false })
  await visit('1', unknown, ANN)
  await visit('2', unknown, ANN)
  expect(all()).toEqual(['anonymous: 1 …', 'anonymous: 2 …'])
  expect(news).toEqual(['arrived anonymous', 'arrived anonymous'])
  expect(keeper.book.means()).toEqual([])
})

test('what somebody looked like before it was decided to remember is not kept, also when they are still there', async () => {
  const { hear, time, decision, visits, all } = await house({ remembers: false })
  await hear('1', unknown, ANN)
  decision.remembers = true
  time.ms += 10 * SECOND
  await hear('1', unknown)
  expect(all()).toEqual(['anonymous: 1 …'])
  await hear('1', unknown, BOB)
  const [kept] = [...visits.kept.values()]
  expect([kept!.face?.template, all()]).toEqual([BOB, ['visitor 1: 1 +face …']])
})

test('faces before a browser are never remembered', async () => {
  const { visit, all } = await house()
  await visit('1', unknown, ANN, 'browser')
  expect(all()).toEqual(['anonymous: 1 …'])
})

test('a stranger seen well is a visitor, and is recognised when they come back', async () => {
  const { visit, pass, all, news } = await house()
  await visit('1', unknown, ANN)
  await pass(GAP_MS + 1)
  await visit('2', unknown, ANN)
  await visit('3', unknown, BOB)
  expect(all()).toEqual(['visitor 1: 1 +face', 'visitor 2: 2 +face …', 'visitor 1: 3 +face …'])
  expect(news).toEqual(['arrived visitor 1', 'departed visitor 1', 'arrived visitor 2', 'arrived visitor 1'])
})

test('tracks of a visitor with short gaps are one visit', async () => {
  const { visit, all, visits, pass } = await house()
  await visit('1', unknown, ANN)
  await pass(10 * SECOND)
  await visit('2', unknown, ANN)
  expect(all()).toEqual(['visitor 1: 1 2 +face …'])
  expect([...visits.kept.values()][0]!.visit.frames).toBe(12)
})

test('two faces of one moment are never one visitor', async () => {
  const { hear, all } = await house()
  await hear('1', unknown, ANN)
  await hear('2', unknown, ANN)
  expect(all()).toEqual(['visitor 1: 1 +face …', 'visitor 1: 2 +face …'])
})

test('a stranger seen for a moment waits, and becomes a visitor with better evidence', async () => {
  const { hear, all, time, news, pass } = await house()
  await hear('1', unknown, ANN, { frames: 2, quality: 50 })
  expect(all()).toEqual(['waiting: 1 +face …'])
  expect(news).toEqual([])
  time.ms += SECOND
  await hear('1', unknown, ANN)
  expect(all()).toEqual(['visitor 1: 1 +face …'])
  await pass(SECOND)
  expect(news).toEqual(['arrived visitor 1'])
})

test('who was not clear at first and is, later in the same stay, made one visit', async () => {
  const { hear, pass, all, visits, keeper, time } = await house()
  await hear('1', unknown, ANN, { frames: 2, quality: 50, ended: true })
  await pass(SECOND)
  await hear('2', unknown, ANN)
  expect(all()).toEqual(['waiting: 1 +face …', 'visitor 1: 2 +face …'])
  const [waiting, theirs] = [...visits.kept.values()].map(({ visit }) => visit)
  if (theirs?.of.kind !== 'visitor') throw new Error('no visitor')
  const { visitorId } = theirs.of
  await keeper.inTurn(() => keeper.join(waiting!.id, visitorId))
  expect(all()).toEqual(['visitor 1: 2 1 +face …'])
  expect([...visits.kept.values()][0]!.visit).toMatchObject({ arrivedAt: waiting!.arrivedAt, frames: 8 })
  time.ms += SECOND
  await hear('2', unknown, ANN, { ended: true })
  await pass(GAP_MS + 1)
  expect(all()).toEqual(['visitor 1: 2 1 +face'])
})

test('what waited and ended is part of the visit that still goes on', async () => {
  const { hear, pass, all, visits, keeper } = await house()
  await hear('1', unknown, ANN, { frames: 2, quality: 50, ended: true })
  await pass(GAP_MS - SECOND)
  await hear('2', unknown, ANN)
  await pass(SECOND + 1)
  expect(all()).toEqual(['waiting: 1 +face', 'visitor 1: 2 +face …'])
  const [waiting, theirs] = [...visits.kept.values()].map(({ visit }) => visit)
  if (theirs?.of.kind !== 'visitor') throw new Error('no visitor')
  const { visitorId } = theirs.of
  await keeper.inTurn(() => keeper.join(waiting!.id, visitorId))
  await hear('2', unknown, ANN, { ended: true })
  expect(all()).toEqual(['visitor 1: 2 1 +face …'])
  expect([...visits.kept.values()][0]!.visit).toMatchObject({ arrivedAt: waiting!.arrivedAt, frames: 8 })
})

test('a stranger who stays unclear is news after five seconds', async () => {
  const { hear, pass, news } = await house()
  await hear('1', unknown, ANN, { frames: 2, quality: 50 })
  await pass(4 * SECOND)
  expect(news).toEqual([])
  await pass(SECOND)
  expect(news).toEqual(['arrived waiting'])
})

test('a face too poor to remember anybody by is not kept', async () => {
  const { visit, all, hear } = await house()
  await hear('1', unknown, ANN, { quality: 20 })
  await visit('2', unknown)
  expect(all()).toEqual(['anonymous: 1 …', 'anonymous: 2 …'])
})

test('a track that becomes known after having been a visitor’s is the person’s; face and visitor go', async () => {
  const { hear, all, news, keeper, visits } = await house()
  await hear('1', unknown, ANN)
  expect(all()).toEqual(['visitor 1: 1 +face …'])
  await hear('1', known('p'), ANN)
  expect(all()).toEqual(['p 1: 1 …'])
  expect(news).toEqual(['arrived visitor 1', 'identified person 1'])
  expect(keeper.book.means()).toEqual([])
  expect(await visits.version()).toBe(2)
})

test('a visitor with other visits stays one when a track turns out to be somebody registered', async () => {
  const { visit, hear, all, pass } = await house()
  await visit('1', unknown, ANN)
  await pass(GAP_MS + 1)
  await hear('2', unknown, ANN)
  await hear('2', known('p'), ANN)
  expect(all()).toEqual(['visitor 1: 1 +face', 'p 1: 2 …'])
})

test('a person taken for a stranger at first goes on with their visit once known', async () => {
  const { visit, hear, all, keeper } = await house()
  await visit('1', known('p'))
  await hear('2', unknown, ANN, { frames: 2, quality: 50 })
  await hear('2', known('p'), ANN)
  expect(all()).toEqual(['p 1: 1 2 …'])
  expect(keeper.book.suggestions(9)).toEqual([])
})

test('a track that loses its name is somebody’s, and is not remembered', async () => {
  const { hear, all, keeper } = await house()
  await hear('1', known('p'), ANN)
  await hear('1', unknown, ANN)
  await hear('1', unknown, ANN, { ended: true })
  expect(all()).toEqual(['anonymous: 1 …'])
  expect(keeper.book.means()).toEqual([])
})

test('a registered person seen badly does not become a visitor', async () => {
  const { visit, all, visits } = await house()
  const candidate = { personId: 'p', name: 'p', similarity: 0.35, rank: 1 }
  await visit('1', { ...unknown, candidates: [candidate] }, ANN)
  expect(all()).toEqual(['waiting: 1 +face …'])
  expect([...visits.kept.values()][0]!.face).toMatchObject({ nearestPerson: 0.35, quality: 80 })
})

test('an ignored visitor is recognised and never news', async () => {
  const { visit, pass, all, news, visits, keeper, time } = await house()
  await visit('1', unknown, ANN)
  const { of } = [...visits.kept.values()][0]!.visit
  if (of.kind !== 'visitor') throw new Error('no visitor')
  await keeper.change(() => visits.setState(of.visitorId, 'ignored', { by: 'Ada', at: new Date(time.ms) }))
  await pass(GAP_MS + 1)
  await visit('2', unknown, ANN)
  expect(all()).toEqual(['visitor 1: 1 +face', 'visitor 2: 2 +face …'])
  expect(news).toEqual(['arrived visitor 1'])
})

test('who is forgotten while they stand there is not remembered again in this visit', async () => {
  const { hear, all, visits, keeper } = await house()
  await hear('1', unknown, ANN)
  await keeper.change(() => visits.forgetAll())
  await hear('1', unknown, ANN)
  expect(all()).toEqual(['anonymous: 1 …'])
  expect(keeper.book.means()).toEqual([])
})

test('what another process forgot is noticed at the next look', async () => {
  const { visit, pass, keeper, visits, told } = await house()
  await visit('1', unknown, ANN)
  expect(keeper.book.means()).toHaveLength(1)
  const before = told.changes
  await visits.forgetAll()
  await pass(SECOND)
  expect(keeper.book.means()).toEqual([])
  expect(told.changes).toBeGreaterThan(before)
})

test('who was remembered before is recognised after a restart, and visits left open have ended', async () => {
  const { visit, open, visits, all } = await house()
  await visit('1', unknown, ANN)
  const again = open()
  await again.start()
  expect(again.book.means()).toHaveLength(1)
  expect(all()).toEqual(['visitor 1: 1 +face'])
  expect(visits.kept.size).toBe(1)
})

test('a store that fails holds up nobody and loses nothing once it works again', async () => {
  const { hear, all, visits, problems, idle } = await house()
  visits.broken = new RostroError('store_unavailable', 'The disk is full.')
  await hear('1', known('p'))
  await hear('2', unknown, ANN)
  expect(problems.at(-1)).toBe('store_unavailable')
  visits.broken = undefined
  await idle()
  expect(all()).toEqual(['p 1: 1 …', 'visitor 1: 2 +face …'])
  expect(problems.at(-1)).toBeUndefined()
})

test('what an operator said of an open visit stays, whatever the track shows', async () => {
  const { hear, all, visits, keeper } = await house()
  await hear('1', unknown, ANN)
  await keeper.change(async () => {
    const [kept] = [...visits.kept.values()]
    await visits.save({ ...kept!.visit, of: { kind: 'person', personId: 'q' } })
  })
  await hear('1', unknown, ANN)
  expect(all()).toEqual(['q 1: 1 …'])
})

test('an open visit that is numbered anew keeps its new number', async () => {
  const { hear, all, visits, keeper } = await house()
  await hear('1', unknown, ANN)
  await keeper.change(async () => {
    const [kept] = [...visits.kept.values()]
    await visits.save({ ...kept!.visit, nth: 3 })
  })
  await hear('1', unknown, ANN)
  expect(all()).toEqual(['visitor 3: 1 +face …'])
})

test('a visit of somebody who was deleted before it could be written is let go', async () => {
  const { visits, hear, pass, all } = await house()
  let attempts = 0
  visits.save = () => {
    attempts++
    return Promise.reject(new RostroError('person_not_found', 'There is no such person.'))
  }
  await hear('1', known('p'))
  await pass(GAP_MS + 1)
  const before = attempts
  await pass(SECOND)
  await pass(SECOND)
  expect([attempts - before, all()]).toEqual([0, []])
})

test('crossings are kept', async () => {
  const { keeper, visits, idle, time } = await house()
  keeper.cross({ cameraId: 'door', name: 'till', kind: 'line', direction: 'in', at: new Date(time.ms), eventId: '1' })
  await idle()
  expect(visits.crossed).toMatchObject([{ name: 'till' }])
})

test('with other templates than those who are remembered, they are read anew before anybody is compared', async () => {
  const { visit, pass, all, decision } = await house()
  await visit('1', unknown, ANN)
  await pass(GAP_MS + 1)
  // The engine has another pack, and nobody said so.
  decision.space = OTHER_SPACE
  const { vector } = ANN
  await visit('2', unknown, toTemplate({ space: OTHER_SPACE, vector }))
  expect(all()).toEqual(['visitor 1: 1 +face', 'visitor 1: 2 +face …'])
})

test('a store that fails while a visitor is made leaves no second one without a visit', async () => {
  const { visits, hear, all } = await house()
  const [addVisitor, count] = [visits.addVisitor.bind(visits), visits.count.bind(visits)]
  const added: string[] = []
  visits.addVisitor = visitor => {
    added.push(visitor.id)
    return addVisitor(visitor)
  }
  visits.count = () => {
    visits.count = count
    return Promise.reject(new RostroError('store_unavailable', 'The disk is full.'))
  }
  await hear('1', unknown, ANN)
  expect(all()).toEqual(['visitor 1: 1 +face …'])
  expect(added).toHaveLength(1)
})
