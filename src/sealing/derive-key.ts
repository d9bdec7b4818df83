// Keys for one purpose each, made of one secret; knows none of the purposes.

import { hkdfSync } from 'node:crypto'

export const KEY_BYTES = 32

/** HKDF-SHA-256 (RFC 5869) without salt: the secret is uniformly random already. */
export const deriveKey = (secret: Uint8Array, purpose: string, bytes: number = KEY_BYTES): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(0), `rostro ${purpose}`, bytes))
