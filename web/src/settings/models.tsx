// The model packs: the one in use, what it runs on, the others, and going over to one of them.

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AnswerOf } from '../../../src/client.ts'
import { ask, useRole } from '../api.ts'
import { Badge } from '../components/badge.tsx'
import { Button } from '../components/button.tsx'
import { Banner, ErrorNotice, Skeleton } from '../components/notices.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { models } from '../i18n/parts/models.ts'
import { ModelChange } from './model-change.tsx'
import { PrepareDialog } from './prepare-dialog.tsx'
import { useModelChange } from './use-model-change.ts'

type ModelsJson = AnswerOf<'GET /models'>

export function Models() {
  const c = useText(common)
  const isAdmin = useRole('admin')
  const { data, error, refetch } = useQuery(ask('GET /models'))
  const change = useModelChange()
  return (
    <div className="settings">
      {!isAdmin && <Banner>{c('needsAdmin')}</Banner>}
      {change && <ModelChange change={change} />}
      {data && <Packs models={data} mayUse={isAdmin && change === null} />}
      {/* While the networks are exchanged the server may refuse. */}
      {!data &&
        (error && change?.state !== 'switching' ? (
          <ErrorNotice error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton height={320} />
        ))}
    </div>
  )
}

function Packs({ models: { current, packs, previous }, mayUse }: { readonly models: ModelsJson; readonly mayUse: boolean }) {
  const t = useText(models)
  return (
    <>
      <section className="card">
        <div className="row">
          <h2>{current.name}</h2>
          <Badge tone="known">{t('currentPack')}</Badge>
        </div>
        <ul>
          <li>{t('runsOn', { device: current.device })}</li>
          <li>{t('comparable', { count: current.comparablePeople })}</li>
          <li>{t('licence', { licence: current.licence })}</li>
          {current.passedOver.map(({ device, reason }) => (
            <li key={device} className="soft small">
              {t('passedOver', { device, reason })}
            </li>
          ))}
        </ul>
      </section>
      <h2>{t('packs')}</h2>
      <ul className="card entries">
        {packs.map(pack => (
          <PackLine key={pack.name} pack={pack} from={current.name} isPrevious={pack.name === previous} mayUse={mayUse} />
        ))}
      </ul>
    </>
  )
}

interface PackLineProps {
  readonly pack: ModelsJson['packs'][number]
  /** The pack in use. */
  readonly from: string
  readonly isPrevious: boolean
  readonly mayUse: boolean
}

function PackLine({ pack, from, isPrevious, mayUse }: PackLineProps) {
  const t = useText(models)
  const [isAsking, setAsking] = useState(false)
  const { name, summary, licence, ready, current } = pack
  return (
    <li className="entry-line">
      <div className="entry-what">
        <div className="row">
          <strong>{name}</strong>
          {current ? (
            <Badge tone="known">{t('currentPack')}</Badge>
          ) : (
            <Badge tone={ready ? 'accent' : 'neutral'}>{t(isPrevious ? 'previous' : ready ? 'ready' : 'notPulled')}</Badge>
          )}
        </div>
        <div className="small">{summary}</div>
        <div className="soft small">{t('licence', { licence })}</div>
        {isPrevious && <div className="small">{t('previousText')}</div>}
      </div>
      {mayUse && !current && (
        <Button
          onPress={() => {
            setAsking(true)
          }}
        >
          {t(isPrevious ? 'goBack' : 'use', { pack: name })}
        </Button>
      )}
      {isAsking && (
        <PrepareDialog
          pack={name}
          from={from}
          isReady={ready}
          onClose={() => {
            setAsking(false)
          }}
        />
      )}
    </li>
  )
}
