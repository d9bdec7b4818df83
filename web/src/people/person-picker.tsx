// Finds one person among all by name.

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ListBox, ListBoxItem } from 'react-aria-components'
import { ask, photoUrl } from '../api.ts'
import { SearchField } from '../components/field.tsx'
import { Photo } from '../components/photo.tsx'
import { useText } from '../i18n/language.tsx'
import { people } from '../i18n/parts/people.ts'
import { useSettled } from './use-settled.ts'
import './people.css'

export interface PersonPickerProps {
  /** Not offered. */
  readonly except: string | readonly string[]
  readonly picked: string | undefined
  readonly onPick: (personId: string | undefined) => void
}

export function PersonPicker({ except, picked, onPick }: PersonPickerProps) {
  const t = useText(people)
  const [search, setSearch] = useState('')
  const wanted = useSettled(search.trim())
  const { data } = useQuery({
    ...ask('GET /people', { query: { limit: 30, ...(wanted !== '' && { search: wanted }) } }),
    placeholderData: keepPreviousData,
  })
  const left = typeof except === 'string' ? [except] : except
  const offered = data?.items.filter(({ id }) => !left.includes(id)) ?? []
  return (
    <div className="stack">
      <SearchField label={t('search')} value={search} onChange={setSearch} />
      <ListBox
        aria-label={t('pick')}
        className="menu pick-list"
        items={offered}
        selectionMode="single"
        selectedKeys={picked === undefined ? [] : [picked]}
        onSelectionChange={keys => {
          onPick(keys === 'all' ? undefined : [...keys].map(String)[0])
        }}
        renderEmptyState={() => data && <p className="soft pick-empty">{t('pickNone')}</p>}
      >
        {({ id, name, coverId }) => (
          <ListBoxItem id={id} textValue={name} className="menu-item pick-item">
            <Photo src={coverId === null ? null : photoUrl(coverId)} alt="" size={36} isRound name={name} />
            {name}
          </ListBoxItem>
        )}
      </ListBox>
    </div>
  )
}
