// Who is in a group: those chosen, each with a way out, and the list to choose from.

import { X } from 'lucide-react'
import { useState } from 'react'
import { photoUrl } from '../api.ts'
import { Button, IconButton } from '../components/button.tsx'
import { Photo } from '../components/photo.tsx'
import { useText } from '../i18n/language.tsx'
import { groups } from '../i18n/parts/groups.ts'
import { PersonPicker } from '../people/person-picker.tsx'
import { usePeople } from './use-people.ts'

/** Each costs a question to the server. */
const FEW = 24

export interface MembersFieldProps {
  readonly personIds: readonly string[]
  readonly onChange: (personIds: readonly string[]) => void
}

export function MembersField({ personIds, onChange }: MembersFieldProps) {
  const t = useText(groups)
  const [isAll, setAll] = useState(false)
  const people = usePeople(isAll ? personIds : personIds.slice(0, FEW))
  return (
    <div className="field">
      <span className="field-label">
        {t('people')}
        <span className="soft numbers"> {personIds.length > 0 && t('members', { count: personIds.length })}</span>
      </span>
      {personIds.length === 0 ? (
        <p className="soft small">{t('peopleNone')}</p>
      ) : (
        <ul className="members" aria-label={t('people')}>
          {people.map(({ id, name, coverId }) => (
            <li key={id} className="member">
              <Photo src={coverId && photoUrl(coverId)} alt="" size={28} isRound name={name} />
              <span>{name}</span>
              <IconButton
                label={t('leave', { name })}
                onPress={() => {
                  onChange(personIds.filter(each => each !== id))
                }}
              >
                <X size={16} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {personIds.length > FEW && !isAll && (
        <div>
          <Button
            tone="quiet"
            onPress={() => {
              setAll(true)
            }}
          >
            {t('showAll', { count: personIds.length })}
          </Button>
        </div>
      )}
      <PersonPicker
        except={personIds}
        picked={undefined}
        onPick={personId => {
          if (personId !== undefined) onChange([...personIds, personId])
        }}
      />
    </div>
  )
}
