// What is written at a face: the name when known, else a word for why there is none; and that it looks like a picture.

import type { LiveFace } from '../../../src/client.ts'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { live } from '../i18n/parts/live.ts'

export function useFaceLabel(): (face: LiveFace) => string {
  const t = useText(live)
  const c = useText(common)
  return ({ decision: { outcome, person, liveness } }) => {
    const name = outcome === 'known' && person ? person.name : undefined
    if (liveness?.outcome === 'attack') return [name, c('looksLikeAPicture')].filter(word => word !== undefined).join(' · ')
    return name ?? t(outcome === 'unknown' ? 'unknown' : 'undecided')
  }
}
