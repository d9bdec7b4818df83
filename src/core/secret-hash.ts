// Hashes of what people type, with scrypt and a salt; knows neither accounts nor doors.

import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'

/** N = 2^17, r = 8, p = 1: 128 MiB and about 0.4 s (OWASP Password Storage, scrypt). */
export const USUAL_COST = 17
const BLOCK = 8
const KEY_BYTES = 32
const SALT_BYTES = 16

/** @param cost log2 of N */
export async function hashSecret(secret: string, cost: number = USUAL_COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await derive(secret.normalize('NFKC'), salt, cost)
  return `scrypt$${cost}$${salt.toString('base64url')}$${key.toString('base64url')}`
}

/** A `hash` that is undefined or none does the same work, at this cost, and answers false. */
export async function isSecret(secret: string, hash: string | undefined, cost: number = USUAL_COST): Promise<boolean> {
  const kept = parse(hash)
  const key = await derive(secret.normalize('NFKC'), kept?.salt ?? randomBytes(SALT_BYTES), kept?.cost ?? cost)
  return kept !== undefined && timingSafeEqual(key, kept.key)
}

function parse(hash: string | undefined): { cost: number; salt: Buffer; key: Buffer } | undefined {
  const [, cost, salt, key] = /^scrypt\$(\d\d?)\$([\w-]+)\$([\w-]{43})$/.exec(hash ?? '') ?? []
  if (cost === undefined || salt === undefined || key === undefined) return undefined
  return { cost: Number(cost), salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') }
}

function derive(secret: string, salt: Buffer, log2: number): Promise<Buffer> {
  const N = 2 ** log2
  const options: ScryptOptions = { N, r: BLOCK, p: 1, maxmem: 2 * 128 * N * BLOCK }
  return new Promise((resolve, reject) => {
    scrypt(secret, salt, KEY_BYTES, options, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}
