// One person: name, photos, and everything that can be done with them.

import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, Clock, Ellipsis, ImagePlus, Merge as MergeIcon, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { PersonJson } from '../../../src/client.ts'
import { ask, photoUrl, useRole } from '../api.ts'
import { Button, IconButton, LinkButton } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Menu, MenuItem } from '../components/menu.tsx'
import { Banner, ErrorNotice, Skeleton } from '../components/notices.tsx'
import { Photo } from '../components/photo.tsx'
import { PersonFactors } from '../doors/person-factors.tsx'
import { PersonGroups } from '../groups/person-groups.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { people } from '../i18n/parts/people.ts'
import { MergeDialog } from './merge-dialog.tsx'
import { PersonName } from './person-name.tsx'
import { PersonPhotos } from './person-photos.tsx'
import { PersonPicker } from './person-picker.tsx'
import { useDeletePeople } from './use-delete-people.ts'
import './people.css'

export default function PersonPage({ personId }: { readonly personId: string }) {
  const t = useText(people)
  const params = { personId }
  const { data: person, error, refetch } = useQuery(ask('GET /people/:personId', { params }))
  return (
    <div className="page">
      <Link href="/people" className="back-link">
        <ArrowLeft size={18} aria-hidden />
        {t('back')}
      </Link>
      {error && (
        <>
          <h1 className="hidden">{t('title')}</h1>
          <ErrorNotice error={error} onRetry={() => void refetch()} />
        </>
      )}
      {person ? <Person person={person} /> : !error && <Skeleton height={120} />}
    </div>
  )
}

function Person({ person }: { readonly person: PersonJson }) {
  const t = useText(people)
  const c = useText(common)
  const format = useFormat()
  const mayChange = useRole('operator')
  return (
    <>
      <header className="person-head">
        <Photo src={person.coverId === null ? null : photoUrl(person.coverId)} alt="" size={112} isRound name={person.name} />
        <div className="person-who">
          <PersonName person={person} isChangeable={mayChange} />
          <p className="facts soft small">
            <span>{c('photos', { count: person.photos })}</span>
            <span>{t('meanQuality', { quality: Math.round(person.quality) })}</span>
            <span>{person.lastSeenAt === null ? t('neverSeen') : t('lastSeen', { when: format.ago(person.lastSeenAt) })}</span>
            <span>{t('registered', { date: format.date(person.createdAt) })}</span>
            <PersonGroups personId={person.id} />
          </p>
        </div>
        <div className="row person-actions">
          <LinkButton to={`/timeline?person=${encodeURIComponent(person.id)}`}>
            <Clock size={18} aria-hidden />
            {t('openTimeline')}
          </LinkButton>
          {mayChange && (
            <>
              <LinkButton to={`/register?person=${encodeURIComponent(person.id)}`} tone="primary">
                <ImagePlus size={18} aria-hidden />
                {t('addPhotos')}
              </LinkButton>
              <MoreActions person={person} />
            </>
          )}
        </div>
      </header>
      {!person.comparable && <Banner tone="warning">{t('notComparable')}</Banner>}
      {!mayChange && <Banner>{c('needsOperator')}</Banner>}
      <PersonFactors personId={person.id} />
      <PersonPhotos person={person} isChangeable={mayChange} />
    </>
  )
}

function MoreActions({ person }: { readonly person: PersonJson }) {
  const t = useText(people)
  const c = useText(common)
  const [, navigate] = useLocation()
  const deletePeople = useDeletePeople()
  const [isPicking, setIsPicking] = useState(false)
  const [picked, setPicked] = useState<string>()
  const [otherId, setOtherId] = useState<string>()
  const remove = async () => {
    if (await deletePeople([person])) navigate('/people')
  }
  const stopPicking = () => {
    setIsPicking(false)
  }
  return (
    <>
      <Menu
        label={t('more')}
        trigger={
          <IconButton label={t('more')}>
            <Ellipsis size={20} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem
          icon={<MergeIcon size={16} aria-hidden />}
          text={t('mergeWith')}
          onAction={() => {
            setPicked(undefined)
            setIsPicking(true)
          }}
        />
        <MenuItem icon={<Trash2 size={16} aria-hidden />} text={t('deletePerson')} isDanger onAction={() => void remove()} />
      </Menu>
      <Dialog
        title={t('mergePick', { name: person.name })}
        isOpen={isPicking}
        onClose={stopPicking}
        actions={
          <>
            <Button onPress={stopPicking}>{c('cancel')}</Button>
            <Button
              tone="primary"
              isDisabled={picked === undefined}
              onPress={() => {
                stopPicking()
                setOtherId(picked)
              }}
            >
              {t('merge')}
            </Button>
          </>
        }
      >
        <PersonPicker except={person.id} picked={picked} onPick={setPicked} />
      </Dialog>
      {otherId !== undefined && (
        <MergeDialog
          intoId={person.id}
          fromId={otherId}
          onClose={() => {
            setOtherId(undefined)
          }}
          onMerged={intoId => {
            navigate(`/people/${intoId}`)
          }}
        />
      )}
    </>
  )
}
