// What can be done with what is selected; lies over the lower edge while something is.

import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '../components/button.tsx'
import { useText } from '../i18n/language.tsx'
import { people } from '../i18n/parts/people.ts'

export interface SelectionBarProps {
  readonly count: number
  readonly onClear: () => void
  /** Why something cannot be done with this selection. */
  readonly hint?: string | undefined
  readonly children: ReactNode
}

export function SelectionBar({ count, onClear, hint, children }: SelectionBarProps) {
  const t = useText(people)
  if (count === 0) return null
  return (
    <div className="selection-bar" role="region" aria-label={t('selected', { count })}>
      <IconButton label={t('clearSelection')} onPress={onClear}>
        <X size={18} aria-hidden />
      </IconButton>
      <strong role="status">{t('selected', { count })}</strong>
      {hint !== undefined && <span className="soft small">{hint}</span>}
      <div className="row selection-actions">{children}</div>
    </div>
  )
}
