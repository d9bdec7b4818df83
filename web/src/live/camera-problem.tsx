// Why this device's camera does not open, and what to do about it.

import { CameraOff, Lock, Plug, ShieldAlert, VideoOff, type LucideIcon } from 'lucide-react'
import { Button } from '../components/button.tsx'
import { EmptyState } from '../components/notices.tsx'
import { useText } from '../i18n/language.tsx'
import { live } from '../i18n/parts/live.ts'
import type { CameraProblem as Problem } from './camera.ts'

const ABOUT = {
  insecure: { icon: Lock, title: 'insecureTitle', text: 'insecureText' },
  denied: { icon: ShieldAlert, title: 'deniedTitle', text: 'deniedText' },
  none: { icon: Plug, title: 'noneTitle', text: 'noneText' },
  in_use: { icon: VideoOff, title: 'inUseTitle', text: 'inUseText' },
  lost: { icon: CameraOff, title: 'lostTitle', text: 'lostText' },
  unknown: { icon: CameraOff, title: 'unknownTitle', text: 'unknownText' },
} as const satisfies Record<Problem, { icon: LucideIcon; title: string; text: string }>

export function CameraProblem({ problem, onRetry }: { readonly problem: Problem; readonly onRetry: () => void }) {
  const t = useText(live)
  const { icon, title, text } = ABOUT[problem]
  return (
    <div role="alert">
      <EmptyState icon={icon} title={t(title)} text={t(text)}>
        {problem !== 'insecure' && (
          <Button tone="primary" onPress={onRetry}>
            {t('retry')}
          </Button>
        )}
      </EmptyState>
    </div>
  )
}
