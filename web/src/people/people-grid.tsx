// People as a grid of which only the visible part is in the page; asks for more as its end comes near.

import { useMemo, type KeyboardEvent } from 'react'
import { GridLayout, GridList, GridListLoadMoreItem, Collection, Size, Virtualizer, type Selection } from 'react-aria-components'
import type { PersonJson } from '../../../src/client.ts'
import { useText } from '../i18n/language.tsx'
import { common } from '../i18n/parts/common.ts'
import { people } from '../i18n/parts/people.ts'
import { PersonCard } from './person-card.tsx'

const LAYOUT = {
  minItemSize: new Size(150, 220),
  maxItemSize: new Size(230, 308),
  minSpace: new Size(8, 8),
  preserveAspectRatio: true,
}

export interface PeopleGridProps {
  readonly items: readonly PersonJson[]
  readonly hasMore: boolean
  readonly isLoading: boolean
  readonly onMore: () => void
  readonly selected: ReadonlySet<string>
  readonly onSelect: (ids: ReadonlySet<string>) => void
  readonly onOpen: (personId: string) => void
  readonly onDelete: (personIds: readonly string[]) => void
  readonly isSelectable: boolean
}

export function PeopleGrid(props: PeopleGridProps) {
  const { items, hasMore, isLoading, onMore, selected, onSelect, onOpen, onDelete, isSelectable } = props
  const t = useText(people)
  const c = useText(common)
  const select = (keys: Selection) => {
    onSelect(new Set(keys === 'all' ? items.map(({ id }) => id) : [...keys].map(String)))
  }
  const deleteByKey = (event: KeyboardEvent) => {
    if (event.key !== 'Delete' || !isSelectable) return
    const focused = (event.target as HTMLElement).closest('[data-key]')?.getAttribute('data-key')
    const ids = selected.size > 0 ? [...selected] : typeof focused === 'string' ? [focused] : []
    if (ids.length > 0) onDelete(ids)
  }
  const cards = useMemo(
    () => <Collection items={items}>{person => <PersonCard person={person} isSelectable={isSelectable} />}</Collection>,
    [items, isSelectable],
  )
  return (
    <div className="people-grid-frame" onKeyDown={deleteByKey}>
      <Virtualizer layout={GridLayout} layoutOptions={LAYOUT}>
        <GridList
          aria-label={t('title')}
          layout="grid"
          className="people-grid"
          data-selecting={selected.size > 0 || undefined}
          selectionMode={isSelectable ? 'multiple' : 'none'}
          selectionBehavior="toggle"
          selectedKeys={selected}
          onSelectionChange={select}
          onAction={key => {
            onOpen(String(key))
          }}
        >
          {cards}
          {hasMore && (
            <GridListLoadMoreItem onLoadMore={onMore} isLoading={isLoading} scrollOffset={2} className="soft people-more">
              {c('loading')}
            </GridListLoadMoreItem>
          )}
        </GridList>
      </Virtualizer>
    </div>
  )
}
