// One-time passwords by time: RFC 6238 over RFC 4226, with SHA-1, six digits and steps of 30 seconds, as authenticator apps have them.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const STEP_MS = 30_000
const DIGITS = 6
/** RFC 4226, section 4: 160 bits are recommended. */
const SECRET_BYTES = 20
/** Steps a clock may be off, each way: RFC 6238, section 5.2, advises one at most. */
const DRIFT = 1
/** RFC 4648 */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A new secret, base32. */
export const makeCodeSecret = (): string => toBase32(randomBytes(SECRET_BYTES))

/** The step in which this is the code; undefined when it is none of the steps around now. */
export function counterOf(code: string, secret: string, now: Date): number | undefined {
  const step = Math.floor(now.getTime() / STEP_MS)
  if (!/^\d{6}$/.test(code) || !Number.isSafeInteger(step) || step < DRIFT) return undefined
  const key = fromBase32(secret)
  if (!key) return undefined
  const given = Buffer.from(code)
  // All are compared, so that nothing tells how far a clock is off.
  const steps = Array.from({ length: 2 * DRIFT + 1 }, (_, i) => step - DRIFT + i)
  return steps.filter(counter => timingSafeEqual(Buffer.from(codeAt(key, counter)), given)).at(-1)
}

/** RFC 4226, section 5.3. */
export function codeAt(key: Uint8Array, counter: number): string {
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(counter))
  const mac = createHmac('sha1', key).update(message).digest()
  const offset = mac[mac.length - 1]! & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** What an authenticator app reads: https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
export function otpauthOf(secret: string, account: string): string {
  const query = new URLSearchParams({ secret, issuer: 'Rostro', algorithm: 'SHA1', digits: String(DIGITS), period: '30' })
  return `otpauth://totp/${encodeURIComponent(`Rostro:${account}`)}?${query.toString()}`
}

function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map(byte => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{5}/g) ?? []).map(five => BASE32[parseInt(five, 2)]!).join('')
}

function fromBase32(text: string): Buffer | undefined {
  if (!/^[A-Z2-7]{16,}$/.test(text)) return undefined
  const bits = Array.from(text)
    .map(letter => BASE32.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => parseInt(byte, 2)))
}
