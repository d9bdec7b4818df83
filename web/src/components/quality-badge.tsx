// How good a photo is as evidence, in a word and a number.

import { Gauge } from 'lucide-react'
import { useText } from '../i18n/language.tsx'
import { people } from '../i18n/parts/people.ts'
import { Badge } from './badge.tsx'

const GOOD = 65
const FAIR = 40

export function QualityBadge({ quality }: { readonly quality: number }) {
  const t = useText(people)
  const values = { quality: Math.round(quality) }
  if (quality >= GOOD) {
    return (
      <Badge tone="known" icon={Gauge}>
        {t('good', values)}
      </Badge>
    )
  }
  return (
    <Badge tone={quality >= FAIR ? 'neutral' : 'unknown'} icon={Gauge}>
      {t(quality >= FAIR ? 'fair' : 'weak', values)}
    </Badge>
  )
}
