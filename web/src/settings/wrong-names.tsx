// How many wrong names are accepted, in one of four ways, and what to expect of the choice. Asks while one chooses; saving is the page's.

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ask } from '../api.ts'
import { Radios } from '../components/choices.tsx'
import { ErrorNotice, Skeleton } from '../components/notices.tsx'
import { NumberField } from '../components/number-field.tsx'
import { Slider } from '../components/slider.tsx'
import { Steps } from '../components/steps.tsx'
import { KINDS, sharesWith, toQuery, type Choice } from '../decisions/choice.ts'
import { OperatingPointView } from '../decisions/operating-point-view.tsx'
import { toShare } from '../decisions/share.ts'
import { DAYS_OF_MONTH, useRates } from '../decisions/use-rates.ts'
import { useText } from '../i18n/language.tsx'
import { decisions } from '../i18n/parts/decisions.ts'
import { useSettled } from '../people/use-settled.ts'

export interface WrongNamesProps {
  readonly choice: Choice
  /** The choice is the one in force. */
  readonly isInForce: boolean
  /** Undefined: this reader may not. */
  readonly onChange: ((choice: Choice) => void) | undefined
}

export function WrongNames({ choice, isInForce, onChange }: WrongNamesProps) {
  const t = useText(decisions)
  const wanted = JSON.stringify(isInForce ? null : toQuery(choice))
  const asked = useSettled(wanted)
  const query = JSON.parse(asked) as ReturnType<typeof toQuery> | null
  const { data, error, isPlaceholderData, refetch } = useQuery({
    ...ask('GET /operating-point', query ? { query } : {}),
    placeholderData: keepPreviousData,
  })
  return (
    <section className="card" aria-labelledby="wrong-names">
      <h2 id="wrong-names">{t('title')}</h2>
      <p>{t('intro')}</p>
      <Radios
        label={t('kind')}
        options={KINDS.map(value => ({ value, text: t(`kind_${value}`), hint: t(`kind_${value}_hint`) }))}
        value={choice.kind}
        isDisabled={!onChange}
        onChange={kind => onChange?.({ ...choice, kind })}
      />
      <Details choice={choice} onChange={onChange} />
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!error && data && <OperatingPointView point={data} isOld={isPlaceholderData || asked !== wanted} />}
      {!error && !data && <Skeleton height={220} />}
    </section>
  )
}

/** What the chosen kind needs to know. */
function Details({ choice, onChange }: Pick<WrongNamesProps, 'choice' | 'onChange'>) {
  const t = useText(decisions)
  const { rate } = useRates()
  const isDisabled = !onChange
  const set = (change: Partial<Choice>) => onChange?.({ ...choice, ...change })
  switch (choice.kind) {
    case 'default':
      return null
    case 'stranger':
      return (
        <div className="choice">
          <Steps
            label={t('share')}
            options={sharesWith(choice.share).map(share => ({
              value: String(share),
              text: t('oneIn', { of: toShare(share).of / toShare(share).count }),
            }))}
            value={String(choice.share)}
            isDisabled={isDisabled}
            onChange={share => set({ share: Number(share) })}
          />
          <p className="soft small numbers">{t('oneInSays', { of: toShare(choice.share).of / toShare(choice.share).count })}</p>
        </div>
      )
    case 'camera_month':
      return (
        <div className="choice">
          <div className="numbers-pair">
            <NumberField
              label={t('count')}
              value={choice.count}
              min={0.01}
              max={1000}
              isDisabled={isDisabled}
              onChange={count => set({ count })}
            />
            <NumberField
              label={t('strangers')}
              value={choice.strangersPerDay}
              min={1}
              max={1_000_000}
              step={1}
              isDisabled={isDisabled}
              onChange={strangersPerDay => set({ strangersPerDay })}
            />
          </div>
          <p className="soft small numbers">
            {t('monthSays', { share: rate(choice.count / (choice.strangersPerDay * DAYS_OF_MONTH)) })}
          </p>
        </div>
      )
    case 'similarity':
      return (
        <div className="choice">
          <Slider
            label={t('threshold')}
            value={choice.threshold}
            min={0}
            max={1}
            step={0.01}
            ends={[t('lower'), t('higher')]}
            isDisabled={isDisabled}
            onChange={threshold => set({ threshold })}
            onChangeEnd={threshold => set({ threshold })}
          />
        </div>
      )
  }
}
