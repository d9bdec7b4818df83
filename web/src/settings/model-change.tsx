// Going over to another model pack: how far it has got, who would be lost, what past events would be, and the way on, out or back.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CircleCheck } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { ModelChangeJson } from '../../../src/client.ts'
import { ApiError, api, refresh, useRole } from '../api.ts'
import { Button } from '../components/button.tsx'
import { ConfirmDialog } from '../components/dialog.tsx'
import { Banner, useErrorText } from '../components/notices.tsx'
import { Progress } from '../components/progress.tsx'
import { useToast } from '../components/toast.tsx'
import { ReplayResult } from '../decisions/replay-result.tsx'
import { useLanguage, useText } from '../i18n/language.tsx'
import { models } from '../i18n/parts/models.ts'
import { useFollow } from './use-model-change.ts'

export function ModelChange({ change }: { readonly change: ModelChangeJson }) {
  const t = useText(models)
  const { state, from, to, unreadable, comparison } = change
  return (
    <section className="card model-change" aria-labelledby="model-change">
      <h2 id="model-change">{t('changeTitle', { from, to })}</h2>
      {state !== 'failed' && state !== 'ready' && <Going change={change} />}
      {state === 'failed' && <Failed change={change} />}
      {state === 'ready' && (
        <p className="replay-same" role="status">
          <CircleCheck size={18} aria-hidden />
          {t('readyText', { to })}
        </p>
      )}
      {unreadable.length > 0 && state !== 'switching' && <Unreadable of={unreadable} />}
      {comparison && state === 'ready' && (
        <div className="stack">
          <h3>{t('comparison', { to })}</h3>
          <ReplayResult replayed={comparison} />
        </div>
      )}
      {state !== 'switching' && <Actions change={change} />}
    </section>
  )
}

function Going({ change: { state, to, done, of } }: { readonly change: ModelChangeJson }) {
  const t = useText(models)
  const { locale } = useLanguage()
  const megabytes = (bytes: number): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 }).format(bytes / 1e6)
  const share = of > 0 ? Math.min(1, done / of) : undefined
  switch (state) {
    case 'downloading':
      return (
        <Progress
          label={t('downloading', { to })}
          share={share}
          text={share === undefined ? undefined : t('doneOf', { done: megabytes(done), of: megabytes(of) })}
        />
      )
    case 'embedding':
      return (
        <>
          <Progress
            label={t('embedding')}
            share={share}
            text={share === undefined ? undefined : t('photosOf', { done, count: of })}
          />
          <p className="soft small">{t('meanwhile')}</p>
        </>
      )
    case 'comparing':
      return (
        <Progress
          label={t('comparing')}
          share={share}
          text={share === undefined ? undefined : t('eventsOf', { done, count: of })}
        />
      )
    default:
      return (
        <>
          <Progress label={t('switching', { to })} share={undefined} />
          <p className="soft small">{t('pause')}</p>
        </>
      )
  }
}

function Failed({ change: { to, error } }: { readonly change: ModelChangeJson }) {
  const t = useText(models)
  const say = useErrorText()
  const sentence = error && say(new ApiError(0, error.code, error.message))
  return (
    <Banner tone="danger">
      <p>
        {t('failed', { to })} {sentence}
      </p>
      {error && sentence !== error.message && <p className="small soft">{error.message}</p>}
    </Banner>
  )
}

function Unreadable({ of }: { readonly of: ModelChangeJson['unreadable'] }) {
  const t = useText(models)
  const lost = of.filter(({ remaining }) => remaining === 0)
  const photos = of.filter(({ remaining }) => remaining > 0).reduce((sum, { photos }) => sum + photos, 0)
  return (
    <>
      {lost.length > 0 && (
        <Banner tone="warning">
          <p>{t('lost', { count: lost.length })}</p>
          <ul className="lost">
            {lost.map(({ personId, name }) => (
              <li key={personId}>
                <Link href={`/people/${personId}`}>{name}</Link>
              </li>
            ))}
          </ul>
        </Banner>
      )}
      {photos > 0 && <p className="soft small">{t('unreadable', { count: photos })}</p>}
    </>
  )
}

function Actions({ change: { from, to, state } }: { readonly change: ModelChangeJson }) {
  const t = useText(models)
  const toast = useToast()
  const say = useErrorText()
  const client = useQueryClient()
  const follow = useFollow()
  const isAdmin = useRole('admin')
  const [isAsking, setAsking] = useState(false)
  const onError = (error: Error) => {
    setAsking(false)
    toast({ text: say(error) })
  }
  const again = useMutation({ mutationFn: () => api('POST /models/change', { body: { pack: to } }), onSuccess: follow, onError })
  const go = useMutation({ mutationFn: () => api('POST /models/change/switch'), onSuccess: follow, onError })
  const stop = useMutation({
    mutationFn: () => api('DELETE /models/change'),
    onSuccess: () => {
      follow(null)
      // What was downloaded is there now.
      void refresh(client, ['GET /models'])
    },
    onError,
  })
  if (!isAdmin) return null
  const close = () => {
    setAsking(false)
  }
  return (
    <div className="row">
      {state === 'ready' && (
        <Button
          tone="primary"
          onPress={() => {
            setAsking(true)
          }}
        >
          {t('switch', { to })}
        </Button>
      )}
      {state === 'failed' && (
        <Button
          tone="primary"
          isPending={again.isPending}
          onPress={() => {
            again.mutate()
          }}
        >
          {t('prepareAgain')}
        </Button>
      )}
      <Button
        isPending={stop.isPending}
        onPress={() => {
          stop.mutate()
        }}
      >
        {state === 'ready' || state === 'failed' ? t('stay', { from }) : t('stop')}
      </Button>
      <ConfirmDialog
        title={t('switchTitle', { to })}
        confirm={t('switch', { to })}
        isOpen={isAsking}
        isPending={go.isPending}
        onClose={close}
        onConfirm={() => {
          go.mutate()
        }}
      >
        <p>{t('switchText', { from })}</p>
      </ConfirmDialog>
    </div>
  )
}
