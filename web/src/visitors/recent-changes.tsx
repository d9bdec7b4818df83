// What was done to visitors lately, each with its undo.

import { useQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { VisitorChangeJson, VisitorJson } from '../../../src/client.ts'
import { ask } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { ErrorNotice, Skeleton } from '../components/notices.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { visitors } from '../i18n/parts/visitors.ts'
import { useVisitorChanges } from './use-visitor-changes.ts'
import { useVisitorName, VisitorFace } from './visitor-face.tsx'

/** @param props.known visitors of the gallery, whose faces are shown */
export function RecentChanges({ known }: { readonly known: readonly VisitorJson[] }) {
  const t = useText(visitors)
  const [isOpen, setIsOpen] = useState(false)
  const close = () => {
    setIsOpen(false)
  }
  return (
    <>
      <Button
        onPress={() => {
          setIsOpen(true)
        }}
      >
        <History size={18} aria-hidden />
        <span className="phone-hidden">{t('recent')}</span>
      </Button>
      {isOpen && (
        <Dialog title={t('recent')} isOpen onClose={close} actions={<CloseButton onPress={close} />}>
          <p className="soft">{t('recentText')}</p>
          <Changes known={known} onLeave={close} />
        </Dialog>
      )}
    </>
  )
}

function CloseButton({ onPress }: { readonly onPress: () => void }) {
  const c = useText(common)
  return <Button onPress={onPress}>{c('close')}</Button>
}

function Changes({ known, onLeave }: { readonly known: readonly VisitorJson[]; readonly onLeave: () => void }) {
  const t = useText(visitors)
  const { data: changes, error } = useQuery({ ...ask('GET /visitor-changes'), staleTime: 0 })
  // Of the gallery only the active ones are loaded.
  const { data: ignored } = useQuery(ask('GET /visitors', { query: { state: 'ignored' } }))
  const there = new Map([...known, ...(ignored?.items ?? [])].map(visitor => [visitor.id, visitor]))
  if (error) return <ErrorNotice error={error} />
  if (!changes) return <Skeleton height={120} />
  if (changes.length === 0) return <p>{t('recentNone')}</p>
  return (
    <ul className="visitor-changes">
      {changes.map(change => (
        <Change
          key={change.id}
          change={change}
          of={change.visitorIds.slice(0, 2).map((id, i) => there.get(id) ?? { number: change.visitorNumbers[i] ?? 0 })}
          onLeave={onLeave}
        />
      ))}
    </ul>
  )
}

interface ChangeProps {
  readonly change: VisitorChangeJson
  /** Its visitors, those who are gone by their number alone. */
  readonly of: readonly (VisitorJson | Pick<VisitorJson, 'number'>)[]
  readonly onLeave: () => void
}

function Change({ change: { id, kind, at, by }, of, onLeave }: ChangeProps) {
  const t = useText(visitors)
  const c = useText(common)
  const format = useFormat()
  const nameOf = useVisitorName()
  const { undo, isBusy } = useVisitorChanges()
  return (
    <li>
      <div className="visitor-change-what">
        <span>{t(`did_${kind}`, { by: by === 'rostro' ? 'Rostro' : by })}</span>
        <span className="soft small">{format.ago(at)}</span>
        {of.length > 0 && (
          <span className="row">
            {of.map(visitor =>
              'id' in visitor ? (
                <Link key={visitor.number} href={`/visitors/${visitor.id}`} onClick={onLeave} className="visitor-link">
                  <VisitorFace visitor={visitor} alt="" size={28} isRound />
                  {nameOf(visitor)}
                </Link>
              ) : (
                <span key={visitor.number}>{nameOf(visitor)}</span>
              ),
            )}
          </span>
        )}
      </div>
      <Button isPending={isBusy} onPress={() => void undo(id)}>
        {c('undo')}
      </Button>
    </li>
  )
}
