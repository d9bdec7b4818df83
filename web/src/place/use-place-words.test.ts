import { describe, expect, test } from 'vitest'
import { createPlaceWords } from './use-place-words.ts'

const british = createPlaceWords('en-GB', 'Europe/Madrid')
const spanish = createPlaceWords('es-ES', 'UTC')

describe('the words of a place', () => {
  test('stays are told ever coarser', () => {
    expect([45, 200, 720, 3900].map(british.span)).toEqual(['45 secs', '3m 20s', '12 mins', '1h 5m'])
    expect([45, 720].map(spanish.span)).toEqual(['45 s', '12 min'])
  })

  test('bins of stays are in one unit', () => {
    expect([british.spans(30, 60), british.spans(60, 300), british.spans(1800, 3600)]).toEqual([
      '30–60 secs',
      '1–5 mins',
      '30–60 mins',
    ])
  })

  test('averages have as many digits as say something', () => {
    expect([0.04, 0.75, 6.46, 21.4].map(british.mean)).toEqual(['0.04', '0.8', '6.5', '21'])
    expect(spanish.mean(6.46)).toBe('6,5')
  })

  test('moments are those of the place, days are days everywhere', () => {
    expect(british.clock('2026-05-18T22:30:00Z')).toBe('0:30')
    expect(british.hourOf('2026-05-18T22:00:00Z')).toEqual({ day: 'Tuesday 19 May', from: '0:00', to: '1:00' })
    expect(british.day('2026-05-18')).toBe('Monday 18 May')
    expect(spanish.weekday(1)).toBe('lun')
  })
})
