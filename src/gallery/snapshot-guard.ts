// How a chunk of a snapshot is known to be what was written: by a hash, or sealed with a key. Knows no file and no gallery.

import { createCipheriv, createDecipheriv, timingSafeEqual, webcrypto, type DecipherGCM } from 'node:crypto'
import { deriveKey } from '../sealing/derive-key.ts'

/** Of one file. Numbers are not used twice. */
export interface SnapshotGuard {
  readonly markBytes: number
  /** What is to be written in place of the chunk, of the same length, and the mark it is known by. */
  close(number: number, plain: Uint8Array): Promise<{ readonly bytes: Uint8Array; readonly mark: Uint8Array }>
  /** Whether the bytes are what was written for that number; then they are the chunk, else anything. */
  open(number: number, mark: Uint8Array, bytes: Uint8Array): Promise<boolean>
}

/** @param salt of this file, random */
export type SnapshotGuards = (salt: Uint8Array) => SnapshotGuard

/** In clear. SHA-256, computed by threads of Node's own: half a second of a processor a gigabyte, of two at once. */
export const hashed: SnapshotGuards = () => ({
  markBytes: 32,
  close: async (_number, plain) => ({ bytes: plain, mark: await sha256(plain) }),
  open: async (_number, mark, bytes) => areEqual(await sha256(bytes), mark),
})

const TAG_BYTES = 16
/** Opened in place so many at a time: they stay in the processor's cache. */
const OPENED_BYTES = 64 * 1024

/** AES-256-GCM under a key of this file alone, with the chunk's number as the nonce. */
export const sealedWith =
  (secret: Uint8Array, purpose: string): SnapshotGuards =>
  salt => {
    const key = deriveKey(secret, `${purpose} ${Buffer.from(salt).toString('hex')}`)
    return {
      markBytes: TAG_BYTES,
      close(number, plain) {
        const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number), { authTagLength: TAG_BYTES })
        const bytes = cipher.update(plain)
        cipher.final()
        return Promise.resolve({ bytes, mark: cipher.getAuthTag() })
      },
      open(number, mark, bytes) {
        const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number), { authTagLength: TAG_BYTES })
        decipher.setAuthTag(mark)
        for (let at = 0; at < bytes.length; at += OPENED_BYTES) {
          bytes.set(decipher.update(bytes.subarray(at, at + OPENED_BYTES)), at)
        }
        return Promise.resolve(isAuthentic(decipher))
      },
    }
  }

function nonceOf(number: number): Uint8Array {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(number, 8)
  return nonce
}

function isAuthentic(decipher: DecipherGCM): boolean {
  try {
    decipher.final()
    return true
  } catch {
    // What Node says of a tag that does not fit.
    return false
  }
}

const sha256 = async (bytes: Uint8Array): Promise<Uint8Array> => new Uint8Array(await webcrypto.subtle.digest('SHA-256', bytes))

const areEqual = (one: Uint8Array, other: Uint8Array): boolean => one.length === other.length && timingSafeEqual(one, other)
