// How faces are decided: threshold, rule, margin.

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api.ts'
import { Radios } from '../components/choices.tsx'
import { Banner, ErrorNotice, Skeleton } from '../components/notices.tsx'
import { Slider } from '../components/slider.tsx'
import { Switch } from '../components/switch.tsx'
import { useFormat } from '../i18n/format.ts'
import { useLanguage, useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { settings as texts } from '../i18n/parts/settings.ts'
import { useSettings } from './use-settings.ts'

const RULES = ['fusion', 'vote', 'best'] as const

export function Recognition() {
  const t = useText(texts)
  const { language } = useLanguage()
  const c = useText(common)
  const format = useFormat()
  const { settings, error, isAdmin, change } = useSettings()
  const { data: point } = useQuery(ask('GET /operating-point'))
  if (error) return <ErrorNotice error={error} />
  if (!settings || !point) return <Skeleton height={480} />
  const pack = { similarity: point.threshold, basis: '' }

  return (
    <div className="settings">
      {!isAdmin && <Banner>{c('needsAdmin')}</Banner>}
      <section className="card">
        <h2>{t('thresholdTitle')}</h2>
        <p>{t('thresholdText')}</p>
        <p className="soft small">{language === 'en' ? t('basis', { basis: pack.basis }) : t('basisElsewhere')}</p>
        <Switch
          label={t('useOwn')}
          hint={t('useOwnHint', { threshold: format.similarity(pack.similarity) })}
          isSelected={settings.threshold !== null}
          isDisabled={!isAdmin}
          onChange={isOwn => void change({ threshold: isOwn ? pack.similarity : null })}
        />
        <NumberSlider
          key={settings.threshold ?? 'pack'}
          label={t('threshold')}
          start={settings.threshold ?? pack.similarity}
          max={1}
          ends={[t('lower'), t('higher')]}
          isDisabled={!isAdmin || settings.threshold === null}
          onSet={threshold => void change({ threshold })}
        />
      </section>
      <section className="card">
        <h2>{t('ruleTitle')}</h2>
        <Radios
          label={t('rule')}
          options={RULES.map(value => ({ value, text: t(`rule_${value}`), hint: t(`rule_${value}_hint`) }))}
          value={settings.rule}
          isDisabled={!isAdmin}
          onChange={rule => void change({ rule })}
        />
      </section>
      <section className="card">
        <h2>{t('marginTitle')}</h2>
        <p>{t('marginHint')}</p>
        <NumberSlider
          key={settings.minMargin}
          label={t('margin')}
          start={settings.minMargin}
          max={0.3}
          isDisabled={!isAdmin}
          onSet={minMargin => void change({ minMargin })}
        />
      </section>
    </div>
  )
}

interface NumberSliderProps {
  readonly label: string
  readonly start: number
  readonly max: number
  readonly ends?: readonly [string, string]
  readonly isDisabled: boolean
  readonly onSet: (value: number) => void
}

/** Keeps the value while it moves, so that the server is told only where it came to rest. */
function NumberSlider({ label, start, max, ends, isDisabled, onSet }: NumberSliderProps) {
  const [value, setValue] = useState(start)
  return (
    <Slider
      label={label}
      value={value}
      min={0}
      max={max}
      step={0.01}
      isDisabled={isDisabled}
      onChange={setValue}
      onChangeEnd={rest => {
        if (rest !== start) onSet(rest)
      }}
      {...(ends && { ends })}
    />
  )
}
