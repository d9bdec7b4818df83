// What the timeline is narrowed to, as it stands in the page's address and as the API asks for it. Knows no component.

import type { RequestOf } from '../../../src/client.ts'

export const OUTCOMES = ['known', 'unknown', 'undecided'] as const
export type OutcomeName = (typeof OUTCOMES)[number]

/** Days are local ones, `2026-03-29`; `to` is the last day shown. */
export interface Filters {
  readonly personId?: string
  readonly cameraId?: string
  readonly outcome?: OutcomeName
  readonly from?: string
  readonly to?: string
}

const TEXTS = { personId: 'person', cameraId: 'camera' } as const
const DAYS = ['from', 'to'] as const

export function parseFilters(search: string): Filters {
  const params = new URLSearchParams(search)
  const filters: { -readonly [Key in keyof Filters]: Filters[Key] } = {}
  for (const [field, param] of Object.entries(TEXTS) as [keyof typeof TEXTS, string][]) {
    const value = params.get(param)
    if (value && value.length <= 100) filters[field] = value
  }
  const outcome = OUTCOMES.find(each => each === params.get('outcome'))
  if (outcome) filters.outcome = outcome
  for (const field of DAYS) {
    const value = params.get(field)
    if (value && toDay(value)) filters[field] = value
  }
  return filters
}

/** The address's query for these filters and the event that is open; empty, or beginning with `?`. */
export function toSearch(filters: Filters, eventId?: string): string {
  const params = new URLSearchParams()
  for (const [field, param] of Object.entries(TEXTS) as [keyof typeof TEXTS, string][]) {
    const value = filters[field]
    if (value) params.set(param, value)
  }
  if (filters.outcome) params.set('outcome', filters.outcome)
  for (const field of DAYS) if (filters[field]) params.set(field, filters[field])
  if (eventId) params.set('event', eventId)
  return params.size === 0 ? '' : `?${params.toString()}`
}

export function parseEventId(search: string): string | undefined {
  const eventId = new URLSearchParams(search).get('event')
  return eventId === null || eventId === '' ? undefined : eventId
}

export const isFiltered = (filters: Filters): boolean => Object.keys(filters).length > 0

type EventQuery = NonNullable<RequestOf<'GET /events'>['query']>

/** A day begins at local midnight, whatever the clocks do in its night. */
export function toQuery({ from, to, ...filters }: Filters): EventQuery {
  const first = from === undefined ? undefined : toDay(from)
  const last = to === undefined ? undefined : toDay(to)
  return {
    ...filters,
    ...(first && { from: first.toISOString() }),
    ...(last && { to: new Date(last.getFullYear(), last.getMonth(), last.getDate() + 1, 0, 0, 0, -1).toISOString() }),
  }
}

function toDay(text: string): Date | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.slice(1).map(Number)
  if (!parts) return undefined
  const [year = 0, month = 0, day = 0] = parts
  const date = new Date(year, month - 1, day)
  return date.getMonth() === month - 1 && date.getDate() === day ? date : undefined
}
