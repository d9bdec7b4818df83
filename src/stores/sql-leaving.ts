// What becomes of everything that names a person when they are deleted, at once or later, or merged into another.

import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import { RostroError } from '../core/errors.ts'
import { mergeCandidates, readDecision, withoutCandidate, writeDecision, type KeptDecision } from './decisions.ts'
import { forgetInAlerts, moveInAlerts } from './sql-alerts-leaving.ts'
import { leaveDoors, moveDoors } from './sql-factors.ts'
import { leaveGroups, takeOverGroups } from './sql-groups.ts'
import { openRow, resealedColumns } from './sealed-rows.ts'
import { damagedName } from './rows.ts'
import { removeCorrection } from './sql-corrections.ts'
import { leaveVisits, moveVisits } from './sql-forgetting.ts'
import { freeKey } from './sql-naming.ts'
import { requireId } from './sql-people.ts'
import { giveReference } from './sql-references.ts'
import type { Schema } from './schema.ts'
import { leave, type Db, type Tx } from './sql.ts'

/** Events looked through by one statement, which takes some milliseconds. */
const READ_AT_ONCE = 1000

/** Not even a name may be like it: names have no control characters. */
const departingKey = (personId: string): string => `\u0001departing ${personId}`

export async function hide(tx: Tx, personId: string, at: Date): Promise<void> {
  await requireId(tx, personId)
  await tx.insertInto('departing').values({ person_id: personId, at: at.getTime() }).execute()
  await tx
    .updateTable('people')
    .set({ name_key: departingKey(personId) })
    .where('id', '=', personId)
    .execute()
}

/** @throws RostroError person_not_found, name_taken */
export async function restore(tx: Tx, personId: string): Promise<void> {
  const person = await tx
    .selectFrom('people')
    .innerJoin('departing', 'departing.person_id', 'people.id')
    .select(['people.id', 'people.name'])
    .where('people.id', '=', personId)
    .executeTakeFirst()
  if (!person) {
    const sentence = `There is no person ${JSON.stringify(personId)} whose deletion can be undone; it may be too late.`
    throw new RostroError('person_not_found', sentence)
  }
  const opened = await openRow(tx, 'people', person)
  if (!opened) throw damagedName(personId)
  const name_key = await freeKey(tx, opened)
  await tx.deleteFrom('departing').where('person_id', '=', personId).execute()
  await tx.updateTable('people').set({ name_key }).where('id', '=', personId).execute()
}

/** The people whose time has come. */
export async function due(db: Db, now: Date): Promise<string[]> {
  const rows = await db.selectFrom('departing').select('person_id').where('at', '<=', now.getTime()).execute()
  return rows.map(row => row.person_id)
}

export async function erase(tx: Tx, personId: string): Promise<void> {
  const refused = await tx.selectFrom('refusals').select('event_id').where('person_id', '=', personId).execute()
  leave(
    tx,
    'event',
    refused.map(({ event_id }) => event_id),
  )
  for await (const isInPart of partsOfEvents(tx)) {
    const part = tx.selectFrom('events').select('id').where(isInPart)
    const theirs = part.where(eb => eb.or([eb('decided_person_id', '=', personId), eb('correction_person_id', '=', personId)]))
    for (const { id } of await theirs.execute()) {
      leave(tx, 'event', [id])
      await tx.deleteFrom('shots').where('event_id', '=', id).execute()
      // Refused for somebody else, the face is this person's.
      await tx.deleteFrom('refusals').where('event_id', '=', id).execute()
      await tx.deleteFrom('events').where('id', '=', id).execute()
    }
    await changeDecisions(tx, isInPart, personId, decision => withoutCandidate(decision, personId))
  }
  await tx.deleteFrom('refusals').where('person_id', '=', personId).execute()
  await tx.deleteFrom('consents').where('person_id', '=', personId).execute()
  await tx.deleteFrom('refs').where('person_id', '=', personId).execute()
  await leaveGroups(tx, personId)
  await leaveDoors(tx, personId)
  await forgetInAlerts(tx, [personId])
  await leaveVisits(tx, personId)
  await remove(tx, personId)
}

/** A registration that was a mistake, and whose photos go: where they were recognised since, somebody unknown was. @returns who else lost a photo by it */
export async function unregister(tx: Tx, personId: string): Promise<readonly string[]> {
  const said = await tx.selectFrom('events').selectAll().where('correction_person_id', '=', personId).execute()
  const owners: string[] = []
  for (const event of said) owners.push(...(await removeCorrection(tx, event)))
  const unknown = { person_id: null, outcome: 'unknown' }
  const decided = tx.selectFrom('events').select('id').where('decided_person_id', '=', personId)
  for (const { id } of await decided.where('correction_kind', 'is', null).execute()) {
    leave(tx, 'event', [id])
    await tx.deleteFrom('shots').where('event_id', '=', id).execute()
    await tx.updateTable('events').set(unknown).where('id', '=', id).execute()
  }
  await tx.updateTable('events').set({ decided_person_id: null }).where('decided_person_id', '=', personId).execute()
  await erase(tx, personId)
  return owners
}

/** Both people are there and not the same. */
export async function absorb(tx: Tx, fromId: string, intoId: string): Promise<void> {
  const photos = await tx.selectFrom('refs').select('id').where('person_id', '=', fromId).execute()
  for (const { id } of photos) await giveReference(tx, id, intoId)
  const change = { person_id: intoId }
  for (const table of ['refusals', 'consents'] as const) {
    for (const row of await tx.selectFrom(table).selectAll().where('person_id', '=', fromId).execute()) {
      const columns = await resealedColumns(tx, table, { ...row }, change)
      await tx
        .updateTable(table)
        .set({ ...columns, ...change })
        .where('sequence', '=', row.sequence)
        .execute()
    }
  }
  for await (const isInPart of partsOfEvents(tx)) {
    for (const column of ['person_id', 'decided_person_id', 'correction_person_id'] as const) {
      await tx
        .updateTable('events')
        .set({ [column]: intoId })
        .where(isInPart)
        .where(column, '=', fromId)
        .execute()
    }
    await changeDecisions(tx, isInPart, fromId, decision => mergeCandidates(decision, fromId, intoId))
  }
  await dropContradictions(tx, intoId)
  await takeOverGroups(tx, fromId, intoId)
  await moveDoors(tx, fromId, intoId)
  await moveInAlerts(tx, fromId, intoId)
  await moveVisits(tx, fromId, intoId)
  await remove(tx, fromId)
}

/** Nobody refuses a face that is one of their own photos, nor the same face in another embedding space. */
export async function dropContradictions(tx: Tx, personId: string): Promise<void> {
  const contradicted = await tx
    .selectFrom('refusals')
    .select('event_id')
    .where('person_id', '=', personId)
    .where(eb =>
      eb.exists(
        eb
          .selectFrom('refs')
          .select('refs.id')
          .where('refs.person_id', '=', personId)
          .whereRef('refs.vector_crc', '=', 'refusals.vector_crc')
          // Sealed, the same template never looks the same; the mark alone is 32 secret bits.
          .$if(!tx.vault.seals, same => same.whereRef('refs.vector', '=', 'refusals.vector')),
      ),
    )
    .execute()
  for (const { event_id } of contradicted) {
    leave(tx, 'event', [event_id])
    await tx.deleteFrom('refusals').where('person_id', '=', personId).where('event_id', '=', event_id).execute()
  }
}

async function remove(tx: Tx, personId: string): Promise<void> {
  await tx.deleteFrom('departing').where('person_id', '=', personId).execute()
  await tx.deleteFrom('people').where('id', '=', personId).execute()
  leave(tx, 'person', [personId])
}

/** Of each event of the part among whose candidates the person is. Reads all decisions: it comes with rewriting the whole file. */
async function changeDecisions(
  tx: Tx,
  isInPart: IsInPart,
  personId: string,
  change: (decision: KeptDecision) => KeptDecision,
): Promise<void> {
  const part = tx.selectFrom('events').select(['id', 'decision']).where(isInPart)
  for (const { id, decision } of await part.where('decision', 'like', `%${JSON.stringify(personId)}%`).execute()) {
    const changed = writeDecision(change(readDecision(id, decision)))
    await tx.updateTable('events').set({ decision: changed }).where('id', '=', id).execute()
  }
}

type IsInPart = (eb: ExpressionBuilder<Schema, 'events'>) => Expression<SqlBool>

/** What no index finds is looked for in one part after the other: a single statement would hold up the thread until it has read them all. */
async function* partsOfEvents(tx: Tx): AsyncGenerator<IsInPart> {
  let after = ''
  for (;;) {
    const from = after
    const ids = tx.selectFrom('events').select('id').where('id', '>', from).orderBy('id')
    const last = (await ids.offset(READ_AT_ONCE).limit(1).executeTakeFirst())?.id
    yield eb => eb.and([eb('id', '>', from), ...(last === undefined ? [] : [eb('id', '<=', last)])])
    if (last === undefined) return
    after = last
  }
}
