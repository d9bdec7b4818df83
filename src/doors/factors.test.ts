import { expect, test } from 'vitest'
import type { DoorFactor } from '../core/doors.ts'
import { isWeakPin, makeFactor, matchFactor, type NewFactor } from './factors.ts'
import { codeAt, counterOf, makeCodeSecret, otpauthOf } from './one-time-code.ts'

const NOW = new Date('2026-11-28T03:00:00Z')
const ALL = ['pin', 'badge', 'code'] as const
const make = (given: NewFactor, theirs: readonly DoorFactor[] = []) => makeFactor('anna', given, theirs, { now: NOW, cost: 4 })

test('codes are those of RFC 4226, appendix D, and RFC 6238, appendix B', () => {
  const key = Buffer.from('12345678901234567890')
  expect([0, 1, 2, 9].map(counter => codeAt(key, counter))).toEqual(['755224', '287082', '359152', '520489'])
  expect(codeAt(key, Math.floor(1111111109 / 30))).toBe('081804')
  expect(codeAt(key, Math.floor(20000000000 / 30))).toBe('353130')
})

test('a code counts in its own step, the one before and the one after, and in no other', () => {
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' // RFC 6238's, in base32
  const at = (seconds: number) => counterOf('081804', secret, new Date(seconds * 1000))
  const [from, to] = [37037035 * 30, 37037038 * 30]
  expect([from, 1111111109, to - 1].map(at)).toEqual([37037036, 37037036, 37037036])
  expect([from - 1, to, NaN, -60, Infinity].map(at)).toEqual(Array.from({ length: 5 }, () => undefined))
  for (const code of ['81804', ' 081804', '0818040', '08180a', ''])
    expect(counterOf(code, secret, new Date(1111111109000))).toBeUndefined()
  expect(counterOf('081804', 'no base32!', new Date(1111111109000))).toBeUndefined()
})

test('a new secret has 160 bits, and an app can read it', () => {
  const secret = makeCodeSecret()
  expect(secret).toMatch(/^[A-Z2-7]{32}$/)
  expect(makeCodeSecret()).not.toBe(secret)
  expect(otpauthOf(secret, 'Zoë Müller')).toBe(
    `otpauth://totp/Rostro%3AZo%C3%AB%20M%C3%BCller?secret=${secret}&issuer=Rostro&algorithm=SHA1&digits=6&period=30`,
  )
})

test.each(['0000', '1111', '1234', '4321', '7890', '3210', '1212', '696969', '2580', '123456', '99999999'])(
  '%s is no PIN',
  pin => {
    expect(isWeakPin(pin)).toBe(true)
  },
)

test.each(['4827', '1357', '9024', '12389', '802735'])('%s is a PIN', pin => {
  expect(isWeakPin(pin)).toBe(false)
})

test('what was typed is known for what it is, and for nobody else’s', async () => {
  const pin = await make({ kind: 'pin', value: '4827' })
  const duress = await make({ kind: 'duress_pin', value: '4828' }, [pin])
  const badge = await make({ kind: 'badge', value: '0009213377' })
  const code = await make({ kind: 'code' })
  const theirs = [pin, duress, badge, code]
  const match = (typed: string, usable: readonly ('pin' | 'badge' | 'code')[] = ALL) => matchFactor(typed, theirs, usable, NOW)
  expect(await match('4827')).toEqual({ factorId: pin.id, kind: 'pin', duress: false, counter: undefined })
  expect(await match('4828')).toEqual({ factorId: duress.id, kind: 'pin', duress: true, counter: undefined })
  expect(await match('0009213377\n')).toMatchObject({ factorId: badge.id, kind: 'badge' })
  for (const wrong of ['', '482', '48270', '9213377', pin.secret, badge.secret, code.secret])
    expect(await match(wrong)).toBeUndefined()
  expect(await match('4827', ['badge', 'code'])).toBeUndefined()
  expect(await match('4828', [])).toBeUndefined()
  expect(await matchFactor('4827', [], ALL, NOW)).toBeUndefined()
})

test('a secret that was damaged in the store fits nothing', async () => {
  const pin = await make({ kind: 'pin', value: '4827' })
  for (const secret of ['', 'scrypt$4$$', pin.secret.slice(0, -1), 'sha256$a$']) {
    for (const kind of ['pin', 'badge', 'code', 'duress_pin'] as const) {
      expect(await matchFactor('4827', [{ ...pin, kind, secret }], ALL, NOW)).toBeUndefined()
    }
  }
})

test('nothing that was typed is kept, and two people with one badge or PIN have other secrets', async () => {
  for (const given of [
    { kind: 'pin', value: '482711' },
    { kind: 'badge', value: '482711' },
  ] as const) {
    const [one, two] = [await make(given), await make(given)]
    expect(one.secret).not.toContain('482711')
    expect(one.secret).not.toBe(two.secret)
  }
})

test('a PIN that is weak, no PIN or had already is refused', async () => {
  const pin = await make({ kind: 'pin', value: '4827' })
  const refused = { code: 'usage_invalid' }
  await expect(make({ kind: 'duress_pin', value: '4827' }, [pin])).rejects.toMatchObject(refused)
  await expect(make({ kind: 'pin', value: '1234' })).rejects.toMatchObject(refused)
  await expect(make({ kind: 'pin', value: '48a7' })).rejects.toMatchObject(refused)
})
