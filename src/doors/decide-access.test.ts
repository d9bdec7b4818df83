import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UNLOCKED, type Door, type DoorPolicy } from '../core/doors.ts'
import { decideAccess, type AccessCircumstances, type AccessEvidence, type AccessTime } from './decide-access.ts'
import { canonical, evidenceHash } from './evidence-hash.ts'
import { afterRefusal, pauseMs } from './lockout.ts'

const NOW_MS = 50_000
const TIME: AccessTime = { nowMs: NOW_MS, now: new Date('2026-11-28T10:00:00') } // A Saturday.
const HOURS = [{ days: [6], from: '09:00', to: '11:00' }]

const policy: DoorPolicy = {
  ...{ who: { kind: 'groups', groupIds: ['staff'] }, hours: HOURS, challenge: 'always', colours: 'required', factors: ['pin'] },
  ...{ twoPeople: true, antiPassback: 'refuse', direction: 'in', area: 'main', minFacePx: 140, withinMs: 20_000 },
  lockout: { attempts: 5, pauseMs: 30_000, lockAfter: 50 },
}
const door: Door = {
  ...{ id: 'd', name: 'Door', enabled: true, source: { kind: 'kiosk' }, policy, opener: { kind: 'none' }, openTimeoutMs: 2000 },
}
const circumstances: AccessCircumstances = {
  ...{ door, lock: UNLOCKED, isInside: false, factorKinds: ['pin'] },
  groups: [{ id: 'staff', name: 'Staff', personIds: ['anna'], allowed: HOURS }],
}
const candidate = { personId: 'anna', name: 'Anna', similarity: 0.7, rank: 1 }
const evidence: AccessEvidence = {
  ...{ sinceMs: NOW_MS - 9000, track: 1, personId: 'anna', faces: 1 },
  face: {
    ...{ track: 1, atMs: NOW_MS - 100, heightPx: 200, followedMs: 1000 },
    decision: {
      ...{ outcome: 'known', candidate, candidates: [candidate], threshold: 0.4, margin: undefined, reasons: [] },
      liveness: { outcome: 'bona_fide', score: 0.9, frames: 5, reasons: [] },
    },
  },
  challenge: { nonce: 'n', track: 1, atMs: NOW_MS - 4000, colours: 'seen' },
  factor: { kind: 'pin', personId: 'anna', track: 1, atMs: NOW_MS - 1000, duress: false },
  first: { personId: 'ben', atMs: NOW_MS - 12_000, evidenceHash: 'h' },
}
const all = { evidence, circumstances, time: TIME }
const decide = ({ evidence, circumstances, time }: typeof all) => decideAccess(evidence, circumstances, time)

test('all of it together opens, and says why', () => {
  const reasons = ['recognized', 'challenge_passed', 'bona_fide', 'factor_right']
  expect(decide(all)).toEqual({ answer: 'open', reasons })
})

/**
 * Where something is in a value, and what it must not be. Of values that have to agree no two are wrong in the same way: all of them
 * together would be another case that is right, such as a badge where a badge is asked for.
 */
const WRONG: readonly (readonly [path: string, ...values: unknown[]])[] = [
  ['time.nowMs', NaN, Infinity, 0, NOW_MS - 2102, NOW_MS + 20_001],
  ['time.now', new Date(NaN), new Date('2026-11-28T11:00:00'), new Date('2026-11-29T10:00:00')],
  ['circumstances.door.enabled', false, undefined],
  ['circumstances.door.policy.who.groupIds', [], ['other']],
  ['circumstances.door.policy.minFacePx', 201, NaN, Infinity],
  ['circumstances.door.policy.withinMs', 8999, NaN, Infinity, -1],
  ['circumstances.door.policy.factors', ['code']],
  ['circumstances.lock.locked', true],
  ['circumstances.lock.pausedUntil', new Date(TIME.now.getTime() + 1), new Date(NaN)],
  ['circumstances.groups', []],
  ['circumstances.groups.0.personIds', [], ['eva']],
  ['circumstances.groups.0.allowed', [{ days: [1], from: '09:00', to: '11:00' }]],
  ['circumstances.isInside', true],
  ['circumstances.factorKinds', [], ['badge']],
  ['evidence.sinceMs', NaN, NOW_MS + 1, NOW_MS - 20_001, NOW_MS - 3999],
  ['evidence.track', 2, NaN],
  ['evidence.personId', 'ben', ''],
  ['evidence.faces', 0, 2, NaN, 1.5],
  ['evidence.face', undefined],
  ['evidence.face.track', 3],
  ['evidence.face.atMs', NaN, NOW_MS + 1, NOW_MS - 2001],
  ['evidence.face.heightPx', 139, NaN, Infinity, -200],
  ['evidence.face.followedMs', 999, NaN, Infinity, -1000],
  ['evidence.face.decision.outcome', 'unknown', 'undecided', undefined],
  ['evidence.face.decision.candidate', undefined],
  ['evidence.face.decision.candidate.personId', 'cem'],
  ['evidence.face.decision.candidate.similarity', 0.39, NaN, Infinity, 2],
  ['evidence.face.decision.threshold', 0.71, NaN, -Infinity],
  ['evidence.face.decision.liveness', undefined],
  ['evidence.face.decision.liveness.outcome', 'attack', 'undecided', 'unavailable', undefined],
  ['evidence.face.decision.liveness.score', NaN, undefined, -0.1, 1.1],
  ['evidence.challenge', undefined],
  ['evidence.challenge.track', 4],
  ['evidence.challenge.atMs', NaN, NOW_MS + 1, NOW_MS - 9001],
  ['evidence.challenge.colours', 'not_seen', 'not_asked', undefined],
  ['evidence.factor', undefined],
  ['evidence.factor.kind', 'badge'],
  ['evidence.factor.personId', 'dan'],
  ['evidence.factor.track', 5],
  ['evidence.factor.atMs', NaN, NOW_MS + 1, NOW_MS - 9001],
  ['evidence.first', undefined],
  ['evidence.first.personId', 'anna'],
  ['evidence.first.atMs', NaN, NOW_MS + 1, NOW_MS - 20_001],
]

test.each(WRONG.flatMap(([path, ...values]) => values.map(value => [path, value] as const)))(
  'nothing else makes up for %s being %s',
  (path, value) => {
    expect(decide(put(all, path.split('.'), value) as typeof all).answer).not.toBe('open')
  },
)

test('nor do several wrongs make a right', () => {
  const wrong = fc.constantFrom(...WRONG).chain(([path, ...values]) => fc.tuple(fc.constant(path), fc.constantFrom(...values)))
  const property = fc.property(fc.array(wrong, { minLength: 1, maxLength: 6 }), wrongs => {
    // The shorter paths first: what lies in something taken away cannot be put.
    const sorted = [...wrongs].sort(([a], [b]) => a.length - b.length)
    const changed = sorted.reduce<unknown>((value, [path, wrong]) => put(value, path.split('.'), wrong), all) as typeof all
    expect(decide(changed).answer).not.toBe('open')
  })
  fc.assert(property, { numRuns: 2000 })
})

test('random policies and evidence open only where every part asked for is there', () => {
  const property = fc.property(
    fc.record({
      challenge: fc.constantFrom('always', 'in_doubt', 'never'),
      liveness: fc.constantFrom('bona_fide', 'undecided', 'unavailable', 'attack'),
      isChallenged: fc.boolean(),
      colours: fc.constantFrom('required', 'if_visible', 'off'),
      seen: fc.constantFrom('seen', 'not_seen', 'not_asked'),
      needsPin: fc.boolean(),
      hasPin: fc.boolean(),
      source: fc.constantFrom('kiosk', 'camera'),
    } as const),
    given => {
      const changed = [
        ['circumstances.door.policy.challenge', given.challenge],
        ['circumstances.door.policy.colours', given.colours],
        ['circumstances.door.policy.factors', given.needsPin ? ['pin'] : []],
        ['circumstances.door.source', { kind: given.source, cameraId: 'c' }],
        ['evidence.face.decision.liveness.outcome', given.liveness],
        ['evidence.challenge', given.isChallenged ? { ...evidence.challenge, colours: given.seen } : undefined],
        ['evidence.factor', given.hasPin ? evidence.factor : undefined],
      ].reduce<unknown>((value, [path, part]) => put(value, (path as string).split('.'), part), all) as typeof all
      const isSeen = { required: ['seen'], if_visible: ['seen', 'not_seen'], off: ['seen', 'not_seen', 'not_asked'] }
      const moved = given.isChallenged && isSeen[given.colours].includes(given.seen)
      const alive = {
        always: given.liveness === 'bona_fide' && moved,
        in_doubt: given.liveness === 'bona_fide' || (given.liveness === 'undecided' && moved),
        never: given.liveness === 'bona_fide',
      }
      expect(decide(changed).answer === 'open').toBe(alive[given.challenge] && (!given.needsPin || given.hasPin))
    },
  )
  fc.assert(property, { numRuns: 2000 })
})

test('a group that was deleted lets nobody in: no deletion opens a door to everybody', () => {
  expect(decide({ ...all, circumstances: { ...circumstances, groups: [] } })).toMatchObject({ reasons: ['not_allowed'] })
})

test('refusals in a row pause, and lock in the end; settings that are none lock at once', () => {
  const after = (count: number, lockout = policy.lockout) =>
    Array.from({ length: count }).reduce<typeof UNLOCKED>(state => afterRefusal(state, lockout, TIME.now), UNLOCKED)
  expect([4, 5, 6, 10].map(count => pauseMs(after(count), TIME.now))).toEqual([0, 30_000, 0, 30_000])
  expect([49, 50].map(count => after(count).locked)).toEqual([false, true])
  expect(after(1, { attempts: NaN, pauseMs: NaN, lockAfter: NaN })).toMatchObject({ locked: true })
  expect(pauseMs(after(1, { attempts: NaN, pauseMs: NaN, lockAfter: 9 }), TIME.now)).toBe(Infinity)
})

test('evidence hashes alike whatever the order of its parts, unlike when any of it differs, and never with a number that is none', () => {
  expect(canonical({ b: [1, undefined, 'x'], a: { d: null, c: undefined } })).toBe('{"a":{"d":null},"b":[1,null,"x"]}')
  expect(evidenceHash({ a: 1, b: 2 })).toBe(evidenceHash({ b: 2, a: 1 }))
  expect(evidenceHash(evidence)).not.toBe(evidenceHash({ ...evidence, track: 2 }))
  expect(() => evidenceHash({ similarity: NaN })).toThrow(RangeError)
})

function put(value: unknown, [key, ...rest]: readonly string[], part: unknown): unknown {
  if (key === undefined) return part
  if (Array.isArray(value)) return value.map((item: unknown, i) => (i === Number(key) ? put(item, rest, part) : item))
  if (typeof value !== 'object' || value === null) return value
  return { ...value, [key]: put((value as Record<string, unknown>)[key], rest, part) }
}

test('a camera asks for no movement: in doubt, the face has to say by itself that it is no picture', () => {
  const doubt = [
    ['circumstances.door.source', { kind: 'camera', cameraId: 'c' }],
    ['circumstances.door.policy.challenge', 'in_doubt'],
    ['evidence.challenge', undefined],
    ['evidence.face.decision.liveness.outcome', 'undecided'],
  ].reduce<unknown>((value, [path, part]) => put(value, (path as string).split('.'), part), all) as typeof all
  expect(decide(doubt)).toEqual({ answer: 'needs', need: 'liveness', reasons: ['liveness_undecided'] })
  const alive = put(doubt, 'evidence.face.decision.liveness.outcome'.split('.'), 'bona_fide') as typeof all
  expect(decide(alive)).toEqual({ answer: 'open', reasons: ['recognized', 'bona_fide', 'factor_right'] })
  const always = put(alive, 'circumstances.door.policy.challenge'.split('.'), 'always') as typeof all
  expect(decide(always)).toMatchObject({ answer: 'refused', reasons: ['challenge_missing'] })
})
