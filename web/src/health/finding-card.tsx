// One finding: the pictures it is about side by side, and its actions.

import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { Link } from 'wouter'
import type { HealthFindingJson } from '../../../src/client.ts'
import { api, photoUrl, refresh } from '../api.ts'
import { Button, LinkButton } from '../components/button.tsx'
import { useErrorText } from '../components/notices.tsx'
import { Photo } from '../components/photo.tsx'
import { QualityBadge } from '../components/quality-badge.tsx'
import { useToast } from '../components/toast.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { health } from '../i18n/parts/health.ts'
import { DeletePhotosDialog } from '../people/delete-photos-dialog.tsx'
import { MergeDialog } from '../people/merge-dialog.tsx'
import { MovePhotosDialog } from '../people/move-photos-dialog.tsx'
import type { FindingOf } from './findings.ts'

export function FindingCard({ finding, onDismiss }: { readonly finding: HealthFindingJson; readonly onDismiss: () => void }) {
  const t = useText(health)
  const [isOpen, setIsOpen] = useState<'merge' | 'move' | 'delete'>()
  const close = () => {
    setIsOpen(undefined)
  }
  const open = (what: typeof isOpen) => () => {
    setIsOpen(what)
  }
  const doomed = finding.kind === 'near_duplicate' ? weakerOf(finding) : 'photo' in finding ? finding.photo.id : undefined
  return (
    <li className="card finding">
      <Pictures finding={finding} />
      <div className="row finding-actions">
        {finding.kind === 'looks_like_another' && <MoveButton finding={finding} />}
        {finding.kind === 'same_person_twice' && (
          <Button tone="primary" onPress={open('merge')}>
            {t('merge')}
          </Button>
        )}
        {finding.kind === 'weak' && (
          <LinkButton to={`/register?person=${encodeURIComponent(finding.photo.personId)}`}>{t('addBetter')}</LinkButton>
        )}
        {finding.kind === 'unlike_its_person' && <Button onPress={open('move')}>{t('split')}</Button>}
        {doomed !== undefined && (
          <Button onPress={open('delete')}>{t(finding.kind === 'near_duplicate' ? 'deleteWeaker' : 'deletePhoto')}</Button>
        )}
        <Button tone="quiet" onPress={onDismiss}>
          {t('dismiss')}
        </Button>
      </div>
      {isOpen === 'merge' && finding.kind === 'same_person_twice' && (
        <MergeDialog intoId={finding.first.id} fromId={finding.second.id} onClose={close} />
      )}
      {isOpen === 'move' && 'photo' in finding && (
        <MovePhotosDialog
          photoIds={[finding.photo.id]}
          fromId={finding.photo.personId}
          start="new"
          onClose={close}
          onDone={close}
        />
      )}
      {isOpen === 'delete' && doomed !== undefined && <DeletePhotosDialog photoIds={[doomed]} onClose={close} onDone={close} />}
    </li>
  )
}

const weakerOf = ({ photo, twin }: FindingOf<'near_duplicate'>): string => (photo.quality < twin.quality ? photo.id : twin.id)

function Pictures({ finding }: { readonly finding: HealthFindingJson }) {
  const t = useText(health)
  const format = useFormat()
  if (finding.kind === 'same_person_twice') {
    const { first, second, similarity } = finding
    return (
      <div className="finding-pictures">
        {[first, second].map(({ id, name, coverId }) => (
          <Figure key={id} src={coverId === null ? null : photoUrl(coverId)} personId={id} name={name}>
            <span className="soft small">{t('alike', { similarity: format.similarity(similarity) })}</span>
          </Figure>
        ))}
      </div>
    )
  }
  const { photo, personName } = finding
  return (
    <div className="finding-pictures">
      <Figure src={photoUrl(photo.id)} personId={photo.personId} name={personName}>
        <QualityBadge quality={photo.quality} />
        {'ownSimilarity' in finding && finding.ownSimilarity !== null && (
          <span className="soft small">{t('toOwn', { similarity: format.similarity(finding.ownSimilarity) })}</span>
        )}
      </Figure>
      {finding.kind === 'looks_like_another' && (
        <Figure
          src={finding.other.coverId === null ? null : photoUrl(finding.other.coverId)}
          personId={finding.other.id}
          name={finding.other.name}
        >
          <span className="soft small">
            {t('toOther', { name: finding.other.name, similarity: format.similarity(finding.similarity) })}
          </span>
        </Figure>
      )}
      {finding.kind === 'near_duplicate' && (
        <Figure src={photoUrl(finding.twin.id)} personId={finding.twin.personId} name={personName}>
          <QualityBadge quality={finding.twin.quality} />
          <span className="soft small">{t('alike', { similarity: format.similarity(finding.similarity) })}</span>
        </Figure>
      )}
    </div>
  )
}

interface FigureProps {
  readonly src: string | null
  readonly personId: string
  readonly name: string
  readonly children: ReactNode
}

function Figure({ src, personId, name, children }: FigureProps) {
  const t = useText(health)
  return (
    <figure className="finding-figure">
      <Photo src={src} alt={t('photoOf', { name })} size="fill" name={name} />
      <figcaption>
        <Link href={`/people/${encodeURIComponent(personId)}`} aria-label={t('openPerson', { name })}>
          {name}
        </Link>
        {children}
      </figcaption>
    </figure>
  )
}

/** Moves at once; a message offers the way back. */
function MoveButton({ finding }: { readonly finding: FindingOf<'looks_like_another'> }) {
  const t = useText(health)
  const c = useText(common)
  const toast = useToast()
  const say = useErrorText()
  const client = useQueryClient()
  const [isPending, setIsPending] = useState(false)
  const move = async (personId: string): Promise<boolean> => {
    try {
      await api('POST /photos/move', { body: { photoIds: [finding.photo.id], to: { personId } } })
      await refresh(client, ['GET /people', 'GET /health/gallery'])
      return true
    } catch (error) {
      toast({ text: say(error) })
      return false
    }
  }
  const undo = async () => {
    if (await move(finding.photo.personId)) toast({ text: t('movedBack', { name: finding.personName }) })
  }
  const run = async () => {
    setIsPending(true)
    if (await move(finding.other.id)) {
      toast({
        text: t('moved', { name: finding.other.name }),
        action: { text: c('undo'), run: () => void undo() },
        forMs: 15_000,
      })
    }
    setIsPending(false)
  }
  return (
    <Button tone="primary" isPending={isPending} onPress={() => void run()}>
      {t('move', { name: finding.other.name })}
    </Button>
  )
}
