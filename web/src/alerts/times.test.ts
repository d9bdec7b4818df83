import { describe, expect, test } from 'vitest'
import { createTimes, runsOf } from './times.ts'

const british = createTimes('en-GB')

describe('times', () => {
  test('are short where days follow one another', () => {
    expect(runsOf([5, 1, 2, 3, 7, 3])).toEqual([[1, 2, 3], [5], [7]])
    expect(british.days([1, 2, 3, 4, 5, 7])).toBe('Mon–Fri, Sun')
    expect(british.days([6, 7])).toBe('Sat, Sun')
    expect(createTimes('es-ES').days([1, 2, 3, 4, 5])).toBe('lun–vie')
  })

  test('leave out the days when it is every day', () => {
    expect(british.window({ days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '07:00' })).toBe('20:00–07:00')
    expect(british.window({ days: [6], from: '09:00', to: '14:00' })).toBe('Sat 09:00–14:00')
  })

  test('are written as the locale writes hours', () => {
    expect(createTimes('en-US').clock('20:05').replace(/\s/u, ' ')).toBe('8:05 PM')
  })

  test('name the largest unit that leaves nothing over', () => {
    expect([5, 90, 120, 2880].map(british.span)).toEqual(['5 minutes', '90 minutes', '2 hours', '2 days'])
  })
})
