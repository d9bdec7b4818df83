// Rates, cosines and what they come to, in the reader's words.

import { useMemo } from 'react'
import { useFormat } from '../i18n/format.ts'
import { useLanguage, useText } from '../i18n/language.tsx'
import { decisions } from '../i18n/parts/decisions.ts'
import { toShare } from './share.ts'

export const DAYS_OF_MONTH = 30

export function useRates() {
  const t = useText(decisions)
  const { locale } = useLanguage()
  const format = useFormat()
  return useMemo(() => {
    const signed = new Intl.NumberFormat(locale, {
      minimumFractionDigits: 2,
      maximumFractionDigits: 2,
      signDisplay: 'exceptZero',
    })
    const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
    return {
      /** “1 in 1,000” */
      rate: (rate: number): string => {
        const { count, of } = toShare(rate)
        return of === 0 ? t('none') : t('ratio', { count, of })
      },
      /** A cosine added to another. */
      shift: (cosine: number): string => signed.format(cosine),
      percent: (share: number): string => percent.format(share),
      similarity: format.similarity,
      /** Two digits, and none after the point from ten on. */
      perMonth: (rate: number, strangersPerDay: number): number =>
        Number((rate * strangersPerDay * DAYS_OF_MONTH).toPrecision(2)),
    }
  }, [t, locale, format])
}
