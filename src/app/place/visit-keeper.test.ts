import { expect, test } from 'vitest'
import { ANN, BOB, known, keptPlace, OTHER_SPACE, SECOND, undecided, unknown } from '../../../test/fixtures/kept-place.ts'
import { RostroError } from '../../core/errors.ts'
import { toTemplate } from '../../core/template.ts'
import { GAP_MS } from './open-visits.ts'

test('a known face is a visit of the person, and ends when two minutes have passed', async () => {
  const { visit, pass, all, news } = await keptPlace()
  await visit('1', known('p'))
  expect(all()).toEqual(['p 1: 1 …'])
  await pass(GAP_MS)
  expect(all()).toEqual(['p 1: 1 …'])
  await pass(1)
  expect(all()).toEqual(['p 1: 1'])
  expect(news).toEqual(['arrived person 1', 'departed person 1'])
})

test('tracks of one person before one camera with short gaps are one visit; after a long gap it is the second', async () => {
  const { visit, pass, all } = await keptPlace()
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
  const { visit, all, news } = await keptPlace()
  await visit('1', undecided, ANN)
  expect([all(), news]).toEqual([[], []])
})

test('while nobody is remembered, each stranger is an anonymous visit without face', async () => {
  const { visit, all, news, keeper } = await keptPlace({ remembers: false })
  await visit('1', unknown, ANN)
  await visit('2', unknown, ANN)
  expect(all()).toEqual(['anonymous: 1 …', 'anonymous: 2 …'])
  expect(news).toEqual(['arrived anonymous', 'arrived anonymous'])
  expect(keeper.book.means()).toEqual([])
})

test('what somebody looked like before it was decided to remember is not kept, also when they are still there', async () => {
  const { hear, time, decision, visits, all } = await keptPlace({ remembers: false })
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
  const { visit, all } = await keptPlace()
  await visit('1', unknown, ANN, 'browser')
  expect(all()).toEqual(['anonymous: 1 …'])
})

test('a stranger seen well is a visitor, and is recognised when they come back', async () => {
  const { visit, pass, all, news } = await keptPlace()
  await visit('1', unknown, ANN)
  await pass(GAP_MS + 1)
  await visit('2', unknown, ANN)
  await visit('3', unknown, BOB)
  expect(all()).toEqual(['visitor 1: 1 +face', 'visitor 2: 2 +face …', 'visitor 1: 3 +face …'])
  expect(news).toEqual(['arrived visitor 1', 'departed visitor 1', 'arrived visitor 2', 'arrived visitor 1'])
})

test('tracks of a visitor with short gaps are one visit', async () => {
  const { visit, all, visits, pass } = await keptPlace()
  await visit('1', unknown, ANN)
  await pass(10 * SECOND)
  await visit('2', unknown, ANN)
  expect(all()).toEqual(['visitor 1: 1 2 +face …'])
  expect([...visits.kept.values()][0]!.visit.frames).toBe(12)
})

test('two faces of one moment are never one visitor', async () => {
  const { hear, all } = await keptPlace()
  await hear('1', unknown, ANN)
  await hear('2', unknown, ANN)
  expect(all()).toEqual(['visitor 1: 1 +face …', 'visitor 1: 2 +face …'])
})

test('a stranger seen for a moment waits, and becomes a visitor with better evidence', async () => {
  const { hear, all, time, news, pass } = await keptPlace()
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
  const { hear, pass, all, visits, keeper, time } = await keptPlace()
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
  const { hear, pass, all, visits, keeper } = await keptPlace()
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
  const { hear, pass, news } = await keptPlace()
  await hear('1', unknown, ANN, { frames: 2, quality: 50 })
  await pass(4 * SECOND)
  expect(news).toEqual([])
  await pass(SECOND)
  expect(news).toEqual(['arrived waiting'])
})

test('a face too poor to remember anybody by is not kept', async () => {
  const { visit, all, hear } = await keptPlace()
  await hear('1', unknown, ANN, { quality: 20 })
  await visit('2', unknown)
  expect(all()).toEqual(['anonymous: 1 …', 'anonymous: 2 …'])
})

test('a track that becomes known after having been a visitor’s is the person’s; face and visitor go', async () => {
  const { hear, all, news, keeper, visits } = await keptPlace()
  await hear('1', unknown, ANN)
  expect(all()).toEqual(['visitor 1: 1 +face …'])
  await hear('1', known('p'), ANN)
  expect(all()).toEqual(['p 1: 1 …'])
  expect(news).toEqual(['arrived visitor 1', 'identified person 1'])
  expect(keeper.book.means()).toEqual([])
  expect(await visits.version()).toBe(2)
})

test('a visitor with other visits stays one when a track turns out to be somebody registered', async () => {
  const { visit, hear, all, pass } = await keptPlace()
  await visit('1', unknown, ANN)
  await pass(GAP_MS + 1)
  await hear('2', unknown, ANN)
  await hear('2', known('p'), ANN)
  expect(all()).toEqual(['visitor 1: 1 +face', 'p 1: 2 …'])
})

test('a person taken for a stranger at first goes on with their visit once known', async () => {
  const { visit, hear, all, keeper } = await keptPlace()
  await visit('1', known('p'))
  await hear('2', unknown, ANN, { frames: 2, quality: 50 })
  await hear('2', known('p'), ANN)
  expect(all()).toEqual(['p 1: 1 2 …'])
  expect(keeper.book.suggestions(9)).toEqual([])
})

test('a track that loses its name is somebody’s, and is not remembered', async () => {
  const { hear, all, keeper } = await keptPlace()
  await hear('1', known('p'), ANN)
  await hear('1', unknown, ANN)
  await hear('1', unknown, ANN, { ended: true })
  expect(all()).toEqual(['anonymous: 1 …'])
  expect(keeper.book.means()).toEqual([])
})

test('a registered person seen badly does not become a visitor', async () => {
  const { visit, all, visits } = await keptPlace()
  const candidate = { personId: 'p', name: 'p', similarity: 0.35, rank: 1 }
  await visit('1', { ...unknown, candidates: [candidate] }, ANN)
  expect(all()).toEqual(['waiting: 1 +face …'])
  expect([...visits.kept.values()][0]!.face).toMatchObject({ nearestPerson: 0.35, quality: 80 })
})

test('an ignored visitor is recognised and never news', async () => {
  const { visit, pass, all, news, visits, keeper, time } = await keptPlace()
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
  const { hear, all, visits, keeper } = await keptPlace()
  await hear('1', unknown, ANN)
  await keeper.change(() => visits.forgetAll())
  await hear('1', unknown, ANN)
  expect(all()).toEqual(['anonymous: 1 …'])
  expect(keeper.book.means()).toEqual([])
})

test('what another process forgot is noticed at the next look', async () => {
  const { visit, pass, keeper, visits, told } = await keptPlace()
  await visit('1', unknown, ANN)
  expect(keeper.book.means()).toHaveLength(1)
  const before = told.changes
  await visits.forgetAll()
  await pass(SECOND)
  expect(keeper.book.means()).toEqual([])
  expect(told.changes).toBeGreaterThan(before)
})

test('who was remembered before is recognised after a restart', async () => {
  const { visit, open, visits } = await keptPlace()
  await visit('1', unknown, ANN)
  const again = open()
  await again.start()
  expect(again.book.means()).toHaveLength(1)
  expect(visits.kept.size).toBe(1)
})

test('a visit goes on at the server that takes the camera over, or after a restart, with all it was made of', async () => {
  const { visit, open, all, visits, news } = await keptPlace()
  await visit('1', known('p'))
  await visit('2', unknown, ANN)
  const next = await visit.at(open())
  await next('3', known('p'))
  await next('4', unknown, ANN)
  expect(all()).toEqual(['p 1: 1 3 …', 'visitor 1: 2 4 +face …'])
  expect([...visits.kept.values()].map(kept => kept.visit.frames)).toEqual([12, 12])
  expect(news).toEqual(['arrived person 1', 'arrived visitor 1'])
})

test('what was left open for longer than a gap has ended; what is nobody’s any more ends when its gap is over', async () => {
  const { visit, time, open, all, news } = await keptPlace()
  await visit('1', known('p'))
  time.ms += GAP_MS + 1
  await visit('2', known('q'))
  const again = open()
  await again.takeOver()
  expect(all()).toEqual(['p 1: 1', 'q 1: 2 …'])
  time.ms += GAP_MS + 1
  await again.look()
  expect(all()).toEqual(['p 1: 1', 'q 1: 2'])
  expect(news.at(-1)).toBe('departed person 1')
})

test('a camera that was given away leaves visits that its next server opens again, and only it ends them', async () => {
  const { hear, visit, time, open, keeper, all } = await keptPlace()
  await visit('1', known('p'))
  await hear('2', known('p'))
  keeper.letGo(['door'])
  const next = open()
  await next.takeOver(['door'])
  // The last word of its camera comes late.
  await hear('2', known('p'), undefined, { ended: true })
  expect(all()).toEqual(['p 1: 1 2'])
  await keeper.look()
  const there = await visit.at(next)
  await there('3', known('p'))
  await keeper.close()
  expect(all()).toEqual(['p 1: 1 2 3 …'])
  time.ms += GAP_MS + 1
  await next.look()
  expect(all()).toEqual(['p 1: 1 2 3'])
})

test('a stranger whom another server saw is recognised here', async () => {
  const { visit, open, keeper, all } = await keptPlace()
  const there = await visit.at(open())
  await there('1', unknown, ANN, 'gate')
  keeper.hearOfOthers()
  await keeper.look()
  await visit('2', unknown, ANN, 'door')
  expect(all()).toEqual(['visitor 1: 1 +face …', 'visitor 2: 2 +face …'])
})

test('a store that fails holds up nobody and loses nothing once it works again', async () => {
  const { hear, all, visits, problems, idle } = await keptPlace()
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
  const { hear, all, visits, keeper } = await keptPlace()
  await hear('1', unknown, ANN)
  await keeper.change(async () => {
    const [kept] = [...visits.kept.values()]
    await visits.save({ ...kept!.visit, of: { kind: 'person', personId: 'q' } })
  })
  await hear('1', unknown, ANN)
  expect(all()).toEqual(['q 1: 1 …'])
})

test('an open visit that is numbered anew keeps its new number', async () => {
  const { hear, all, visits, keeper } = await keptPlace()
  await hear('1', unknown, ANN)
  await keeper.change(async () => {
    const [kept] = [...visits.kept.values()]
    await visits.save({ ...kept!.visit, nth: 3 })
  })
  await hear('1', unknown, ANN)
  expect(all()).toEqual(['visitor 3: 1 +face …'])
})

test('a visit of somebody who was deleted before it could be written is let go', async () => {
  const { visits, hear, pass, all } = await keptPlace()
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
  const { keeper, visits, idle, time } = await keptPlace()
  keeper.cross({ cameraId: 'door', name: 'till', kind: 'line', direction: 'in', at: new Date(time.ms), eventId: '1' })
  await idle()
  expect(visits.crossed).toMatchObject([{ name: 'till' }])
})

test('with other templates than those who are remembered, they are read anew before anybody is compared', async () => {
  const { visit, pass, all, decision } = await keptPlace()
  await visit('1', unknown, ANN)
  await pass(GAP_MS + 1)
  // The engine has another pack, and nobody said so.
  decision.space = OTHER_SPACE
  const { vector } = ANN
  await visit('2', unknown, toTemplate({ space: OTHER_SPACE, vector }))
  expect(all()).toEqual(['visitor 1: 1 +face', 'visitor 1: 2 +face …'])
})

test('a store that fails while a visitor is made leaves no second one without a visit', async () => {
  const { visits, hear, all } = await keptPlace()
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

test('a picture held up is no visit, and nothing is remembered of it', async () => {
  const { visit, all, news, keeper } = await keptPlace()
  const picture = { outcome: 'attack', score: 0.1, frames: 3, reasons: ['looks_like_a_picture'] } as const
  await visit('1', { ...unknown, liveness: picture }, ANN)
  await visit('2', { ...known('p'), liveness: picture }, BOB)
  expect([all(), news, keeper.book.means()]).toEqual([[], [], []])
})
