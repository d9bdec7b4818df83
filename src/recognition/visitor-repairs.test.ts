import { expect, test } from 'vitest'
import { probe, SPACE } from '../../test/fixtures/templates.ts'
import { HOUR, LIMITS, visitorHouse } from '../../test/fixtures/visitor-house.ts'
import { createRandom } from '../core/random.ts'
import { toTemplate } from '../core/template.ts'

const [ANN, BOB, CAT] = [probe([1, 0, 0]), probe([0, 1, 0]), probe([0, 0, 1])]
const annBy = (cosine: number) => probe([cosine, 0, 0])

test('two visitors who turned out to look like one are merged into who was here first', () => {
  const { know, repair, book } = visitorHouse()
  know('late', '1', ANN, { fromMs: 2 * HOUR })
  know('early', '2', annBy(0.8), { fromMs: HOUR })
  expect(repair()).toEqual([{ kind: 'merge', into: 'early', from: 'late' }])
  expect(repair()).toEqual([])
  expect(book.visitors).toBe(1)
})

test('visitors seen in one moment are neither merged nor suggested', () => {
  const { know, repair, book } = visitorHouse()
  know('a', '1', ANN)
  know('b', '2', ANN, { fromMs: 3000 })
  expect(repair()).toEqual([])
  expect(book.suggestions(9)).toEqual([])
})

test('visits of one visitor that are two kinds of face are split; the smaller group goes', () => {
  const { know, repair } = visitorHouse()
  for (const [id, face] of [ANN, ANN, BOB, ANN].entries()) know('v', String(id), face)
  expect(repair()).toEqual([{ kind: 'split', visitorId: 'v', visitIds: ['2'] }])
  expect(repair()).toEqual([])
})

test('visits of one face that varies stay together', () => {
  const { know, repair } = visitorHouse()
  for (const [id, face] of [ANN, annBy(0.5), probe([0.6, 0.5]), probe([0.5, 0, 0.5])].entries()) know('v', String(id), face)
  expect(repair()).toEqual([])
})

test('a visit that waited joins when its visitor is better known', () => {
  const { come, know, repair } = visitorHouse()
  know('v', '1', probe([0.8]))
  expect(come('2', probe([0.6, 0, 0, 0.8]))).toBe('ambiguous')
  know('v', '3', ANN)
  know('v', '4', ANN)
  expect(repair()).toEqual([{ kind: 'join', visitId: '2', visitorId: 'v' }])
})

test('whom somebody called two are neither merged nor suggested again', () => {
  const { know, repair, book } = visitorHouse({ apart: [['c', 'd']] })
  know('a', '1', ANN)
  know('b', '2', ANN)
  know('c', '3', BOB)
  know('d', '4', BOB)
  book.keepApart('b', 'a')
  expect(repair()).toEqual([])
  expect(book.suggestions(9)).toEqual([])
})

test('visitors alike and not surely one are suggested: most alike first, each pair once', () => {
  const { know, repair, book } = visitorHouse()
  know('a', '1', ANN)
  know('b', '2', annBy(0.4))
  know('c', '3', CAT)
  know('d', '4', probe([0, 0, 0.45, 0.89]))
  expect(repair()).toEqual([])
  expect(book.suggestions(9)).toMatchObject([
    { first: 'c', second: 'd', similarity: expect.closeTo(0.45, 2) as number },
    { first: 'a', second: 'b', similarity: expect.closeTo(0.4, 2) as number },
  ])
  expect(book.suggestions(1)).toHaveLength(1)
})

test('what was gone over is not gone over again until limits change', () => {
  const limits = { merge: LIMITS.merge }
  const { know, repair } = visitorHouse({ limits })
  know('a', '1', ANN)
  know('b', '2', annBy(0.45))
  expect(repair()).toEqual([])
  expect(repair()).toEqual([])
  limits.merge = 0.4
  expect(repair()).toEqual([{ kind: 'merge', into: 'a', from: 'b' }])
})

/** So many people, each seen so often, in an order of chance; each time a little different, some of them badly. */
function* passersBy(people: number, times: number) {
  const random = createRandom(11)
  const noise = () => Float32Array.from({ length: 64 }, () => random() + random() + random() - 1.5)
  const faces = Array.from({ length: people }, noise)
  const order = faces.flatMap(face => Array.from({ length: times }, () => ({ face, key: random() })))
  order.sort((a, b) => a.key - b.key)
  for (const [i, { face }] of order.entries()) {
    const other = noise()
    const blur = 0.4 + random()
    const template = toTemplate({ space: SPACE, vector: face.map((value, k) => value + blur * other[k]!) })!
    yield { id: `visit ${i}`, template, weight: 60 + 400 * random(), quality: 40 + 50 * random() }
  }
}

function replayed() {
  const house = visitorHouse()
  const log: unknown[] = []
  for (const { id, template, weight, quality } of passersBy(60, 6)) {
    log.push(house.come(id, template, { weight, quality }))
    if (log.length % 5 === 0) log.push(...house.repair())
  }
  return { ...house, log }
}

test('the same sightings in the same order are placed and repaired the same', () => {
  const [first, second] = [replayed(), replayed()]
  expect(second.log).toEqual(first.log)
  expect([...second.whose]).toEqual([...first.whose])
  expect(first.log).toContain('ambiguous')
  expect(first.log).toContain('too_little')
  expect(first.log.some(entry => typeof entry === 'object')).toBe(true)
})

test('a book read anew, in whatever order, places as the one that grew', () => {
  const { book, whose } = replayed()
  const again = visitorHouse()
  const visits = [...passersBy(60, 6)].map((visit, hour) => ({ ...visit, hour }))
  for (const { id, hour, ...visit } of visits.reverse())
    again.know(whose.get(id), id, visit.template, { ...visit, fromMs: hour * HOUR })
  const asked = [...passersBy(61, 1)].map(({ template }, i) => again.seen(`asked ${i}`, template, { fromMs: HOUR * 1000 }))
  expect(asked.map(sighting => again.book.place(sighting))).toEqual(asked.map(sighting => book.place(sighting)))
  const sorted = (means: ReturnType<typeof book.means>) => [...means].sort((a, b) => (a.visitorId < b.visitorId ? -1 : 1))
  expect(sorted(again.book.means())).toEqual(sorted(book.means()))
})

test('a call makes few repairs, and calls come to all there are', () => {
  const { know, repair, book } = visitorHouse()
  const people = [...passersBy(60, 1)]
  for (const half of ['a', 'b']) for (const { id, template } of people) know(`${id} ${half}`, `${id} ${half}`, template)
  const made: number[] = []
  do made.push(repair().length)
  while (made.at(-1)! > 0)
  expect(Math.max(...made)).toBeLessThanOrEqual(16)
  expect(made.reduce((sum, count) => sum + count, 0)).toBe(60)
  expect(book.visitors).toBe(60)
})

test('a visit is looked at closely beside the most alike only, however many visitors there are', () => {
  const asked: string[] = []
  const places = new Proxy<Record<string, string>>({}, { get: (_, camera) => void asked.push(String(camera)) })
  const { know, book, seen } = visitorHouse({ places })
  for (const { id, template } of passersBy(500, 1)) know(id, id, template, { cameraId: 'yard', fromMs: 0 })
  book.place(seen('1', passersBy(1, 1).next().value!.template, { fromMs: 0 }))
  expect(asked.filter(camera => camera === 'yard')).toHaveLength(8)
})
