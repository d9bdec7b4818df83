// One group: who is in it, when they may be here, and what can be done with it.

import { BellPlus, Clock, Pencil, Trash2 } from 'lucide-react'
import { Link } from 'wouter'
import type { GroupJson } from '../../../src/client.ts'
import { useTimes } from '../alerts/times.ts'
import { photoUrl } from '../api.ts'
import { Button, IconButton } from '../components/button.tsx'
import { Photo } from '../components/photo.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { groups } from '../i18n/parts/groups.ts'
import { usePeople } from './use-people.ts'

/** Whose faces and names are shown. */
const FEW = 5

export interface GroupCardProps {
  readonly group: GroupJson
  /** Undefined where the reader may not. */
  readonly onChange: (() => void) | undefined
  readonly onDelete: (() => void) | undefined
  readonly onMissing: (() => void) | undefined
}

export function GroupCard({ group: { name, personIds, allowed }, onChange, onDelete, onMissing }: GroupCardProps) {
  const t = useText(groups)
  const times = useTimes()
  return (
    <li className="card group">
      <div className="group-head">
        <h2>{name}</h2>
        <span className="soft small numbers">{t('members', { count: personIds.length })}</span>
        {onChange && (
          <IconButton label={t('edit', { name })} onPress={onChange}>
            <Pencil size={18} aria-hidden />
          </IconButton>
        )}
        {onDelete && (
          <IconButton label={t('remove', { name })} onPress={onDelete}>
            <Trash2 size={18} aria-hidden />
          </IconButton>
        )}
      </div>
      <Members personIds={personIds} />
      <p className="group-times small">
        <Clock size={16} aria-hidden />
        {allowed.length === 0 ? t('always') : times.windows(allowed)}
      </p>
      {onMissing && personIds.length > 0 && (
        <div className="group-foot">
          <Button tone="quiet" onPress={onMissing}>
            <BellPlus size={18} aria-hidden />
            {t('missing')}
            <span className="hidden">: {name}</span>
          </Button>
        </div>
      )}
    </li>
  )
}

function Members({ personIds }: { readonly personIds: readonly string[] }) {
  const t = useText(groups)
  const format = useFormat()
  const people = usePeople(personIds.slice(0, FEW))
  if (personIds.length === 0) return <p className="soft">{t('membersNone')}</p>
  const names = people.map(({ name }) => name)
  const left = personIds.length - FEW
  return (
    <div className="group-members">
      <ul className="group-faces">
        {people.map(({ id, name, coverId }) => (
          <li key={id}>
            <Link href={`/people/${encodeURIComponent(id)}`}>
              <Photo src={coverId && photoUrl(coverId)} alt="" size={44} isRound name={name} />
              <span className="hidden">{name}</span>
            </Link>
          </li>
        ))}
      </ul>
      <p className="soft small">{left > 0 ? t('more', { names: names.join(', '), count: left }) : format.list(names)}</p>
    </div>
  )
}
