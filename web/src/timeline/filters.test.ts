import { describe, expect, test } from 'vitest'
import { isFiltered, parseEventId, parseFilters, toQuery, toSearch } from './filters.ts'

describe('filters of the timeline', () => {
  test('survive the way into the address and back', () => {
    const filters = { personId: 'p 1&2', cameraId: 'door', outcome: 'unknown', from: '2026-03-28', to: '2026-03-29' } as const
    expect(parseFilters(toSearch(filters, 'e1'))).toEqual(filters)
    expect(parseEventId(toSearch(filters, 'e1'))).toBe('e1')
  })

  test('that are not there leave the address bare', () => {
    expect(toSearch({})).toBe('')
    expect(parseFilters('')).toEqual({})
    expect(isFiltered(parseFilters('?event=e1'))).toBe(false)
  })

  test('that make no sense are left out', () => {
    expect(parseFilters('?outcome=maybe&from=2026-02-30&to=yesterday&person=')).toEqual({})
  })

  test('ask the API for whole local days', () => {
    expect(toQuery({ personId: 'p', from: '2026-03-28', to: '2026-03-29' })).toEqual({
      personId: 'p',
      from: new Date(2026, 2, 28).toISOString(),
      to: new Date(2026, 2, 29, 23, 59, 59, 999).toISOString(),
    })
  })
})
