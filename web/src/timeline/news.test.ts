import { expect, test } from 'vitest'
import { joined, refreshed, waiting } from './news.ts'

const event = (id: string, minute: number, name = '') => ({ id, name, startedAt: new Date(2026, 0, 1, 12, minute).toISOString() })
const shown = [event('c', 3), event('b', 2)]

test('what began after the newest shown waits', () => {
  expect(waiting(shown, [event('d', 4), ...shown]).map(({ id }) => id)).toEqual(['d'])
})

test('an older event that slid into the first page is not news', () => {
  expect(waiting(shown, [...shown, event('a', 1)])).toEqual([])
})

test('all is news to an empty timeline', () => {
  expect(waiting([], shown)).toEqual(shown)
})

test('what is shown is brought up to date where it stands', () => {
  expect(refreshed(shown, [event('d', 4), event('b', 2, 'Ada')])).toEqual([event('c', 3), event('b', 2, 'Ada')])
})

test('an event on two pages comes once, as the later page knows it', () => {
  expect(joined([shown, [event('b', 2, 'Ada'), event('a', 1)]]).map(({ id, name }) => id + name)).toEqual(['c', 'bAda', 'a'])
})
