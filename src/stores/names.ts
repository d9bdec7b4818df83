// What a person may be called and when two names are the same; knows nothing of where names are kept.

import { RostroError } from '../core/errors.ts'

const LONGEST_NAME = 100
/** One character may stand for eighteen, and a database's index holds only so much. */
const LONGEST_KEY = 400

/** Control characters, line breaks, lone surrogates, unassigned code points and marks that turn the writing direction. */
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u

/**
 * The name as it is kept: trimmed, Unicode composed (NFC).
 * @throws RostroError name_invalid
 */
export function toName(text: string): string {
  const name = text.normalize('NFC').trim()
  if (name === '') throw new RostroError('name_invalid', 'A name must not be empty; give at least one visible character.')
  if (FORBIDDEN.test(name)) {
    throw new RostroError('name_invalid', `The name ${JSON.stringify(name)} contains control characters; leave them out.`)
  }
  const length = Array.from(name).length
  if (length > LONGEST_NAME) {
    throw new RostroError('name_invalid', `The name has ${length} characters; use at most ${LONGEST_NAME}.`)
  }
  const longest = Math.max(nameKey(name).length, foldName(name).length)
  if (longest > LONGEST_KEY) {
    const sentence = `The name stands for ${longest} letters when written out; use characters that stand for one, ${LONGEST_KEY} at most.`
    throw new RostroError('name_invalid', sentence)
  }
  return name
}

/** Equal for names that differ only in case, spacing or Unicode form. Upper case first makes ß equal ss and ς equal σ. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/gu, ' ').toUpperCase().toLowerCase()
}

/** Letters that are not a base letter with a mark. */
const PLAIN: Readonly<Record<string, string>> = { ø: 'o', ł: 'l', đ: 'd', ħ: 'h', ı: 'i', æ: 'ae', œ: 'oe', þ: 'th', ð: 'd' }

/** For searching and sorting: as a key, and without accents, so that "jose" finds José and Łucja comes among the L. */
export function foldName(name: string): string {
  return nameKey(name)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[øłđħıæœþð]/g, letter => PLAIN[letter]!)
}
