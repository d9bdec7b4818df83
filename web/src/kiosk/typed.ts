// What is typed at a door: digits of a PIN by hand, or a badge and Enter by a reader, which types like a very fast keyboard.

export const MOST_TYPED = 200

export interface Typed {
  readonly value: string
  /** By a keyboard: its Enter sends. A pressed button takes its own. */
  readonly byKey: boolean
}

export const NOTHING_TYPED: Typed = { value: '', byKey: false }

const CHARACTER = /^[\x20-\x7e]$/

/** Undefined: the key is none of ours. */
export function type(before: Typed, key: string): Typed | undefined {
  if (key === 'Backspace') return { value: before.value.slice(0, -1), byKey: true }
  // Space presses the button that has the focus; no badge begins with it.
  if (!CHARACTER.test(key) || (key === ' ' && before.value === '')) return undefined
  return { value: (before.value + key).slice(0, MOST_TYPED), byKey: true }
}

export const press = (before: Typed, digit: string): Typed => ({
  value: (before.value + digit).slice(0, MOST_TYPED),
  byKey: false,
})

export const sends = (typed: Typed, key: string): boolean => key === 'Enter' && typed.byKey && typed.value !== ''
