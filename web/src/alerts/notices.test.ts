import fc from 'fast-check'
import { expect, test } from 'vitest'
import { leadsTo, spanUpTo } from './notices.ts'

test('page after page, every alert comes once, newest first', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 0, max: 400 }), (oldest, more) => {
      const newest = oldest + more
      const seen: number[] = []
      for (let span = spanUpTo(newest, oldest); span; span = spanUpTo(span.after, oldest))
        for (let i = span.limit; i > 0; i -= 1) seen.push(span.after + i)
      expect(seen).toEqual(Array.from({ length: more + 1 }, (_, i) => newest - i))
    }),
  )
})

test('an alert leads to the person or visitor it is about, and of a stranger to that day of the camera', () => {
  const camera = { id: 'door', name: 'Door' }
  const at = '2026-05-18T10:30:00Z'
  expect(leadsTo({ person: { id: 'p1', name: 'Ana' }, visitor: null, camera, at })).toBe('/people/p1')
  expect(leadsTo({ person: null, visitor: { id: 'v1', number: 3, visits: 2 }, camera, at })).toBe('/visitors/v1')
  expect(leadsTo({ person: null, visitor: null, camera, at })).toBe(
    '/timeline?camera=door&outcome=unknown&from=2026-05-18&to=2026-05-18',
  )
  expect(leadsTo({ person: null, visitor: null, camera: null, at })).toBeUndefined()
})
