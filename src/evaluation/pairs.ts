// Lists of image pairs with the truth about them, as LFW's: what is in the file, not what is in the images.

import { RostroError } from '../core/errors.ts'

/** Two images, as the list names them, and whether they show one person. */
export interface ImagePair {
  readonly a: string
  readonly b: string
  readonly same: boolean
}

/**
 * One pair a line: image, image, 1 for the same person or 0, with tabs between; lines starting with `#` are comments. Or LFW's
 * own `pairs.txt`: a line with counts, then `NAME 1 4` or `NAME 1 OTHER 2`, which mean `NAME/NAME_0001.jpg` and so on.
 * @param where the file, for messages
 * @throws RostroError usage_invalid naming the line
 */
export function parsePairs(text: string, where: string): ImagePair[] {
  const lines = text
    .split(/\r?\n/)
    .map((line, i) => ({ line, number: i + 1 }))
    .filter(({ line }) => line.trim() !== '' && !line.startsWith('#'))
  // Their own list begins with how many folds and pairs it has.
  const isOfficial = /^\d+(\s+\d+)?\s*$/.test(lines[0]?.line ?? '')
  const pairs = isOfficial
    ? lines.slice(1).map(({ line, number }) => officialPair(line, `${where} line ${number}`))
    : lines.map(({ line, number }) => pairOf(line, `${where} line ${number}`))
  if (pairs.length === 0) throw new RostroError('usage_invalid', `${where} names no pair of images.`)
  return pairs
}

function pairOf(line: string, where: string): ImagePair {
  const [a, b, same, ...more] = line.split('\t')
  if (!a || !b || (same !== '0' && same !== '1') || more.length > 0) {
    throw new RostroError('usage_invalid', `${where} is not "image<TAB>image<TAB>0 or 1": ${line.slice(0, 80)}`)
  }
  return { a, b, same: same === '1' }
}

function officialPair(line: string, where: string): ImagePair {
  const [name, first, other, second, ...more] = line.trim().split(/\s+/)
  const image = (of: string, number: string) => `${of}/${of}_${number.padStart(4, '0')}.jpg`
  const isNumber = (text: string | undefined): text is string => text !== undefined && /^\d+$/.test(text)
  if (name !== undefined && isNumber(first) && more.length === 0) {
    if (isNumber(other) && second === undefined) return { a: image(name, first), b: image(name, other), same: true }
    if (other !== undefined && isNumber(second)) return { a: image(name, first), b: image(other, second), same: false }
  }
  throw new RostroError('usage_invalid', `${where} is not "NAME 1 2" or "NAME 1 OTHER 2": ${line.slice(0, 80)}`)
}

const FOLDS = 10

export interface Folds<T> {
  readonly folds: readonly (readonly T[])[]
  /** `listed`: consecutive, as LFW's list is made; `dealt`: dealt out by turns, each kind by itself. */
  readonly made: 'listed' | 'dealt'
}

/**
 * Folds of one size. Without a number: as many consecutive ones, at most ten, as have equal numbers of each kind of pair; where
 * there are none, the pairs are dealt out by turns.
 * @throws RostroError usage_invalid when the list does not divide into the number asked for, or has too few pairs of a kind
 */
export function toFolds<T extends { readonly same: boolean }>(items: readonly T[], wanted?: number): Folds<T> {
  if (wanted !== undefined) {
    if (wanted >= 2 && items.length % wanted === 0) return { folds: consecutive(items, wanted), made: 'listed' }
    throw new RostroError('usage_invalid', `${items.length} pairs do not make ${wanted} folds of one size.`)
  }
  const kinds = [items.filter(item => item.same), items.filter(item => !item.same)]
  const fewest = Math.min(...kinds.map(kind => kind.length))
  for (let count = Math.min(FOLDS, fewest); count >= 2; count--) {
    if (items.length % count !== 0) continue
    const folds = consecutive(items, count)
    const sameIn = folds.map(fold => fold.filter(item => item.same).length)
    if (sameIn.every(same => same === sameIn[0])) return { folds, made: 'listed' }
  }
  const count = Math.min(FOLDS, fewest)
  if (count < 2) {
    throw new RostroError('usage_invalid', 'The list needs at least two pairs of one person and two of different people.')
  }
  const dealt = (fold: number) => kinds.flatMap(kind => kind.filter((_, i) => i % count === fold))
  return { folds: Array.from({ length: count }, (_, fold) => dealt(fold)), made: 'dealt' }
}

function consecutive<T>(items: readonly T[], count: number): T[][] {
  const size = items.length / count
  return Array.from({ length: count }, (_, i) => items.slice(i * size, (i + 1) * size))
}
