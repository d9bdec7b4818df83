// A camera's state as a word with a sign.

import { CircleCheck, CircleDashed, LoaderCircle, Power, TriangleAlert, type LucideIcon } from 'lucide-react'
import { Badge, type BadgeTone } from '../components/badge.tsx'
import { useText } from '../i18n/language.tsx'
import { cameras } from '../i18n/parts/cameras.ts'
import { toneOf, type StateName, type Tone } from './camera-state.ts'

const LOOKS: Readonly<Record<Tone, { tone: BadgeTone; icon: LucideIcon }>> = {
  good: { tone: 'known', icon: CircleCheck },
  waiting: { tone: 'unknown', icon: LoaderCircle },
  bad: { tone: 'danger', icon: TriangleAlert },
  quiet: { tone: 'neutral', icon: CircleDashed },
}

export function StateBadge({ state }: { readonly state: StateName }) {
  const t = useText(cameras)
  const looks = LOOKS[toneOf(state)]
  return (
    <Badge tone={looks.tone} icon={state === 'off' ? Power : looks.icon}>
      {t(`s_${state}`)}
    </Badge>
  )
}
