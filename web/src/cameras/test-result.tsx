// What trying an address brought: a picture, or what went wrong and what to do.

import { CircleCheck, TriangleAlert } from 'lucide-react'
import { useText } from '../i18n/language.tsx'
import { cameras } from '../i18n/parts/cameras.ts'
import { toRate } from './camera-state.ts'
import type { TestState } from './use-camera-test.ts'

/** Codes for which there is something better to say than "check the address". */
const ADVICE = {
  source_unavailable: 'adviceUnavailable',
  source_unsupported: 'adviceUnsupported',
  address_refused: 'adviceRefused',
  file_not_found: 'adviceFile',
  decoder_missing: 'adviceDecoder',
} as const

export function TestResult({ state }: { readonly state: TestState }) {
  const t = useText(cameras)
  return (
    <div className="test-result" role="status" data-status={state.status}>
      {state.status === 'trying' && <p className="soft">{t('testing')}</p>}
      {state.status === 'works' && (
        <>
          <img src={`data:image/jpeg;base64,${state.picture}`} alt={t('testPicture')} width={state.width} height={state.height} />
          <p className="test-said" data-ok>
            <CircleCheck size={18} aria-hidden />
            {state.framesPerSecond === null
              ? t('testOkNoRate', { width: String(state.width), height: String(state.height) })
              : t('testOk', { width: String(state.width), height: String(state.height), fps: toRate(state.framesPerSecond) })}
          </p>
        </>
      )}
      {state.status === 'fails' && (
        <div className="test-said">
          <TriangleAlert size={18} aria-hidden />
          <div>
            <p>{t(state.code in ADVICE ? ADVICE[state.code as keyof typeof ADVICE] : 'adviceOther')}</p>
            {state.message !== '' && <p className="soft small">{state.message}</p>}
          </div>
        </div>
      )}
    </div>
  )
}
