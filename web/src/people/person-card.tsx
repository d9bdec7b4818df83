// One person in the grid: picture, name, how many photos, when seen.

import { Check } from 'lucide-react'
import { CheckboxButton, CheckboxField, GridListItem } from 'react-aria-components'
import type { PersonJson } from '../../../src/client.ts'
import { photoUrl } from '../api.ts'
import { Photo } from '../components/photo.tsx'
import { useFormat } from '../i18n/format.ts'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { people } from '../i18n/parts/people.ts'

export function PersonCard({ person, isSelectable }: { readonly person: PersonJson; readonly isSelectable: boolean }) {
  const t = useText(people)
  const c = useText(common)
  const format = useFormat()
  return (
    <GridListItem id={person.id} textValue={person.name} className="person-card">
      <Photo src={person.coverId === null ? null : photoUrl(person.coverId)} alt="" size="fill" name={person.name} />
      {isSelectable && (
        <CheckboxField slot="selection">
          <CheckboxButton className="tick" aria-label={t('select', { name: person.name })}>
            <Check size={16} aria-hidden />
          </CheckboxButton>
        </CheckboxField>
      )}
      <span className="person-name">{person.name}</span>
      <span className="soft small person-facts">{c('photos', { count: person.photos })}</span>
      <span className="soft small person-facts">
        {person.lastSeenAt === null ? t('neverSeen') : t('seen', { when: format.ago(person.lastSeenAt) })}
      </span>
    </GridListItem>
  )
}
