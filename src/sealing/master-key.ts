// The master key and the one way in which it is written: in files, in the environment, and on the sheet in a drawer.

import { createHash, randomBytes } from 'node:crypto'
import { RostroError } from '../core/errors.ts'
import { deriveKey, KEY_BYTES } from './derive-key.ts'

export interface MasterKey {
  /** 16 hexadecimal digits that tell it from others and nothing about it. */
  readonly id: string
  /** What wraps keys. */
  readonly bytes: Uint8Array
  /** As it is written down. */
  readonly text: string
}

/** Crockford's base 32: no I, L, O, U, so that it can be copied by hand. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const BITS = 5
const CHECK_BYTES = 3
/** 32 bytes and 3 that check them: 56 letters, 14 groups of four. */
const LENGTH = ((KEY_BYTES + CHECK_BYTES) * 8) / BITS
const PREFIX = 'ROSTRO'

export const createMasterKey = (): MasterKey => toMasterKey(randomBytes(KEY_BYTES))

/** `ROSTRO-` and fourteen groups of four letters. */
function toMasterKey(secret: Uint8Array): MasterKey {
  const letters = lettersOf(Buffer.concat([secret, checkOf(secret)]))
  return {
    id: Buffer.from(deriveKey(secret, 'master key id', 8)).toString('hex'),
    bytes: deriveKey(secret, 'master key'),
    text: [PREFIX, ...letters.match(/.{4}/g)!].join('-'),
  }
}

/**
 * One key or several, a line each; empty lines and lines that begin with # are left out. The first is the one that wraps new keys.
 * @param where how the sentence calls the source; the key itself is never in it
 * @throws RostroError store_sealed
 */
export function parseMasterKeys(text: string, where: string): readonly MasterKey[] {
  const lines = text.split(/[\n,]/).map(line => line.trim())
  const written = lines.filter(line => line !== '' && !line.startsWith('#'))
  if (written.length === 0) throw new RostroError('store_sealed', `There is no master key in ${where}; give one back.`)
  return written.map((line, i) => {
    const secret = secretOf(line)
    if (secret) return toMasterKey(secret)
    const sentence = `Key ${i + 1} in ${where} is not a master key: it has a letter wrong, or letters are missing; compare it with the sheet.`
    throw new RostroError('store_sealed', sentence)
  })
}

/** What people write for letters they cannot tell apart is read as meant. */
function secretOf(line: string): Uint8Array | undefined {
  const letters = line
    .toUpperCase()
    .replace(/^ROSTRO-?/, '')
    .replace(/[\s-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  if (letters.length !== LENGTH || !/^[0-9A-HJKMNP-TV-Z]*$/.test(letters)) return undefined
  const bytes = bytesOf(letters)
  const secret = bytes.subarray(0, KEY_BYTES)
  return checkOf(secret).equals(bytes.subarray(KEY_BYTES)) ? secret : undefined
}

const checkOf = (secret: Uint8Array): Buffer =>
  createHash('sha256').update('rostro check').update(secret).digest().subarray(0, CHECK_BYTES)

function lettersOf(bytes: Uint8Array): string {
  const bits = [...bytes].map(byte => byte.toString(2).padStart(8, '0')).join('')
  return bits.replace(/.{5}/g, group => LETTERS[Number.parseInt(group, 2)]!)
}

function bytesOf(letters: string): Buffer {
  const bits = letters.replace(/./g, letter => LETTERS.indexOf(letter).toString(2).padStart(BITS, '0'))
  return Buffer.from(bits.match(/.{8}/g)!.map(byte => Number.parseInt(byte, 2)))
}
