// Why a camera shows nothing, in the reader's language: the server says it in English only, and more exactly.

import { useLanguage, useText } from '../i18n/language.tsx'
import { cameras } from '../i18n/parts/cameras.ts'
import type { StateName } from './camera-state.ts'

export function useWhy(): (state: StateName, reason: string | null) => string | undefined {
  const t = useText(cameras)
  const { language } = useLanguage()
  return (state, reason) => (reason === null ? undefined : language === 'en' ? reason : t(`y_${state}`))
}
