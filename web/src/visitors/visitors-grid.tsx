// Visitors as a grid that scrolls with the page, drawn only where it is looked at; Enter opens, Space selects.

import { useMemo } from 'react'
import { Collection, GridLayout, GridList, Size, Virtualizer } from 'react-aria-components'
import type { VisitorJson } from '../../../src/client.ts'
import { useText } from '../i18n/language.tsx'
import { visitors } from '../i18n/parts/visitors.ts'
import { LoadMore } from '../timeline/load-more.tsx'
import { VisitorCard } from './visitor-card.tsx'

const LAYOUT = {
  minItemSize: new Size(150, 238),
  maxItemSize: new Size(230, 326),
  minSpace: new Size(8, 8),
  preserveAspectRatio: true,
}

export interface VisitorsGridProps {
  readonly items: readonly VisitorJson[]
  readonly isLoading: boolean
  readonly onMore: () => void
  readonly selected: ReadonlySet<string>
  readonly onSelect: (ids: ReadonlySet<string>) => void
  readonly onOpen: (visitorId: string) => void
  readonly isSelectable: boolean
}

export function VisitorsGrid({ items, isLoading, onMore, selected, onSelect, onOpen, isSelectable }: VisitorsGridProps) {
  const t = useText(visitors)
  const cards = useMemo(
    () => <Collection items={items}>{visitor => <VisitorCard visitor={visitor} isSelectable={isSelectable} />}</Collection>,
    [items, isSelectable],
  )
  return (
    <div className="visitors-frame">
      <Virtualizer layout={GridLayout} layoutOptions={LAYOUT}>
        <GridList
          aria-label={t('title')}
          layout="grid"
          className="visitors-grid"
          data-selecting={selected.size > 0 || undefined}
          selectionMode={isSelectable ? 'multiple' : 'none'}
          selectionBehavior="toggle"
          selectedKeys={selected}
          onSelectionChange={keys => {
            onSelect(new Set(keys === 'all' ? items.map(({ id }) => id) : [...keys].map(String)))
          }}
          onAction={key => {
            onOpen(String(key))
          }}
        >
          {cards}
        </GridList>
      </Virtualizer>
      <LoadMore loaded={items.length} isLoading={isLoading} onLoadMore={onMore} />
    </div>
  )
}
