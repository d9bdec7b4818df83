// Whether a face is one or a picture of one, said wherever somebody is named. A face that looks alive needs no word.

import { HatGlasses } from 'lucide-react'
import type { LiveFace } from '../../../src/client.ts'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { Badge } from './badge.tsx'

export function LivenessNote({ liveness }: { readonly liveness: LiveFace['decision']['liveness'] }) {
  const t = useText(common)
  if (liveness?.outcome === 'bona_fide') return null
  if (liveness?.outcome === 'attack')
    return (
      <Badge tone="danger" icon={HatGlasses}>
        {t('looksLikeAPicture')}
      </Badge>
    )
  return <span className="soft small">{t(liveness?.outcome === 'undecided' ? 'picturesUndecided' : 'picturesUnchecked')}</span>
}
