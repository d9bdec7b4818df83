import { describe, expect, test } from 'vitest'
import type { GroupJson, RememberingJson } from '../../../src/client.ts'
import { ruleBody } from '../../../src/server/contract/alerts.ts'
import { suggestRules, warningOf, type Surroundings } from './suggested-rules.ts'

const open: GroupJson = { id: 'g0', name: 'Friends', personIds: [], allowed: [] }
const staff: GroupJson = { ...open, id: 'g1', name: 'Staff', allowed: [{ days: [1], from: '08:00', to: '18:00' }] }
const ON: RememberingJson = { on: true, ground: 'x', retentionDays: 7, cameraIds: null, since: '', by: 'ana' }
const around: Surroundings = { remembering: ON, liveness: 'refuse', groups: [open, staff], people: new Map([['p1', 'Ana']]) }

test('every suggestion is a rule the server takes', () => {
  for (const { rule } of suggestRules([open, staff])) expect(ruleBody.safeParse({ ...rule, name: 'x' }).success).toBe(true)
})

test('who is late is proposed of the group with hours, and of nobody without a group', () => {
  expect(suggestRules([open, staff])[1]?.group?.name).toBe('Staff')
  expect(suggestRules([open])[1]?.group?.name).toBe('Friends')
  expect(suggestRules([])[1]?.rule).toBeUndefined()
})

describe('a rule that cannot speak', () => {
  const arrives = { kind: 'arrives' } as const

  test('is one about visitors while nobody is remembered', () => {
    const rule = { who: { kind: 'visitor', minVisits: 3 }, when: arrives } as const
    expect(warningOf(rule, { ...around, remembering: { on: false } })).toBe('notRemembering')
    expect(warningOf(rule, around)).toBeUndefined()
  })

  test('is one about somebody who was deleted', () => {
    expect(warningOf({ who: { kind: 'person', personId: 'p2' }, when: arrives }, around)).toBe('goneWho')
    expect(warningOf({ who: { kind: 'group', groupId: 'g2' }, when: arrives }, around)).toBe('goneWho')
    expect(warningOf({ who: { kind: 'person', personId: 'p1' }, when: arrives }, around)).toBeUndefined()
  })

  test('is one about hours of a group that has none', () => {
    const when = { kind: 'outside_hours' } as const
    expect(warningOf({ who: { kind: 'group', groupId: 'g0' }, when }, around)).toBe('noHours')
    expect(warningOf({ who: { kind: 'group', groupId: 'g1' }, when }, around)).toBeUndefined()
  })

  test('is one about pictures while nobody looks for them', () => {
    const rule = { who: { kind: 'spoof' }, when: arrives } as const
    expect(warningOf(rule, { ...around, liveness: 'off' })).toBe('noSpoof')
    expect(warningOf(rule, around)).toBeUndefined()
  })

  test('is not called so before that is known', () => {
    const nothing = { remembering: undefined, liveness: undefined, groups: undefined, people: undefined }
    expect(warningOf({ who: { kind: 'person', personId: 'p2' }, when: arrives }, nothing)).toBeUndefined()
    expect(warningOf({ who: { kind: 'group', groupId: 'g2' }, when: arrives }, nothing)).toBeUndefined()
  })
})
