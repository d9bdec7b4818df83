// Says wherever somebody is named that a picture of them would be, too: the models cannot tell, or are told not to look.

import { useQuery } from '@tanstack/react-query'
import { ImageOff } from 'lucide-react'
import { Link } from 'wouter'
import { ask } from '../api.ts'
import { useText } from '../i18n/language.tsx'
import { shell } from '../i18n/parts/shell.ts'

const SETTINGS = { switched_off: '/settings', unavailable: '/settings/models' } as const

export function PicturesNote() {
  const t = useText(shell)
  const { data } = useQuery(ask('GET /status'))
  const liveness = data?.liveness
  if (liveness !== 'switched_off' && liveness !== 'unavailable') return null
  return (
    <Link href={SETTINGS[liveness]} className="nav-note">
      <ImageOff size={16} aria-hidden />
      <span>{t(`pictures_${liveness}`)}</span>
    </Link>
  )
}
