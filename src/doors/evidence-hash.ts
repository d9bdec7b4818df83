// One number for all that a decision rests on, so that what is kept elsewhere can be shown to be what was decided on.

import { createHash } from 'node:crypto'

/** SHA-256, hexadecimal, over canonical JSON (RFC 8785 but for numbers, which are written as JavaScript does). @throws RangeError for a number that is none */
export const evidenceHash = (evidence: unknown): string => createHash('sha256').update(canonical(evidence)).digest('hex')

/** Keys in order, nothing undefined. */
export function canonical(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${value} is no evidence`)
  if (Array.isArray(value)) return `[${value.map(item => canonical(item ?? null)).join(',')}]`
  if (value instanceof Date) return JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value as Record<string, unknown>).filter(([, item]) => item !== undefined)
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`
}
