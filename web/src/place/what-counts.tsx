// What the numbers count, in plain words: above all what a stranger is who is not remembered.

import { useQuery } from '@tanstack/react-query'
import { Info } from 'lucide-react'
import { Link } from 'wouter'
import { ask } from '../api.ts'
import { useText } from '../i18n/language.tsx'
import { place } from '../i18n/parts/place.ts'
import { browserZone } from './range.ts'

export function WhatCounts({ zone }: { readonly zone: string }) {
  const t = useText(place)
  const { data: remembering } = useQuery(ask('GET /remembering'))
  return (
    <p className="soft small what-counts">
      <Info size={16} aria-hidden />
      <span>
        {t('counts')}{' '}
        {remembering && (remembering.on ? t('countsSome', { days: remembering.retentionDays }) : t('countsForgotten'))}{' '}
        <Link href="/settings/privacy">{t('countsWhere')}</Link>
        {'. '}
        {zone !== browserZone() && t('zone', { zone })}
      </span>
    </p>
  )
}
