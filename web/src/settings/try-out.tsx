// Settings that are not saved yet: tried on past events on demand, and the bar that saves or discards them.

import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, type ReactNode } from 'react'
import type { RequestOf } from '../../../src/client.ts'
import { api } from '../api.ts'
import { Button } from '../components/button.tsx'
import { ErrorNotice, Skeleton } from '../components/notices.tsx'
import { ReplayResult } from '../decisions/replay-result.tsx'
import { useText } from '../i18n/language.tsx'
import { decisions } from '../i18n/parts/decisions.ts'

type Body = RequestOf<'POST /replay'>['body']

export interface TryOutProps {
  readonly body: Body
  /** Buttons that save and discard. */
  readonly actions: ReactNode
}

export function TryOut({ body, actions }: TryOutProps) {
  const t = useText(decisions)
  const replay = useMutation({ mutationFn: (asked: Body) => api('POST /replay', { body: asked }) })
  // What was tried of other settings says nothing of these.
  const isOfThese = JSON.stringify(replay.variables) === JSON.stringify(body)
  const result = useRef<HTMLElement>(null)
  const isShown = replay.status !== 'idle' && isOfThese
  useEffect(() => {
    if (!isShown) return
    result.current?.focus({ preventScroll: true })
    result.current?.scrollIntoView({ block: 'start', behavior: 'smooth' })
  }, [isShown, replay.status])
  return (
    <>
      {isShown && (
        <section ref={result} className="card try-out" tabIndex={-1} aria-labelledby="try-out" aria-busy={replay.isPending}>
          <h2 id="try-out">{t('result')}</h2>
          {replay.isPending && (
            <div role="status" className="stack">
              <p>{t('trying')}</p>
              <Skeleton height={120} />
            </div>
          )}
          {replay.error && (
            <ErrorNotice
              error={replay.error}
              onRetry={() => {
                replay.mutate(body)
              }}
            />
          )}
          {replay.data && <ReplayResult replayed={replay.data} />}
        </section>
      )}
      <div className="save-bar" role="region" aria-label={t('changed')}>
        <p>{t('changed')}</p>
        <div className="row">
          <Button
            isDisabled={isShown && !replay.error}
            onPress={() => {
              replay.mutate(body)
            }}
          >
            {t('tryOut')}
          </Button>
          {actions}
        </div>
      </div>
    </>
  )
}
