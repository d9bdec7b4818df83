// What is written at a face: the name when known, else a word for why there is none.

import type { LiveFace } from '../../../src/client.ts'
import { useText } from '../i18n/language.tsx'
import { live } from '../i18n/parts/live.ts'

export function useFaceLabel(): (face: LiveFace) => string {
  const t = useText(live)
  return ({ decision: { outcome, person } }) =>
    outcome === 'known' && person ? person.name : t(outcome === 'unknown' ? 'unknown' : 'undecided')
}
