// Groups of people: who is in them and when they may be here.

import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, Plus, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { GroupJson } from '../../../src/client.ts'
import { missingDraft } from '../alerts/rule-draft.ts'
import { RuleDialog } from '../alerts/rule-dialog.tsx'
import { ask, useChange, useRole } from '../api.ts'
import { Button } from '../components/button.tsx'
import { DeleteDialog } from '../components/delete-dialog.tsx'
import { Banner, EmptyState, ErrorNotice, Skeleton } from '../components/notices.tsx'
import { Page } from '../components/page.tsx'
import { useToast } from '../components/toast.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { groups } from '../i18n/parts/groups.ts'
import { people } from '../i18n/parts/people.ts'
import { GroupCard } from './group-card.tsx'
import { GroupDialog } from './group-dialog.tsx'
import './groups.css'

type Open = { readonly what: 'add' } | { readonly what: 'change' | 'delete' | 'missing'; readonly group: GroupJson }

export default function GroupsPage() {
  const t = useText(groups)
  const c = useText(common)
  const toast = useToast()
  const [, navigate] = useLocation()
  const mayChange = useRole('operator')
  const mayAlert = useRole('admin')
  const { data, error, refetch } = useQuery(ask('GET /groups'))
  const [open, setOpen] = useState<Open>()
  const close = () => {
    setOpen(undefined)
  }
  const add = mayChange && (
    <Button
      tone="primary"
      onPress={() => {
        setOpen({ what: 'add' })
      }}
    >
      <Plus size={18} aria-hidden />
      {t('add')}
    </Button>
  )
  return (
    <Page title={t('title')} actions={data && data.length > 0 && add}>
      <BackToPeople />
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={220} />}
      {data?.length === 0 && (
        <EmptyState icon={UsersRound} title={t('emptyTitle')} text={t(mayChange ? 'emptyText' : 'emptyViewer')}>
          {add}
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <>
          {!mayChange && <Banner>{c('needsOperator')}</Banner>}
          <p className="soft groups-text">{t('text')}</p>
          <ul className="groups">
            {data.map(group => {
              const opening = (what: 'change' | 'delete' | 'missing') => () => {
                setOpen({ what, group })
              }
              return (
                <GroupCard
                  key={group.id}
                  group={group}
                  onChange={mayChange ? opening('change') : undefined}
                  onDelete={mayChange ? opening('delete') : undefined}
                  onMissing={mayAlert ? opening('missing') : undefined}
                />
              )
            })}
          </ul>
        </>
      )}
      {(open?.what === 'add' || open?.what === 'change') && (
        <GroupDialog group={open.what === 'change' ? open.group : undefined} onClose={close} />
      )}
      {open?.what === 'missing' && (
        <RuleDialog
          draft={missingDraft(open.group.id)}
          onClose={close}
          onSaved={name => {
            const toAlerts = () => {
              navigate('/alerts')
            }
            toast({ text: t('ruleAdded', { name }), action: { text: t('toAlerts'), run: toAlerts } })
          }}
        />
      )}
      {open?.what === 'delete' && <DeleteGroup group={open.group} onClose={close} />}
    </Page>
  )
}

function BackToPeople() {
  const t = useText(people)
  return (
    <Link href="/people" className="back-link groups-back">
      <ArrowLeft size={18} aria-hidden />
      {t('back')}
    </Link>
  )
}

function DeleteGroup({ group: { id, name }, onClose }: { readonly group: GroupJson; readonly onClose: () => void }) {
  const t = useText(groups)
  const remove = useChange('DELETE /groups/:groupId', ['GET /groups'])
  return (
    <DeleteDialog
      title={t('deleteTitle', { name })}
      text={t('deleteText')}
      deleted={t('deleted', { name })}
      isPending={remove.isPending}
      onDelete={outcome => {
        remove.mutate({ params: { groupId: id } }, outcome)
      }}
      onClose={onClose}
    />
  )
}
