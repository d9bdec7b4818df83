// Lists of image pairs with the truth about them, as LFW's: what is in the file, not what is in the images.

import { RostroError } from '../core/errors.ts'

/** Two images, as the list names them, and whether they show one person. */
export interface ImagePair {
  readonly a: string
  readonly b: string
  readonly same: boolean
}

/**
 * One pair a line: image, image, 1 for the same person or 0, with tabs between; lines starting with `#` are comments.
 * @param where the file, for messages
 * @throws RostroError usage_invalid naming the line
 */
export function parsePairs(text: string, where: string): ImagePair[] {
  return text.split(/\r?\n/).flatMap((line, i) => {
    if (line.trim() === '' || line.startsWith('#')) return []
    const [a, b, same, ...more] = line.split('\t')
    if (!a || !b || (same !== '0' && same !== '1') || more.length > 0) {
      throw new RostroError('usage_invalid', `${where} line ${i + 1} is not "image<TAB>image<TAB>0 or 1": ${line.slice(0, 80)}`)
    }
    return [{ a, b, same: same === '1' }]
  })
}

/** Consecutive folds of one size. @throws RostroError usage_invalid when the list does not divide evenly. */
export function toFolds<T>(items: readonly T[], size: number): T[][] {
  if (items.length === 0 || items.length % size !== 0) {
    throw new RostroError('usage_invalid', `${items.length} pairs do not make whole folds of ${size}.`)
  }
  return Array.from({ length: items.length / size }, (_, i) => items.slice(i * size, (i + 1) * size))
}
