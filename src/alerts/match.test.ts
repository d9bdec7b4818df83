import { expect, test } from 'vitest'
import { arrived, departed, identified, person, ruleOf, visitOf } from '../../test/alerts/fixtures.ts'
import type { Group } from '../core/groups.ts'
import type { VisitOf } from '../core/visits.ts'
import { identityOf, isDue, isTooSoon, match, matchesDeed, missing } from './match.ts'
import type { RuleWho } from './rule.ts'

/** Tuesday morning, local time. */
const TEN = new Date(2026, 10, 24, 10, 0)
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
const staff: Group = { id: 'staff', name: 'Staff', personIds: ['anna', 'ben'], allowed: [] }

const people = {
  anna: { kind: 'person', personId: 'anna' },
  carl: { kind: 'person', personId: 'carl' },
  visitor: { kind: 'visitor', visitorId: 'x' },
  waiting: { kind: 'waiting' },
  anonymous: { kind: 'anonymous' },
} as const satisfies Record<string, VisitOf>

test.each<[RuleWho, (keyof typeof people)[]]>([
  [{ kind: 'anybody' }, ['anna', 'carl', 'visitor', 'waiting', 'anonymous']],
  [{ kind: 'person', personId: 'anna' }, ['anna']],
  [{ kind: 'group', groupId: 'staff' }, ['anna']],
  [{ kind: 'group', groupId: 'gone' }, []],
  [{ kind: 'unknown' }, ['visitor', 'waiting', 'anonymous']],
  [{ kind: 'visitor', minVisits: 3 }, ['visitor']],
  [{ kind: 'visitor', minVisits: 4 }, []],
  [{ kind: 'spoof' }, []],
])('%j speaks of %j', (who, expected) => {
  const spoken = Object.entries(people)
    .filter(([, of]) => match(ruleOf({ who }), arrived(visitOf(of, { nth: 3 })), [staff], TEN) === 'arrived')
    .map(([name]) => name)
  expect(spoken).toEqual(expected)
})

test('a visitor whose number of visits is not known is not counted as one who came often', () => {
  const rule = ruleOf({ who: { kind: 'visitor', minVisits: 1 } })
  expect(match(rule, arrived(visitOf(people.visitor, { nth: undefined })), [], TEN)).toBeUndefined()
})

test('who is found out later is spoken of then, and nobody who has gone', () => {
  const rule = ruleOf({ who: { kind: 'person', personId: 'anna' } })
  expect(match(rule, arrived(visitOf(people.waiting)), [], TEN)).toBeUndefined()
  expect(match(rule, identified(person('anna')), [], TEN)).toBe('arrived')
  expect(match(rule, departed(person('anna')), [], TEN)).toBeUndefined()
  expect(match(rule, identified(person('anna', { hasEnded: true })), [], TEN)).toBeUndefined()
})

test('a rule that is off, of other cameras, of other hours or in its quiet hours says nothing', () => {
  const morning = [{ days: EVERY_DAY, from: '08:00', to: '12:00' }]
  const evening = [{ days: EVERY_DAY, from: '18:00', to: '22:00' }]
  const says = (change: Parameters<typeof ruleOf>[0]) => match(ruleOf(change), arrived(person('anna')), [], TEN) !== undefined
  expect(says({ enabled: false })).toBe(false)
  expect(says({ cameraIds: ['garden'] })).toBe(false)
  expect(says({ cameraIds: ['garden', 'door'] })).toBe(true)
  expect(says({ during: evening })).toBe(false)
  expect(says({ during: [...evening, ...morning] })).toBe(true)
  expect(says({ quiet: morning })).toBe(false)
  expect(says({ during: morning, quiet: morning })).toBe(false)
  expect(says({ quiet: evening })).toBe(true)
})

test('outside its hours a group is spoken of, within them and without hours it is not', () => {
  const hours = (from: string, to: string): Group => ({ ...staff, allowed: [{ days: EVERY_DAY, from, to }] })
  const rule = ruleOf({ when: { kind: 'outside_hours' }, who: { kind: 'group', groupId: 'staff' } })
  const says = (groups: Group[], of: VisitOf = people.anna) => match(rule, arrived(visitOf(of)), groups, TEN)
  expect(says([hours('12:00', '18:00')])).toBe('outside_hours')
  expect(says([hours('09:00', '18:00')])).toBeUndefined()
  expect(says([staff])).toBeUndefined()
  expect(says([hours('12:00', '18:00')], people.carl)).toBeUndefined()
  expect(says([hours('12:00', '18:00')], people.waiting)).toBeUndefined()
})

test('somebody of two groups may be there in the hours of either', () => {
  const late: Group = { ...staff, allowed: [{ days: EVERY_DAY, from: '12:00', to: '18:00' }] }
  const early: Group = { ...staff, id: 'cleaners', allowed: [{ days: EVERY_DAY, from: '05:00', to: '11:00' }] }
  const rule = ruleOf({ when: { kind: 'outside_hours' } })
  expect(match(rule, arrived(person('anna')), [late], TEN)).toBe('outside_hours')
  expect(match(rule, arrived(person('anna')), [late, early], TEN)).toBeUndefined()
})

test('who is missing is looked for from the time they were expected by, for an hour, on the days of the rule', () => {
  const rule = ruleOf({ when: { kind: 'missing', by: '09:00', days: [2] }, who: { kind: 'group', groupId: 'staff' } })
  const due = [
    [8, 59],
    [9, 0],
    [9, 59],
    [10, 0],
    [12, 0],
  ].map(([hour, minute]) => isDue(rule, new Date(2026, 10, 24, hour, minute)))
  expect(due).toEqual([false, true, true, false, false])
  expect(isDue(rule, new Date(2026, 10, 25, 9, 0))).toBe(false)
  expect(isDue(ruleOf(), new Date(2026, 10, 24, 9, 0))).toBe(false)
})

test('missing are those expected who were before none of the cameras today', () => {
  const span = (identity: string, cameraId: string) => {
    return { identity, cameraId, kind: 'person', nth: 1, arrivedAtMs: 0, departedAtMs: 0 } as const
  }
  const rule = ruleOf({ when: { kind: 'missing', by: '09:00', days: [2] }, who: { kind: 'group', groupId: 'staff' } })
  expect(missing(rule, [span('anna', 'door')], [staff])).toEqual(['ben'])
  expect(missing({ ...rule, cameraIds: ['garden'] }, [span('anna', 'door')], [staff])).toEqual(['anna', 'ben'])
  expect(missing({ ...rule, who: { kind: 'person', personId: 'carl' } }, [span('anna', 'door')], [])).toEqual(['carl'])
  expect(missing(rule, [], [])).toEqual([])
})

test('at most every so often is counted from the last alert, and a clock set back holds up nothing', () => {
  const rule = ruleOf({ atMostEveryMinutes: 30 })
  const ago = (minutes: number) => new Date(TEN.getTime() - minutes * 60_000)
  expect([undefined, ago(29), ago(30), ago(-5)].map(last => isTooSoon(rule, last, TEN))).toEqual([false, true, false, false])
  expect(isTooSoon(ruleOf(), ago(0), TEN)).toBe(false)
})

test('strangers without a number count as one before each camera', () => {
  expect(identityOf(visitOf(people.waiting))).toBe(identityOf(visitOf(people.anonymous)))
  expect(identityOf(visitOf(people.waiting))).not.toBe(identityOf(visitOf(people.waiting, { cameraId: 'garden' })))
  expect(identityOf(person('anna'))).not.toBe(identityOf(visitOf(people.visitor)))
})

test('only a rule about pictures held up hears of them', () => {
  expect(matchesDeed(ruleOf({ who: { kind: 'spoof' } }), 'spoof', 'door', TEN)).toBe(true)
  expect(matchesDeed(ruleOf({ who: { kind: 'spoof' }, cameraIds: ['garden'] }), 'spoof', 'door', TEN)).toBe(false)
  expect(matchesDeed(ruleOf(), 'spoof', 'door', TEN)).toBe(false)
})
