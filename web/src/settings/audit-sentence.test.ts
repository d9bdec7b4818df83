import { expect, test } from 'vitest'
import { toSentence } from './audit-sentence.ts'

test('what was decided about remembering is told with days, cameras and ground', () => {
  const detail = { ground: 'Legitimate interest', retentionDays: 7, cameraIds: ['c0', 'c1'] }
  expect(toSentence({ action: 'remembering_on', detail })).toEqual({
    action: 'remembering_on',
    count: undefined,
    days: 7,
    cameras: 2,
    ground: 'Legitimate interest',
  })
  expect(toSentence({ action: 'remembering_changed', detail: { ...detail, cameraIds: null } }).cameras).toBe(null)
})

test('who was merged counts the one who stayed, too', () => {
  expect(toSentence({ action: 'visitors_merged', detail: { into: 'a', from: ['b', 'c'] } }).count).toBe(3)
})

test('visits split off, visitors forgotten and what was overdue are counted', () => {
  expect(toSentence({ action: 'visitor_split', detail: { visitorId: 'a', visitIds: ['v1', 'v2'] } }).count).toBe(2)
  expect(toSentence({ action: 'remembering_off', detail: { forgotten: 14 } }).count).toBe(14)
  expect(toSentence({ action: 'retention_confirmed', detail: { jumpedHours: 26, overdue: 120 } }).count).toBe(120)
})

test('an action of a newer Rostro has no sentence, whatever its detail is', () => {
  const sentence = toSentence({ action: 'painted_blue', detail: { from: 'x', retentionDays: '7', ground: 3 } })
  expect(sentence).toEqual({ action: undefined, count: undefined, days: undefined, cameras: undefined, ground: undefined })
})
