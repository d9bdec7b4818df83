// One visitor in the grid: best picture, number, how often and when seen, when forgotten.

import { Check } from 'lucide-react'
import { CheckboxButton, CheckboxField, GridListItem } from 'react-aria-components'
import type { VisitorJson } from '../../../src/client.ts'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { visitors } from '../i18n/parts/visitors.ts'
import { useVisitorName, VisitorFace } from './visitor-face.tsx'

export function VisitorCard({ visitor, isSelectable }: { readonly visitor: VisitorJson; readonly isSelectable: boolean }) {
  const t = useText(visitors)
  const format = useFormat()
  const name = useVisitorName()(visitor)
  return (
    <GridListItem id={visitor.id} textValue={name} className="person-card">
      <VisitorFace visitor={visitor} alt="" size="fill" />
      {isSelectable && (
        <CheckboxField slot="selection">
          <CheckboxButton className="tick" aria-label={t('select', { name })}>
            <Check size={16} aria-hidden />
          </CheckboxButton>
        </CheckboxField>
      )}
      <span className="person-name">{name}</span>
      <span className="soft small person-facts">{t('visits', { count: visitor.visits })}</span>
      <span className="soft small person-facts">{t('seen', { when: format.ago(visitor.lastSeenAt) })}</span>
      <span className="soft small person-facts">{t('forgottenOn', { date: format.shortDate(visitor.forgottenAt) })}</span>
    </GridListItem>
  )
}
