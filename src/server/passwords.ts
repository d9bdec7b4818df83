// Hashes passwords with scrypt, a few at a time; comparing takes as long for an account that does not exist.

import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'
import { Gate } from './gate.ts'

/** N = 2^17, r = 8, p = 1: 128 MiB and about 0.4 s (OWASP Password Storage, scrypt). */
const DEFAULT_COST = 17
const BLOCK = 8
const KEY_BYTES = 32
const SALT_BYTES = 16

export interface Passwords {
  /** @throws RostroError too_many_requests */
  hash(password: string): Promise<string>
  /** `hash` undefined does the same work and answers false. @throws RostroError too_many_requests */
  matches(password: string, hash: string | undefined): Promise<boolean>
}

/** @param cost log2 of N */
export function createPasswords(cost: number = DEFAULT_COST): Passwords {
  const gate = new Gate({ running: 2, waiting: 32 })
  const derived = (password: string, salt: Buffer, log2: number) =>
    gate.run('', () => derive(password.normalize('NFKC'), salt, log2))
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES)
      return `scrypt$${cost}$${salt.toString('base64url')}$${(await derived(password, salt, cost)).toString('base64url')}`
    },
    async matches(password, hash) {
      const kept = parse(hash)
      const key = await derived(password, kept?.salt ?? randomBytes(SALT_BYTES), kept?.cost ?? cost)
      return kept !== undefined && timingSafeEqual(key, kept.key)
    },
  }
}

function parse(hash: string | undefined): { cost: number; salt: Buffer; key: Buffer } | undefined {
  const [, cost, salt, key] = /^scrypt\$(\d\d?)\$([\w-]+)\$([\w-]{43})$/.exec(hash ?? '') ?? []
  if (cost === undefined || salt === undefined || key === undefined) return undefined
  return { cost: Number(cost), salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') }
}

function derive(password: string, salt: Buffer, log2: number): Promise<Buffer> {
  const N = 2 ** log2
  const options: ScryptOptions = { N, r: BLOCK, p: 1, maxmem: 2 * 128 * N * BLOCK }
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, options, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}
