import { describe, expect, test } from 'vitest'
import { chooseSituation, isSound, missingDraft, openDraft, problemsOf, toRule } from './rule-draft.ts'

const night = { days: [1, 2], from: '20:00', to: '07:00' }

describe('a rule being written', () => {
  test('becomes a rule, and that rule the same draft again', () => {
    const draft = {
      ...openDraft(),
      whoKind: 'visitor' as const,
      minVisits: 4,
      quiet: [night],
      cameraIds: ['c1'],
      name: ' Regulars ',
    }
    const rule = toRule(draft, '')
    expect(rule).toMatchObject({ name: 'Regulars', who: { kind: 'visitor', minVisits: 4 }, quiet: [night], during: [] })
    expect(openDraft(rule)).toEqual({ ...draft, name: 'Regulars' })
  })

  test('is called by what it says when nobody named it', () => {
    expect(toRule(openDraft(), 'When a stranger comes').name).toBe('When a stranger comes')
  })

  test('says what is missing', () => {
    expect([...problemsOf({ ...openDraft(), whoKind: 'person', cameraIds: [] })]).toEqual(['noPerson', 'noCamera'])
    expect([...problemsOf({ ...missingDraft('g1'), days: [], by: '' })]).toEqual(['noTime', 'noDays'])
    expect([...problemsOf({ ...openDraft(), during: [{ ...night, days: [] }] })]).toEqual(['badDuring'])
    expect(problemsOf(missingDraft('g1')).size).toBe(0)
  })

  test('changes whom it is about where the situation does not allow them', () => {
    expect(chooseSituation(openDraft(), 'missing').whoKind).toBe('group')
    expect(chooseSituation({ ...openDraft(), whoKind: 'person' }, 'missing').whoKind).toBe('person')
  })

  test('about a picture held up is about nobody else', () => {
    const rule = toRule(chooseSituation(openDraft(), 'spoof'), 'x')
    expect(rule).toMatchObject({ who: { kind: 'spoof' }, when: { kind: 'arrives' } })
    expect(openDraft(rule).situation).toBe('spoof')
  })
})

test('times that begin when they end are none; over midnight they are', () => {
  expect(isSound({ ...night, to: '20:00' })).toBe(false)
  expect(isSound(night)).toBe(true)
})
