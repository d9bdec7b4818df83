// A camera's figures: rate, age of the newest frame, reconnections, frames left out, size.

import type { ReactNode } from 'react'
import type { CameraJson } from '../../../src/client.ts'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { cameras } from '../i18n/parts/cameras.ts'
import { toAge, toRate } from './camera-state.ts'

const NONE = '–'

export function CameraFigures({ state, isFull = false }: { readonly state: CameraJson['state']; readonly isFull?: boolean }) {
  const t = useText(cameras)
  const format = useFormat()
  const age = state.lastFrameAgeMs === null ? undefined : toAge(state.lastFrameAgeMs)
  return (
    <dl className="figures numbers small">
      <Figure term={t('rate')}>{t('fps', { fps: toRate(state.framesPerSecond) })}</Figure>
      <Figure term={t('age')}>{age ? t(`age_${age.unit}`, { value: age.value }) : NONE}</Figure>
      <Figure term={t('reconnects')}>{format.number(state.reconnects)}</Figure>
      <Figure term={t('dropped')}>{format.number(state.droppedFrames)}</Figure>
      {isFull && (
        <>
          <Figure term={t('size')}>
            {state.width === null || state.height === null ? NONE : `${state.width} × ${state.height}`}
          </Figure>
          <Figure term={t('viewers')}>{format.number(state.viewers)}</Figure>
        </>
      )}
    </dl>
  )
}

const Figure = ({ term, children }: { readonly term: string; readonly children: ReactNode }) => (
  <div>
    <dt className="soft">{term}</dt>
    <dd>{children}</dd>
  </div>
)
