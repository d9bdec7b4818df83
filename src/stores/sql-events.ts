// The EventLog port: faces seen, and what operators said about them.

import { sql, type Selectable } from 'kysely'
import { RostroError } from '../core/errors.ts'
import type {
  Correction,
  EventFilter,
  EventLog,
  FaceEvent,
  KeptEvent,
  Page,
  PageRequest,
  Refusal,
  Shot,
} from '../core/records.ts'
import type { EmbeddingSpace } from '../core/types.ts'
import { pageOf, parseCursor, toCursor } from './cursors.ts'
import { idsIn, keptDecision } from './decisions.ts'
import {
  damagedShot,
  effective,
  eventColumns,
  NO_CORRECTION,
  peopleIn,
  shotRow,
  toEvent,
  toShot,
  type EventRow,
} from './event-rows.ts'
import { readTemplate } from './rows.ts'
import type { Schema } from './schema.ts'
import { applyCorrection, removeCorrection } from './sql-corrections.ts'
import { departingIds, visiblePeople } from './sql-people.ts'
import { openRow, openRows, sealRow } from './sealed-rows.ts'
import { NOBODY } from './sql-changed-people.ts'
import { leave, type Db, type Sql, type Tx } from './sql.ts'

/** Events deleted in one transaction, so that a year's worth does not stop the cameras. */
const EXPIRED_AT_ONCE = 500

export class SqlEvents implements EventLog {
  readonly #sql: Sql
  readonly #openedAt = Date.now()

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async save(event: FaceEvent, shot?: Shot): Promise<void> {
    await this.#sql.beside(async tx => {
      const decision = keptDecision(event.decision, await existing(tx, idsIn(event.decision)))
      const before = await tx.selectFrom('events').selectAll().where('id', '=', event.id).executeTakeFirst()
      const columns = { ...eventColumns(event, decision, Date.now()), ...effective(decision, before ?? NO_CORRECTION) }
      if (before) await tx.updateTable('events').set(columns).where('id', '=', event.id).execute()
      else
        await tx
          .insertInto('events')
          .values({ id: event.id, ...NO_CORRECTION, ...columns })
          .execute()
      // The face of somebody who was deleted meanwhile is not kept as a stranger's.
      const isGone = event.decision.outcome === 'known' && decision.outcome !== 'known'
      if (!shot || isGone) return
      await tx.deleteFrom('shots').where('event_id', '=', event.id).execute()
      await tx
        .insertInto('shots')
        .values(await sealRow(tx, 'shots', shotRow(event.id, shot)))
        .execute()
    })
  }

  list(filter: EventFilter, page: PageRequest): Promise<Page<KeptEvent>> {
    return this.#sql.read(async db => {
      const found = await filtered(db, filter)
      let part = withShot(found)
        .orderBy('started_at', 'desc')
        .orderBy('id', 'desc')
        .limit(page.limit + 1)
      if (page.cursor !== undefined) {
        const [at, id] = parseCursor('events', page.cursor, 'number')
        part = part.where('started_at', '<=', at).where(eb => eb.or([eb('started_at', '<', at), eb('id', '<', id)]))
      }
      const rows = await part.execute()
      const people = await visiblePeople(db, new Set(rows.flatMap(peopleIn)))
      const { total } = await found.select(({ fn }) => fn.countAll().as('total')).executeTakeFirstOrThrow()
      const { items, next } = pageOf(
        rows,
        page,
        row => toEvent(row, people),
        row => toCursor('events', [row.started_at, row.id]),
      )
      return { items, next, total: Number(total) }
    })
  }

  find(eventId: string): Promise<KeptEvent> {
    return this.#sql.read(async db => {
      const row = await withShot(db.selectFrom('events')).where('id', '=', eventId).executeTakeFirst()
      if (!row) throw notFound(eventId)
      return toEvent(row, await visiblePeople(db, new Set(peopleIn(row))))
    })
  }

  async shot(eventId: string, space?: EmbeddingSpace): Promise<Shot | undefined> {
    return this.#sql.read(async db => {
      const row = await shotOf(db, eventId)
      if (!row || space === undefined || row.space === space) return row && toShot(row)
      const kept = await db
        .selectFrom('shot_templates')
        .selectAll()
        .where('event_id', '=', eventId)
        .where('space', '=', space)
        .executeTakeFirst()
      const further = await openRow(db, 'shot_templates', kept)
      if (kept && !further) throw damagedShot(eventId)
      return toShot({ ...row, ...further })
    })
  }

  async correct(eventId: string, correction: Correction, shot: Shot | undefined): Promise<void> {
    await this.#sql.change(
      async tx => {
        const event = await requireEvent(tx, eventId)
        const kept = await shotOf(tx, eventId)
        const before = await removeCorrection(tx, event)
        await applyCorrection(tx, event, correction, shot, kept && toShot(kept))
        return [...before, correction.personId]
      },
      ids => ({ ids }),
    )
  }

  async undoCorrection(eventId: string): Promise<void> {
    await this.#sql.change(
      async tx => removeCorrection(tx, await requireEvent(tx, eventId)),
      ids => ({ ids }),
    )
  }

  async refusals(space: EmbeddingSpace): Promise<readonly Refusal[]> {
    return this.#sql.read(async db => {
      const rows = await db
        .selectFrom('refusals')
        .selectAll()
        .where('space', '=', space)
        .where('person_id', 'not in', departingIds(db))
        .orderBy('sequence')
        .execute()
      // Where they are sealed, one that was tampered with is left out, as a photo is: whoever can do that can also delete it.
      return (await openRows(db, 'refusals', rows)).flatMap(row => (row ? toRefusal(row) : []))
    })
  }

  /** A face refused in it goes along; a photo somebody got by it stays with them. */
  async delete(eventId: string): Promise<void> {
    await this.#sql.change(
      async tx => {
        await tx.deleteFrom('refusals').where('event_id', '=', eventId).execute()
        await deleteEvents(tx, [eventId])
      },
      () => NOBODY,
    )
    await this.#sql.destroyKeys()
  }

  async expire(before: { readonly events: Date; readonly shots: Date }): Promise<void> {
    const [events, shots] = [before.events.getTime(), before.shots.getTime()]
    // Nobody has written them since this store was opened, or for as long as pictures are kept: their process is gone.
    const abandoned = Math.max(this.#openedAt, events, shots)
    await this.#sql.record(tx =>
      tx
        .updateTable('events')
        .set(eb => ({ ended_at: eb.ref('saved_at') }))
        .where('ended_at', 'is', null)
        .where('saved_at', '<', abandoned)
        .execute(),
    )
    await this.#inParts(async tx => {
      const old = tx.selectFrom('shots').innerJoin('events', 'events.id', 'shots.event_id').select('events.id')
      const ids = (await old.where('ended_at', '<', shots).limit(EXPIRED_AT_ONCE).execute()).map(row => row.id)
      if (ids.length > 0) await tx.deleteFrom('shots').where('event_id', 'in', ids).execute()
      leave(tx, 'event', ids)
      return ids.length
    })
    await this.#inParts(async tx => {
      const old = tx.selectFrom('events').select('id').where('ended_at', '<', events)
      const ids = (await old.limit(EXPIRED_AT_ONCE).execute()).map(row => row.id)
      await deleteEvents(tx, ids)
      return ids.length
    })
    await this.#sql.destroyKeys()
  }

  /** Repeats a step, a transaction each, until it deleted less than it may. */
  async #inParts(step: (tx: Tx) => Promise<number>): Promise<void> {
    while ((await this.#sql.record(step)) === EXPIRED_AT_ONCE) await new Promise(setImmediate)
  }
}

/** `from` is inside, `to` is not: both are compared with when the event began. */
async function filtered(db: Db, { personId, sourceId, outcome, from, to }: EventFilter) {
  let query = db.selectFrom('events')
  if (personId !== undefined) query = query.where('person_id', '=', personId).where('person_id', 'not in', departingIds(db))
  if (sourceId !== undefined) query = query.where('source_id', '=', sourceId)
  if (from) query = query.where('started_at', '>=', from.getTime())
  if (to) query = query.where('started_at', '<', to.getTime())
  if (outcome === undefined) return query
  // Seldom anybody. Known as one of them counts as unknown.
  const departing = (await departingIds(db).execute()).map(row => row.person_id)
  if (departing.length === 0) return query.where('outcome', '=', outcome)
  if (outcome === 'unknown') {
    return query.where(eb => eb.or([eb('outcome', '=', outcome), eb('person_id', 'in', departing)]))
  }
  return query
    .where('outcome', '=', outcome)
    .where(eb => eb.or([eb('person_id', 'is', null), eb('person_id', 'not in', departing)]))
}

const withShot = (query: Awaited<ReturnType<typeof filtered>>) =>
  query
    .selectAll()
    .select(eb =>
      eb.exists(eb.selectFrom('shots').select(sql.lit(1).as('one')).whereRef('shots.event_id', '=', 'events.id')).as('shot'),
    )

/** @throws RostroError store_corrupt where it is not what was sealed */
async function shotOf(db: Db, eventId: string) {
  const row = await db.selectFrom('shots').selectAll().where('event_id', '=', eventId).executeTakeFirst()
  const opened = await openRow(db, 'shots', row)
  if (row && !opened) throw damagedShot(eventId)
  return opened
}

async function existing(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx.selectFrom('people').select('id').where('id', 'in', ids).execute()
  return new Set(rows.map(row => row.id))
}

async function requireEvent(tx: Tx, id: string): Promise<EventRow> {
  const row = await tx.selectFrom('events').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound(id)
  return row
}

async function deleteEvents(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  leave(tx, 'event', ids)
  await tx.deleteFrom('shots').where('event_id', 'in', ids).execute()
  await tx.deleteFrom('events').where('id', 'in', ids).execute()
}

function toRefusal(row: Selectable<Schema['refusals']>): Refusal {
  const template = readTemplate(row)
  if (template) return { personId: row.person_id, template }
  const sentence = `A face refused for person ${row.person_id} is damaged; undo the correction of event ${row.event_id}, or restore a backup.`
  throw new RostroError('store_corrupt', sentence)
}

const notFound = (id: string): RostroError =>
  new RostroError('event_not_found', `There is no event ${JSON.stringify(id)}; it may have been deleted.`)
