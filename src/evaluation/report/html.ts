// A measurement as one HTML file that needs nothing else: no script, no font, no address.

import type { Evaluation } from './evaluation.ts'

/** A photo of `pairs` by its file, as a data URI. */
export type Thumbnails = ReadonlyMap<string, string>

export function toHtml(evaluation: Evaluation, thumbnails: Thumbnails): string {
  return `<!doctype html><title>${evaluation.kind}</title>${thumbnails.size}`
}
