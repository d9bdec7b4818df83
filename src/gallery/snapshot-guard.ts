// How a chunk of a snapshot is known to be what was written: by a hash, or sealed with a key. Knows no file and no gallery.

import { timingSafeEqual, webcrypto } from 'node:crypto'
import { deriveKey } from '../sealing/derive-key.ts'

const { subtle } = webcrypto

/** Of one file. Numbers are not used twice. */
export interface SnapshotGuard {
  readonly markBytes: number
  /** What is to be written in place of the chunk, of the same length, and the mark it is known by. */
  close(number: number, plain: Uint8Array): Promise<{ readonly bytes: Uint8Array; readonly mark: Uint8Array }>
  /**
   * Fills the target with the chunk that `read` gives as it was written. Threads of Node's own compute: many at once are faster.
   * @returns whether it is what was closed under that number; if not the target has anything
   */
  open(number: number, mark: Uint8Array, target: Uint8Array, read: (into: Uint8Array) => Promise<void>): Promise<boolean>
}

/** @param salt of this file, random */
export type SnapshotGuards = (salt: Uint8Array) => Promise<SnapshotGuard>

/** In clear. SHA-256: more than damage by chance needs, and half a second of two processors a gigabyte. */
export const hashed: SnapshotGuards = () =>
  Promise.resolve({
    markBytes: 32,
    close: async (_number, plain) => ({ bytes: plain, mark: await sha256(plain) }),
    async open(_number, mark, target, read) {
      await read(target)
      return areEqual(await sha256(target), mark)
    },
  })

const TAG_BYTES = 16

/** AES-256-GCM under a key of this file alone, with the chunk's number as the nonce. */
export const sealedWith =
  (secret: Uint8Array, purpose: string): SnapshotGuards =>
  async salt => {
    const bytes = deriveKey(secret, `${purpose} ${Buffer.from(salt).toString('hex')}`)
    const key = await subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
    const algorithm = (number: number) => {
      const iv = Buffer.alloc(12)
      iv.writeUInt32BE(number, 8)
      return { name: 'AES-GCM', iv, tagLength: 8 * TAG_BYTES }
    }
    return {
      markBytes: TAG_BYTES,
      async close(number, plain) {
        const sealed = new Uint8Array(await subtle.encrypt(algorithm(number), key, plain))
        return { bytes: sealed.subarray(0, plain.length), mark: sealed.subarray(plain.length) }
      },
      async open(number, mark, target, read) {
        const sealed = new Uint8Array(target.length + TAG_BYTES)
        await read(sealed.subarray(0, target.length))
        sealed.set(mark, target.length)
        const plain = await subtle.decrypt(algorithm(number), key, sealed).catch(() => undefined)
        if (plain) target.set(new Uint8Array(plain))
        return plain !== undefined
      },
    }
  }

const sha256 = async (bytes: Uint8Array): Promise<Uint8Array> => new Uint8Array(await subtle.digest('SHA-256', bytes))

const areEqual = (one: Uint8Array, other: Uint8Array): boolean => one.length === other.length && timingSafeEqual(one, other)
