// Merging two people, after both sides were looked at.

import { useQuery } from '@tanstack/react-query'
import { ArrowLeftRight, ArrowRight } from 'lucide-react'
import { useState } from 'react'
import type { AnswerOf } from '../../../src/client.ts'
import { ask, photoUrl, useChange } from '../api.ts'
import { Badge } from '../components/badge.tsx'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Banner, ErrorNotice, Skeleton } from '../components/notices.tsx'
import { Photo } from '../components/photo.tsx'
import { useToast } from '../components/toast.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { people } from '../i18n/parts/people.ts'
import './people.css'
import { useThreshold } from './use-threshold.ts'

export interface MergeDialogProps {
  readonly intoId: string
  readonly fromId: string
  readonly onClose: () => void
  readonly onMerged?: (intoId: string) => void
}

type Preview = AnswerOf<'GET /people/:personId/merge'>

export function MergeDialog({ intoId, fromId, onClose, onMerged }: MergeDialogProps) {
  const t = useText(people)
  const c = useText(common)
  const toast = useToast()
  const [isSwapped, setIsSwapped] = useState(false)
  const [into, from] = isSwapped ? [fromId, intoId] : [intoId, fromId]
  const { data, error } = useQuery(ask('GET /people/:personId/merge', { params: { personId: into }, query: { from } }))
  const merge = useChange('POST /people/:personId/merge', ['GET /people', 'GET /health/gallery', 'GET /events'])

  const run = (preview: Preview) => {
    merge.mutate(
      { params: { personId: into }, body: { from } },
      {
        onSuccess: () => {
          toast({ text: t('merged', { from: preview.from.name, into: preview.into.name }) })
          onMerged?.(into)
          onClose()
        },
      },
    )
  }

  return (
    <Dialog
      title={t('mergeTitle')}
      isWide
      isOpen
      onClose={onClose}
      isDismissable={false}
      actions={
        <>
          <Button onPress={onClose}>{c('cancel')}</Button>
          <Button
            tone="primary"
            isDisabled={!data}
            isPending={merge.isPending}
            onPress={() => {
              if (data) run(data)
            }}
          >
            {data ? t('mergeConfirm', { name: data.into.name }) : t('merge')}
          </Button>
        </>
      }
    >
      {(error ?? merge.error) && <ErrorNotice error={error ?? merge.error} />}
      {data ? (
        <>
          <div className="merge-sides">
            <Side person={data.from} photos={data.sampleFrom} stays={false} />
            <ArrowRight aria-hidden />
            <Side person={data.into} photos={data.sampleInto} stays />
          </div>
          <div className="row">
            <Button
              tone="quiet"
              onPress={() => {
                setIsSwapped(!isSwapped)
              }}
            >
              <ArrowLeftRight size={16} aria-hidden />
              {t('swap')}
            </Button>
          </div>
          <Likeness similarity={data.similarity} />
          <p>
            <strong>{t('mergeResult', { name: data.into.name, count: data.photosAfter })}</strong>{' '}
            {t('mergeEvents', { name: data.from.name })}
          </p>
        </>
      ) : (
        <Skeleton height={260} />
      )}
    </Dialog>
  )
}

interface SideProps {
  readonly person: Preview['from']
  readonly photos: Preview['sampleFrom']
  readonly stays: boolean
}

function Side({ person, photos, stays }: SideProps) {
  const t = useText(people)
  const c = useText(common)
  return (
    <section className="merge-side">
      <div className="row">
        <Badge tone={stays ? 'accent' : 'neutral'}>{t(stays ? 'keeps' : 'goes')}</Badge>
      </div>
      <h3>{person.name}</h3>
      <div className="merge-photos">
        {photos.slice(0, 4).map(({ id }, i) => (
          <Photo key={id} src={photoUrl(id)} alt={t('photoOf', { number: i + 1, name: person.name })} size="fill" />
        ))}
      </div>
      <span className="soft small">{c('photos', { count: person.photos })}</span>
    </section>
  )
}

function Likeness({ similarity }: { readonly similarity: number | null }) {
  const t = useText(people)
  const format = useFormat()
  const threshold = useThreshold()
  if (similarity === null) return <Banner tone="warning">{t('notCompared')}</Banner>
  if (threshold === undefined) return <Skeleton height={48} />
  const values = { similarity: format.similarity(similarity), threshold: format.similarity(threshold) }
  return similarity >= threshold ? <Banner>{t('alike', values)}</Banner> : <Banner tone="warning">{t('unlike', values)}</Banner>
}
