import { expect, test } from 'vitest'
import { probe } from '../../test/fixtures/templates.ts'
import { HOUR, visitorHouse } from '../../test/fixtures/visitor-house.ts'

/** Strangers along axes of their own, and faces between them. */
const [ANN, BOB, CAT] = [probe([1, 0, 0]), probe([0, 1, 0]), probe([0, 0, 1])]
/** With this cosine to Ann. */
const annBy = (cosine: number) => probe([cosine, 0, 0])
const PLACES = { shop: 'town', till: 'town', barn: 'farm' }

test('a stranger like nobody founds a visitor and joins it when they come back', () => {
  const { come, book } = visitorHouse()
  expect([come('1', ANN), come('2', BOB), come('3', annBy(0.7)), come('4', BOB)]).toEqual(['v1', 'v2', 'v1', 'v2'])
  expect([book.visitors, book.visits]).toEqual([2, 4])
})

test('asking changes nothing', () => {
  const { book, seen, come } = visitorHouse()
  come('1', ANN)
  const back = seen('2', annBy(0.8))
  const first = book.place(back)
  expect(first).toMatchObject({ kind: 'joins', visitorId: 'v1' })
  expect(book.place(back)).toEqual(first)
  expect(book.visits).toBe(1)
})

test('somebody new needs several frames, good ones, and more than a moment', () => {
  const { come, seen, book } = visitorHouse()
  expect(come('1', ANN, { weight: 149 })).toBe('too_little')
  expect(come('2', BOB, { frames: 3 })).toBe('too_little')
  expect(come('3', CAT, { quality: 59 })).toBe('too_little')
  const moment = seen('4', probe([0, 0, 0, 1]))
  expect(book.place({ ...moment, toMs: moment.fromMs + 799 })).toMatchObject({ kind: 'waits', why: 'too_little' })
  expect(book.place({ ...moment, toMs: moment.fromMs + 800 })).toEqual({ kind: 'founds' })
  expect(book.visitors).toBe(0)
})

test('a short look joins the visitor it is like: only somebody new must show much', () => {
  const { come } = visitorHouse()
  come('1', ANN)
  expect(come('2', annBy(0.6), { weight: 60, frames: 2, quality: 30 })).toBe('v1')
})

test('between like and unlike a visit waits instead of guessing', () => {
  const { come, book } = visitorHouse()
  come('1', ANN)
  expect(come('2', annBy(0.4))).toBe('ambiguous')
  expect(come('3', probe([0.34, 0, 0.8]))).toBe('v2')
  expect([book.visitors, book.visits]).toEqual([2, 3])
})

test('a visit like two visitors waits until one leads by the margin', () => {
  const { come } = visitorHouse()
  come('1', ANN)
  come('2', BOB)
  expect(come('3', probe([0.6, 0.57]))).toBe('ambiguous')
  expect(come('4', probe([0.6, 0.54]))).toBe('v1')
})

test('two looks too short each are a visitor together, and the first joins when visitors are repaired', () => {
  const { come, repair, whose } = visitorHouse()
  expect(come('1', ANN, { weight: 100 })).toBe('too_little')
  expect(come('2', annBy(0.8), { weight: 100 })).toBe('v1')
  expect(repair()).toEqual([{ kind: 'join', visitId: '1', visitorId: 'v1' }])
  expect([...whose.values()]).toEqual(['v1', 'v1'])
})

test('two short looks are no visitor without one good picture, nor at one moment', () => {
  const { come, know } = visitorHouse()
  know(undefined, '1', ANN, { quality: 50 })
  expect(come('2', ANN, { quality: 59, weight: 100 })).toBe('too_little')
  know(undefined, '3', BOB, { fromMs: 50 * HOUR })
  expect(come('4', BOB, { fromMs: 50 * HOUR + 1000, weight: 100 })).toBe('too_little')
})

test('two ambiguous looks more like each other than like the visitor are somebody new', () => {
  const { come } = visitorHouse()
  come('1', ANN)
  expect(come('2', probe([0.4, 0.6]))).toBe('ambiguous')
  expect(come('3', probe([0.4, 0.62]))).toBe('v2')
})

test('who may be somebody registered waits and founds nobody', () => {
  const { come } = visitorHouse()
  expect(come('1', ANN, { nearestPerson: 0.26 })).toBe('like_a_person')
  expect(come('2', BOB, { nearestPerson: 0.24 })).toBe('v1')
})

test('who is more like somebody registered than like the visitor waits', () => {
  const { come } = visitorHouse()
  come('1', ANN)
  expect(come('2', annBy(0.6), { nearestPerson: 0.65 })).toBe('like_a_person')
  expect(come('3', annBy(0.6), { nearestPerson: 0.59 })).toBe('v1')
})

test('two faces of one moment before one camera are never one visitor, however alike', () => {
  const { come, repair } = visitorHouse()
  expect(come('1', ANN, { fromMs: 0 })).toBe('v1')
  expect(come('2', ANN, { fromMs: 5000 })).toBe('v2')
  expect(come('3', ANN, { fromMs: 12_000 })).toBe('ambiguous')
  expect(repair()).toEqual([])
})

test('one visitor is not before two distant cameras at once, and may be at the other later', () => {
  const { come } = visitorHouse({ places: PLACES })
  expect(come('1', ANN, { cameraId: 'shop', fromMs: 0 })).toBe('v1')
  expect(come('2', BOB, { cameraId: 'barn', fromMs: HOUR })).toBe('v2')
  expect(come('3', ANN, { cameraId: 'barn', fromMs: 1000 })).toBe('v3')
  expect(come('4', BOB, { cameraId: 'shop', fromMs: 2 * HOUR })).toBe('v2')
})

test('one visitor may be before two cameras of one place at once, or of places nobody told', () => {
  const { come } = visitorHouse({ places: PLACES })
  expect(come('1', ANN, { cameraId: 'shop', fromMs: 0 })).toBe('v1')
  expect(come('2', ANN, { cameraId: 'till', fromMs: 1000 })).toBe('v1')
  expect(come('3', ANN, { cameraId: 'garden', fromMs: 2000 })).toBe('v1')
})

test('a visit told of again replaces what was known of it, and is no contradiction to itself', () => {
  const { come, book } = visitorHouse()
  expect(come('1', ANN, { fromMs: 0, weight: 60 })).toBe('too_little')
  expect(come('1', ANN, { fromMs: 0 })).toBe('v1')
  expect([book.visitors, book.visits]).toEqual([1, 1])
})

test('a visit that is forgotten takes its part of the look with it; a visitor without visits is nobody', () => {
  const { come, book } = visitorHouse()
  come('1', ANN)
  come('2', annBy(0.6))
  book.remove('2')
  book.remove('never there')
  expect(book.means()).toEqual([{ visitorId: 'v1', template: ANN }])
  book.remove('1')
  expect([book.visitors, book.visits]).toEqual([0, 0])
  expect(come('3', ANN)).toBe('v2')
})
