// One sealed value: AES-256-GCM under a key, bound to the one place it was sealed for; knows neither whose keys there are nor databases.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** Where a value belongs. What was sealed for one place opens in no other. */
export interface Place {
  readonly table: string
  readonly column: string
  /** The row's id. */
  readonly row: string
  readonly owner: string
  /** What beside it must not be changed either: the embedding space of a template. */
  readonly bound?: string
}

const ALGORITHM = 'aes-256-gcm'
/** "RoS" and the version. Bytes and text without it are no envelope. */
const HEADER = Buffer.from([0x52, 0x6f, 0x53, 1])
/** 96 bits, random: NIST SP 800-38D allows 2^32 values under one key so, and no key seals more than some thousands. */
const NONCE_BYTES = 12
const TAG_BYTES = 16
const START = HEADER.length + NONCE_BYTES

/** How much longer a sealed value is. */
export const OVERHEAD_BYTES = START + TAG_BYTES

/** Names and file names have no control characters, so that no text of people's begins so. */
const TEXT_MARK = '\u0001sealed:'

/** @param key 32 bytes */
export function seal(key: Uint8Array, place: Place, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(bindingOf(place))
  return Buffer.concat([HEADER, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Undefined for what was not sealed with this key for this place, or was changed since. */
export function open(key: Uint8Array, place: Place, sealed: Uint8Array): Uint8Array | undefined {
  if (!isSealed(sealed)) return undefined
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(HEADER.length, START), { authTagLength: TAG_BYTES })
  decipher.setAAD(bindingOf(place))
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  const plain = decipher.update(sealed.subarray(START, sealed.length - TAG_BYTES))
  try {
    decipher.final()
  } catch {
    // The tag does not fit: the one way in which OpenSSL says so.
    return undefined
  }
  return plain
}

export const isSealed = (bytes: Uint8Array): boolean =>
  bytes.length >= OVERHEAD_BYTES && HEADER.every((byte, i) => bytes[i] === byte)

/** For columns that hold text. */
export const sealText = (key: Uint8Array, place: Place, text: string): string =>
  TEXT_MARK + Buffer.from(seal(key, place, Buffer.from(text))).toString('base64url')

export function openText(key: Uint8Array, place: Place, sealed: string): string | undefined {
  if (!isSealedText(sealed)) return undefined
  const plain = open(key, place, Buffer.from(sealed.slice(TEXT_MARK.length), 'base64url'))
  return plain && Buffer.from(plain).toString()
}

export const isSealedText = (text: string): boolean => text.startsWith(TEXT_MARK)

/** A JSON list: no two places write the same one. */
const bindingOf = ({ table, column, row, owner, bound = '' }: Place): Buffer =>
  Buffer.from(JSON.stringify(['rostro', HEADER[3], table, column, row, owner, bound]))
