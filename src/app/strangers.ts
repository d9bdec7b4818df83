// How similar unknown people of the timeline came to somebody registered: the site's own word on how alike strangers are.

import type { EventLog } from '../core/records.ts'

const MAX_EVENTS = 2000
const PAGE = 500
const DAYS_30_MS = 30 * 86_400_000

/**
 * The highest similarity of each unknown face of the last 30 days, newest first, 2,000 at most.
 * @param since the newest person registered: before, faces were compared with fewer people
 */
export async function strangersOf(events: Pick<EventLog, 'list'>, since: Date, now = new Date()): Promise<number[]> {
  const from = new Date(Math.max(since.getTime(), now.getTime() - DAYS_30_MS))
  const highest: number[] = []
  let cursor: string | undefined
  do {
    const page = await events.list({ outcome: 'unknown', from }, { cursor, limit: PAGE })
    highest.push(...page.items.flatMap(({ decision }) => decision.candidates[0]?.similarity ?? []))
    cursor = page.next
  } while (cursor !== undefined && highest.length < MAX_EVENTS)
  return highest
}
