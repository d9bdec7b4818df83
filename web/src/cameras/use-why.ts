// Why a camera shows nothing, in the reader's language: the server says it in English only, and more exactly.

import { useLanguage, useText } from '../i18n/language.tsx'
import { cameras } from '../i18n/parts/cameras.ts'
import type { StateName } from './camera-state.ts'

export function useWhy(): (state: StateName, reason: string | null) => string | undefined {
  const t = useText(cameras)
  const { language } = useLanguage()
  return (state, reason) => {
    if (reason === null) return undefined
    // What people call that server; nothing while the cameras are being shared out.
    if (state === 'elsewhere') return reason === '' ? t('y_elsewhere') : t('watchedBy', { server: reason })
    return language === 'en' ? reason : t(`y_${state}`)
  }
}
