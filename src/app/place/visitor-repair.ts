// Puts right, in the background, what later evidence shows of visitors: joins, merges and splits. What an operator said stays.

import type { Store } from '../../core/ports.ts'
import type { By, VisitorChange, Visits } from '../../core/visits.ts'
import type { Repair } from '../../recognition/visitors.ts'
import type { VisitKeeper } from './visit-keeper.ts'

export interface VisitorRepairOptions {
  readonly store: Pick<Store, 'setting' | 'setSetting'> & { readonly visits: Visits }
  readonly keeper: Pick<VisitKeeper, 'book' | 'inTurn' | 'known' | 'join' | 'changed'>
  readonly now: () => Date
}

const ROSTRO = 'rostro'
/** In the store: visitors whom an operator put together, whom nobody takes apart again. */
const KEY = 'visitors-as-told'
const MOST_TOLD = 1000
/** Of one run: the next is a minute away. */
const MOST_REPAIRS = 20
/** More than anybody changes in a minute. */
const CHANGES_READ = 200

/** What operators did, taken from what can still be undone; whichever process did it. */
async function heedOperators({ store, keeper }: VisitorRepairOptions): Promise<ReadonlySet<string>> {
  const kept = new Set(JSON.parse((await store.setting(KEY)) ?? '[]') as readonly string[])
  const before = kept.size
  const apart = new Set((await store.visits.apart()).map(pair => [...pair].sort().join(' ')))
  for (const { kind, by, visitorIds } of await store.visits.changes(CHANGES_READ)) {
    const [first, second] = visitorIds
    if (by === ROSTRO || first === undefined) continue
    if (kind === 'merge') kept.add(first)
    if (kind !== 'split' || second === undefined || apart.has([first, second].sort().join(' '))) continue
    await keeper.known(() => store.visits.keepApart([first, second]))
    keeper.book.keepApart(first, second)
  }
  if (kept.size > before) await store.setSetting(KEY, JSON.stringify([...kept].slice(-MOST_TOLD)))
  return kept
}

/** One run. @returns how many repairs were made. @throws RostroError store_* */
export async function repairVisitors(options: VisitorRepairOptions): Promise<number> {
  const { keeper } = options
  return keeper.inTurn(async () => {
    const asTold = await heedOperators(options)
    const repairs = keeper.book
      .repairs()
      .filter(repair => repair.kind !== 'split' || !asTold.has(repair.visitorId))
      .slice(0, MOST_REPAIRS)
    for (const repair of repairs) await keeper.known(() => apply(repair, options))
    if (repairs.length > 0) await keeper.changed()
    return repairs.length
  })
}

async function apply(
  repair: Repair,
  { store: { visits }, keeper, now }: VisitorRepairOptions,
): Promise<VisitorChange | undefined> {
  const { book } = keeper
  const by: By = { by: ROSTRO, at: now() }
  switch (repair.kind) {
    case 'merge': {
      const moving = await visitIdsOf(visits, repair.from)
      const change = await visits.merge(repair.into, [repair.from], by, 'repair')
      for (const visitId of moving) book.move(visitId, repair.into)
      return change
    }
    case 'split': {
      const { change, visitor } = await visits.split(repair.visitorId, repair.visitIds, by, 'repair')
      for (const visitId of repair.visitIds) book.move(visitId, visitor.id)
      return change
    }
    case 'join':
      await keeper.join(repair.visitId, repair.visitorId)
      return undefined
  }
}

async function visitIdsOf(visits: Visits, visitorId: string): Promise<readonly string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = await visits.list({ visitorId }, { cursor, limit: 500 })
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.next
  } while (cursor !== undefined)
  return ids
}
