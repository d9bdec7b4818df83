import { expect, test } from 'vitest'
import { searchPlace } from './search-place.ts'

test('people are searched in memory unless the environment says otherwise', () => {
  expect([searchPlace({}), searchPlace({ ROSTRO_SEARCH: '' }), searchPlace({ ROSTRO_SEARCH: 'memory' })]).toEqual(
    Array(3).fill('memory'),
  )
  expect(searchPlace({ ROSTRO_SEARCH: 'database' })).toBe('database')
})

test('a place that is none is refused with those there are', () => {
  expect(() => searchPlace({ ROSTRO_SEARCH: 'cloud' })).toThrow('ROSTRO_SEARCH is "cloud"; it can be memory or database.')
})
