// Which events are shown and which wait behind the "new" pill, so that nothing moves under the eyes of whoever reads.

export interface Dated {
  readonly id: string
  readonly startedAt: string
}

/** Events the first page now has that began after the newest one shown: they wait until asked for. */
export function waiting<Event extends Dated>(shown: readonly Event[], firstPage: readonly Event[]): Event[] {
  const newest = shown[0]
  const ids = new Set(shown.map(event => event.id))
  return firstPage.filter(event => !ids.has(event.id) && (newest === undefined || event.startedAt >= newest.startedAt))
}

/** The shown events as the first page now knows them: a face that left, a name that came. Nothing is added or moved. */
export function refreshed<Event extends Dated>(shown: readonly Event[], firstPage: readonly Event[]): Event[] {
  const fresh = new Map(firstPage.map(event => [event.id, event]))
  return shown.map(event => fresh.get(event.id) ?? event)
}

/** Pages one after another. An event that moved from one page to the next while both were fetched comes once. */
export function joined<Event extends Dated>(pages: readonly (readonly Event[])[]): Event[] {
  return [...new Map(pages.flat().map(event => [event.id, event])).values()]
}
