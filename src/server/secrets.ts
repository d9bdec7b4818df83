// Secrets nobody can guess, and what is kept of them: a hash. Opaque tokens, API keys, and comparing without telling.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const TOKEN_BYTES = 32

/** 256 bits that mean nothing. */
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url')

/** Good enough for 256 random bits; passwords need scrypt. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

export const sameHash = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

export interface NewKey {
  readonly key: string
  readonly prefix: string
}

/** `rk_<8 characters to tell it apart>_<256 bits>` */
export function newKey(): NewKey {
  const prefix = `rk_${randomBytes(4).toString('hex')}`
  return { key: `${prefix}_${newToken()}`, prefix }
}

const KEY = /^rk_[0-9a-f]{8}_[\w-]{43}$/

/** The key of an `Authorization` header; undefined where there is no header, false where it is no key. */
export function keyIn(authorization: string | undefined): string | undefined | false {
  if (authorization === undefined) return undefined
  const [, key = ''] = /^Bearer (\S+)$/i.exec(authorization) ?? []
  return KEY.test(key) ? key : false
}
