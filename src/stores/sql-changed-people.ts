// Of whom the newest changes were, so that a gallery reads those people again and not everybody.

import type { ChangedPeople } from '../core/ports.ts'
import type { Db, Tx } from './sql.ts'

/** Undefined is everybody: also the answer of whoever cannot tell. */
export type Changed =
  | {
      readonly ids?: readonly string[]
      /** Deleted for good. */
      readonly gone?: readonly string[]
      /** Deleted for good, and hidden by a change before. */
      readonly purged?: readonly string[]
    }
  | undefined
/** Whom a change was about, from what it resulted in. */
export type Whom<T> = (result: T) => Changed

export const NOBODY: Changed = {}

/** The row that says from which version on all are known. */
const KNOWN_SINCE = ''
/** The row of a version that has been: one of a store that was this one once, and has changed apart, has none. */
const MARK = '@'
const markOf = (version: number): string => `${MARK}${version}`
/**
 * The row of the newest change by which somebody went for good. Who it was it does not say, and nothing of them may be left: whoever
 * has them finds out by looking who is there.
 */
const GONE = '-'
/** Of more rows the oldest are forgotten, once in so many changes: versions go on by chance. */
const KEPT = 8192
const FORGOTTEN_EVERY = 1024
/** A change of more is one of everybody. */
const MOST_PEOPLE = 1000

/** To be called in the transaction of the change, which has counted it. */
export async function noteChanged(tx: Tx, changed: Changed): Promise<void> {
  const version = await versionOf(tx)
  if (!changed) await forget(tx, version)
  else {
    const { ids = [], gone = [], purged = [] } = changed
    await note(
      tx,
      [...new Set(ids)].filter(id => !gone.includes(id)),
      version,
    )
    if (gone.length > 0) await noteGone(tx, gone, version)
    if (purged.length > 0) await noteGone(tx, purged, await hiddenAt(tx, purged, version))
  }
  await tx
    .insertInto('changed_people')
    .values({ person_id: markOf(version), version })
    .execute()
  if (version % FORGOTTEN_EVERY === 0) await forgetOldest(tx)
}

async function note(tx: Tx, ids: readonly string[], version: number): Promise<void> {
  if (ids.length > MOST_PEOPLE) return forget(tx, version)
  if (ids.length > 0) {
    await tx.deleteFrom('changed_people').where('person_id', 'in', ids).execute()
    const rows = ids.map(person_id => ({ person_id, version }))
    await tx.insertInto('changed_people').values(rows).execute()
  }
}

async function noteGone(tx: Tx, ids: readonly string[], at: number): Promise<void> {
  const before = await tx.selectFrom('changed_people').select('version').where('person_id', '=', GONE).executeTakeFirst()
  for (let first = 0; first < ids.length; first += MOST_PEOPLE) {
    const part = ids.slice(first, first + MOST_PEOPLE)
    await tx.deleteFrom('changed_people').where('person_id', 'in', part).execute()
  }
  await tx.deleteFrom('changed_people').where('person_id', '=', GONE).execute()
  await tx
    .insertInto('changed_people')
    .values({ person_id: GONE, version: Math.max(at, before?.version ?? 0) })
    .execute()
}

/** Whoever has seen them hidden misses nothing when they go. */
async function hiddenAt(tx: Tx, ids: readonly string[], version: number): Promise<number> {
  if (ids.length > MOST_PEOPLE) return version
  const rows = await tx.selectFrom('changed_people').select('version').where('person_id', 'in', ids).execute()
  return rows.length < ids.length ? version : Math.max(0, ...rows.map(row => row.version))
}

/** Undefined: not known so far back, or a version that this store has not had. */
export async function changedSince(db: Db, version: number): Promise<ChangedPeople | undefined> {
  const rows = await db
    .selectFrom('changed_people')
    .selectAll()
    .where(eb => eb.or([eb('version', '>=', version), eb('person_id', '=', KNOWN_SINCE)]))
    .execute()
  const at = rows.filter(row => row.version === version).map(({ person_id }) => person_id)
  if (!at.includes(markOf(version)) && !at.includes(KNOWN_SINCE)) return undefined
  const later = rows.filter(row => row.version > version).map(({ person_id }) => person_id)
  if (later.includes(KNOWN_SINCE)) return undefined
  return { ids: later.filter(id => id !== GONE && !id.startsWith(MARK)), areSomeGone: later.includes(GONE) }
}

export async function versionOf(db: Db): Promise<number> {
  const { count } = await db.selectFrom('changes').select('count').executeTakeFirstOrThrow()
  return count
}

async function forgetOldest(tx: Tx): Promise<void> {
  const versions = tx.selectFrom('changed_people').select('version').orderBy('version', 'desc')
  const oldest = await versions.offset(KEPT).limit(1).executeTakeFirst()
  if (oldest) await forget(tx, oldest.version)
}

/** What was up to that version. */
async function forget(tx: Tx, version: number): Promise<void> {
  const known = await tx.selectFrom('changed_people').select('version').where('person_id', '=', KNOWN_SINCE).executeTakeFirst()
  if (known && known.version >= version) return
  await tx.deleteFrom('changed_people').where('version', '<=', version).execute()
  await tx.insertInto('changed_people').values({ person_id: KNOWN_SINCE, version }).execute()
}
