// A word with a colour and a sign; the colour never says it alone.

import { CircleCheck, CircleDashed, CircleHelp, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'

export type BadgeTone = 'neutral' | 'known' | 'unknown' | 'danger' | 'accent'

export function Badge({
  tone = 'neutral',
  icon: Icon,
  children,
}: {
  readonly tone?: BadgeTone
  readonly icon?: LucideIcon
  readonly children: ReactNode
}) {
  return (
    <span className="badge" data-tone={tone}>
      {Icon && <Icon size={14} aria-hidden />}
      {children}
    </span>
  )
}

const OUTCOMES = {
  known: { tone: 'known', icon: CircleCheck },
  unknown: { tone: 'unknown', icon: CircleHelp },
  undecided: { tone: 'neutral', icon: CircleDashed },
} as const

export function OutcomeBadge({ outcome }: { readonly outcome: keyof typeof OUTCOMES }) {
  const t = useText(common)
  return <Badge {...OUTCOMES[outcome]}>{t(outcome)}</Badge>
}
