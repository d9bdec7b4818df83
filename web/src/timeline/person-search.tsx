// Finding one person by name: as a field to filter by, and as a list to choose from. Asks the server, however many people there are.

import { useState } from 'react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ChevronDown, Search, X } from 'lucide-react'
import {
  Autocomplete,
  Button,
  ComboBox,
  Group,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SearchField,
} from 'react-aria-components'
import type { PersonJson } from '../../../src/client.ts'
import { ask, photoUrl } from '../api.ts'
import { IconButton } from '../components/button.tsx'
import { Photo } from '../components/photo.tsx'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { timeline } from '../i18n/parts/timeline.ts'

const MOST_SHOWN = 20

function usePeople(search: string) {
  const text = search.trim().slice(0, 200)
  const { data } = useQuery({
    ...ask('GET /people', { query: { limit: MOST_SHOWN, ...(text === '' ? { sort: 'last_seen' } : { search: text }) } }),
    placeholderData: keepPreviousData,
  })
  return data?.items
}

const PersonOption = ({ person, size }: { readonly person: Pick<PersonJson, 'name' | 'coverId'>; readonly size: number }) => (
  <>
    <Photo src={person.coverId && photoUrl(person.coverId)} alt="" size={size} isRound name={person.name} />
    <span className="person-option">{person.name}</span>
  </>
)

export interface PersonFilterProps {
  readonly personId: string | undefined
  readonly onChange: (personId: string | undefined) => void
}

export function PersonFilter({ personId, onChange }: PersonFilterProps) {
  const { data: person, isError } = useQuery({
    ...ask('GET /people/:personId', { params: { personId: personId ?? '' } }),
    enabled: personId !== undefined,
  })
  const t = useText(timeline)
  if (personId === undefined) return <PersonCombo key="anybody" name="" onChange={onChange} />
  return (
    <PersonCombo key={personId + String(!!person)} name={person?.name ?? (isError ? t('gonePerson') : '…')} onChange={onChange} />
  )
}

function PersonCombo({ name, onChange }: { readonly name: string; readonly onChange: PersonFilterProps['onChange'] }) {
  const t = useText(timeline)
  const words = useText(common)
  const [text, setText] = useState(name)
  const people = usePeople(text === name ? '' : text)
  return (
    <ComboBox
      className="field filter-person"
      items={people ?? []}
      inputValue={text}
      onInputChange={setText}
      onChange={key => {
        if (key !== null) onChange(String(key))
      }}
      onBlur={() => {
        setText(name)
      }}
      menuTrigger="focus"
      allowsEmptyCollection
    >
      <Label>{t('person')}</Label>
      <Group className="combo">
        <Input placeholder={t('anyPerson')} />
        {name !== '' ? (
          <IconButton
            slot={null}
            label={words('clear')}
            onPress={() => {
              onChange(undefined)
            }}
          >
            <X size={16} aria-hidden />
          </IconButton>
        ) : (
          <Button className="combo-open" aria-label={t('searchPerson')}>
            <ChevronDown size={16} aria-hidden />
          </Button>
        )}
      </Group>
      <Popover className="popover">
        <ListBox<PersonJson> className="menu" renderEmptyState={() => <p className="menu-empty soft">{t('nobodyFound')}</p>}>
          {person => (
            <ListBoxItem id={person.id} textValue={person.name} className="menu-item">
              <PersonOption person={person} size={28} />
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  )
}

/** A search with its results below, for a dialog: one press chooses. */
export function PersonChooser({ onChoose }: { readonly onChoose: (person: Pick<PersonJson, 'id' | 'name'>) => void }) {
  const t = useText(timeline)
  const words = useText(common)
  const [text, setText] = useState('')
  const people = usePeople(text)
  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <SearchField aria-label={t('searchPerson')} className="field search-field" autoFocus>
        <Search size={18} aria-hidden />
        <Input placeholder={t('searchPerson')} />
        <IconButton label={words('clear')}>
          <X size={16} aria-hidden />
        </IconButton>
      </SearchField>
      <ListBox<PersonJson>
        className="person-list"
        aria-label={t('person')}
        items={people ?? []}
        onAction={key => {
          const chosen = people?.find(({ id }) => id === key)
          if (chosen) onChoose(chosen)
        }}
        renderEmptyState={() => <p className="menu-empty soft">{people ? t('nobodyFound') : words('loading')}</p>}
      >
        {person => (
          <ListBoxItem id={person.id} textValue={person.name} className="menu-item">
            <PersonOption person={person} size={36} />
          </ListBoxItem>
        )}
      </ListBox>
    </Autocomplete>
  )
}
