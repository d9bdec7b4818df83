// What a person shows beside their face: making it, and telling whether what was typed is it. Keeps nothing that was typed.

import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import type { DoorFactor, FactorKind } from '../core/doors.ts'
import { RostroError } from '../core/errors.ts'
import { hashSecret, isSecret, USUAL_COST } from '../core/secret-hash.ts'
import { counterOf, makeCodeSecret } from './one-time-code.ts'

export type NewFactor = { readonly kind: 'pin' | 'duress_pin' | 'badge'; readonly value: string } | { readonly kind: 'code' }

/** The commonest that are neither runs nor repetitions (DataGenetics 2012, “PIN analysis”), and lines down the keypad. */
const OFTEN_CHOSEN = ['1004', '2000', '6969', '1122', '1313', '2001', '1010', '2580', '0852', '147258']
const SALT_BYTES = 16

/**
 * @param theirs what the person has already: a PIN and a duress PIN must not be the same
 * @throws RostroError usage_invalid for a PIN that is easily guessed or had already
 */
export async function makeFactor(
  personId: string,
  given: NewFactor,
  theirs: readonly DoorFactor[],
  { now, cost = USUAL_COST }: { readonly now: Date; readonly cost?: number },
): Promise<DoorFactor> {
  const factor = { id: randomUUID(), personId, kind: given.kind, createdAt: now }
  if (given.kind === 'code') return { ...factor, secret: makeCodeSecret() }
  if (given.kind === 'badge') return { ...factor, secret: hashBadge(given.value) }
  if (!/^\d{4,12}$/.test(given.value)) throw new RostroError('usage_invalid', 'A PIN has 4 to 12 digits; choose such a one.')
  if (isWeakPin(given.value))
    throw new RostroError('usage_invalid', 'This PIN is one of the first that are tried; choose another.')
  for (const { kind, secret } of theirs) {
    if ((kind === 'pin' || kind === 'duress_pin') && (await isSecret(given.value, secret, cost))) {
      throw new RostroError('usage_invalid', 'This person has that PIN already; a PIN and a duress PIN must differ.')
    }
  }
  return { ...factor, secret: await hashSecret(given.value, cost) }
}

/** All alike, counting up or down, one pair again and again, or well known. */
export function isWeakPin(pin: string): boolean {
  const steps = Array.from(pin)
    .slice(1)
    .map((digit, i) => (Number(digit) - Number(pin[i]) + 10) % 10)
  const isRun = steps.every(step => step === steps[0]) && [0, 1, 9].includes(steps[0] ?? 0)
  const isPair = pin.length % 2 === 0 && pin === pin.slice(0, 2).repeat(pin.length / 2)
  return isRun || isPair || OFTEN_CHOSEN.includes(pin)
}

export interface FactorMatch {
  readonly factorId: string
  readonly kind: FactorKind
  readonly duress: boolean
  /** Of a one-time password: to be used up before it counts. */
  readonly counter: number | undefined
}

/**
 * Which of a person's factors this is. All of these kinds are compared, whichever fits first, so that time tells nothing but how many
 * there are. `usable`: a duress PIN stands for a PIN.
 */
export async function matchFactor(
  typed: string,
  theirs: readonly DoorFactor[],
  usable: readonly FactorKind[],
  now: Date,
): Promise<FactorMatch | undefined> {
  const value = typed.trim()
  const matches: FactorMatch[] = []
  for (const { id: factorId, kind, secret } of theirs) {
    const stands = kind === 'duress_pin' ? 'pin' : kind
    if (!usable.includes(stands)) continue
    const counter = kind === 'code' ? counterOf(value, secret, now) : undefined
    const fits =
      kind === 'code' ? counter !== undefined : kind === 'badge' ? isBadge(value, secret) : await isSecret(value, secret)
    if (fits) matches.push({ factorId, kind: stands, duress: kind === 'duress_pin', counter })
  }
  // Should a code ever be somebody's duress PIN as well, they are under duress.
  return matches.find(({ duress }) => duress) ?? matches[0]
}

/** Numbers of badges are long, or short and guessed from a stolen store: a salt only keeps them from being looked up. */
function hashBadge(value: string): string {
  const salt = randomBytes(SALT_BYTES).toString('base64url')
  return `sha256$${salt}$${digestOf(salt, value.trim()).toString('base64url')}`
}

function isBadge(value: string, hash: string): boolean {
  const [, salt, digest] = /^sha256\$([\w-]+)\$([\w-]{43})$/.exec(hash) ?? []
  if (salt === undefined || digest === undefined) return false
  return timingSafeEqual(digestOf(salt, value), Buffer.from(digest, 'base64url'))
}

const digestOf = (salt: string, value: string): Buffer =>
  createHash('sha256')
    .update(`${salt}$${value.normalize('NFKC')}`)
    .digest()
