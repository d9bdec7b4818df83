// One visit of a visitor: picture, day, from when to when, how long and where.

import { Check } from 'lucide-react'
import { CheckboxButton, CheckboxField, GridListItem } from 'react-aria-components'
import type { VisitJson } from '../../../src/client.ts'
import { visitFaceUrl } from '../api.ts'
import { Badge } from '../components/badge.tsx'
import { Photo } from '../components/photo.tsx'
import { useText } from '../i18n/language.tsx'
import { visitors } from '../i18n/parts/visitors.ts'
import { useVisitWords } from './use-visit-words.ts'

export function VisitRow({ visit, isSelectable }: { readonly visit: VisitJson; readonly isSelectable: boolean }) {
  const t = useText(visitors)
  const words = useVisitWords()
  const name = words.when(visit)
  return (
    <GridListItem id={visit.id} textValue={name} className="visit">
      {isSelectable && (
        <CheckboxField slot="selection">
          <CheckboxButton className="checkbox" aria-label={t('select', { name })}>
            <span className="checkbox-mark" aria-hidden>
              <Check size={14} strokeWidth={3} />
            </span>
          </CheckboxButton>
        </CheckboxField>
      )}
      <Photo src={visit.face ? visitFaceUrl(visit.id) : null} alt="" size={56} name="?" />
      <span className="visit-text">
        <span className="visit-when">
          <span>{words.day(visit)}</span>
          <span className="soft small numbers">{words.stay(visit)}</span>
        </span>
        <span className="visit-dwell numbers">
          {visit.hasEnded ? words.dwell(visit) : <Badge tone="known">{t('hereNow')}</Badge>}
        </span>
        <span className="visit-camera">{visit.camera.name}</span>
      </span>
      <span className="visit-nth soft small numbers">{visit.nth === null ? '' : t('nth', { nth: visit.nth })}</span>
    </GridListItem>
  )
}
