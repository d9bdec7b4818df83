// The days and their events as one list, drawn only where it is looked at; arrows move, Enter opens, N says "not this person".

import { useRef, type KeyboardEvent } from 'react'
import {
  Collection,
  GridList,
  GridListHeader,
  GridListItem,
  GridListSection,
  ListLayout,
  Virtualizer,
} from 'react-aria-components'
import type { FaceEventJson } from '../../../src/client.ts'
import { useText } from '../i18n/language.tsx'
import { timeline } from '../i18n/parts/timeline.ts'
import { groupByDay } from './days.ts'
import { EventRow } from './event-row.tsx'
import { LoadMore } from './load-more.tsx'
import { useWords } from './words.ts'

/** Fixed, so that nothing shifts and ten thousand events need no measuring. */
const LAYOUT = { rowHeight: 76, headingHeight: 48 }

export interface EventListProps {
  readonly events: readonly FaceEventJson[]
  readonly openId: string | undefined
  readonly onOpen: (eventId: string) => void
  readonly onClose: () => void
  /** Undefined: this reader may not. */
  readonly onNot: ((event: FaceEventJson) => void) | undefined
  readonly isLoadingMore: boolean
  readonly onLoadMore: () => void
}

const eventIdAt = (target: EventTarget): string | undefined =>
  target instanceof Element ? (target.closest('[data-event]')?.getAttribute('data-event') ?? undefined) : undefined

export function EventList({ events, openId, onOpen, onClose, onNot, isLoadingMore, onLoadMore }: EventListProps) {
  const t = useText(timeline)
  const { day: titleOf, who } = useWords()
  const days = groupByDay(events)
  const list = useRef<HTMLDivElement>(null)

  const press = (press: KeyboardEvent) => {
    if (press.key === 'Escape' && openId !== undefined) {
      press.stopPropagation()
      onClose()
    }
    if (press.key.toLowerCase() !== 'n' || press.ctrlKey || press.metaKey || press.altKey) return
    const event = events.find(({ id }) => id === eventIdAt(press.target))
    if (event) onNot?.(event)
  }

  return (
    <div
      className="event-list"
      ref={list}
      onKeyDownCapture={press}
      // While an event is open, the reasons follow the arrows.
      onFocusCapture={({ target }) => {
        const focused = eventIdAt(target)
        if (openId !== undefined && focused !== undefined && focused !== openId && target.matches('[data-event]')) onOpen(focused)
      }}
    >
      <Virtualizer layout={ListLayout} layoutOptions={LAYOUT}>
        <GridList
          aria-label={t('list')}
          className="events"
          selectionMode="none"
          disallowTypeAhead
          onAction={key => {
            onOpen(String(key))
          }}
        >
          <Collection items={days} dependencies={[titleOf, openId, onNot]}>
            {day => (
              <GridListSection id={day.key}>
                <GridListHeader className="day-head">{titleOf(day.date)}</GridListHeader>
                <Collection items={day.events} dependencies={[openId, onNot]}>
                  {event => (
                    <GridListItem
                      id={event.id}
                      textValue={who(event)}
                      className="event"
                      data-event={event.id}
                      data-open={event.id === openId || undefined}
                    >
                      <EventRow
                        event={event}
                        onNot={
                          onNot &&
                          (() => {
                            onNot(event)
                          })
                        }
                      />
                    </GridListItem>
                  )}
                </Collection>
              </GridListSection>
            )}
          </Collection>
        </GridList>
      </Virtualizer>
      <LoadMore loaded={events.length} isLoading={isLoadingMore} onLoadMore={onLoadMore} />
    </div>
  )
}
