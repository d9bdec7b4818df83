// The Doors port: doors, their locks, and their log, which is the part of the audit that speaks of doors.

import type { Selectable } from 'kysely'
import { detailStart, DOOR_DECISION, toDetail, toLogEntry } from '../core/door-log.ts'
import {
  UNLOCKED,
  type Door,
  type DoorFactor,
  type DoorLine,
  type DoorLockState,
  type DoorLogEntry,
  type Doors,
  type Presence,
} from '../core/doors.ts'
import { RostroError } from '../core/errors.ts'
import type { Page, PageRequest } from '../core/records.ts'
import { pageOf, parseCursor, toCursor } from './cursors.ts'
import { nameKey, toName } from './names.ts'
import type { Schema } from './schema.ts'
import { append, toEntry } from './sql-audit.ts'
import { addFactor, deleteFactor, factorsOf, useCode } from './sql-factors.ts'
import { forgetPresence, presences } from './sql-presence.ts'
import type { Db, Sql, Tx } from './sql.ts'
import { openRow, openRows, sealRow } from './sealed-rows.ts'

/** Whoever writes a decision in the audit. */
const BY = 'door'

export class SqlDoors implements Doors {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async list(): Promise<readonly Door[]> {
    // One that was tampered with is none: nobody comes in by it.
    const rows = await this.#sql.read(async db => openRows(db, 'doors', await db.selectFrom('doors').selectAll().execute()))
    const collator = new Intl.Collator('en', { numeric: true })
    return rows.flatMap(row => (row ? toDoor(row) : [])).sort((a, b) => collator.compare(a.name, b.name))
  }

  door(doorId: string): Promise<Door> {
    return this.#sql.read(db => requireDoor(db, doorId))
  }

  async put({ id, name: given, ...rest }: Door): Promise<void> {
    const name = toName(given)
    await this.#sql.record(async tx => {
      const columns = await sealRow(tx, 'doors', { name, name_key: nameKey(name), body: JSON.stringify(rest) }, { id })
      const holder = await tx
        .selectFrom('doors')
        .select(['id', 'name'])
        .where('name_key', '=', columns.name_key)
        .executeTakeFirst()
      if (holder && holder.id !== id) {
        throw new RostroError('name_taken', `There is a door called ${holder.name} already; choose another name.`)
      }
      // Not deleted and put anew: its lock would go with it.
      const there = await tx.selectFrom('doors').select('id').where('id', '=', id).executeTakeFirst()
      if (there) await tx.updateTable('doors').set(columns).where('id', '=', id).execute()
      else
        await tx
          .insertInto('doors')
          .values({ id, ...columns })
          .execute()
    })
  }

  async delete(doorId: string): Promise<void> {
    await this.#sql.record(async tx => {
      await requireDoorId(tx, doorId)
      await tx.deleteFrom('door_locks').where('door_id', '=', doorId).execute()
      await tx.deleteFrom('doors').where('id', '=', doorId).execute()
    })
  }

  factors(personId: string): Promise<readonly DoorFactor[]> {
    return this.#sql.read(db => factorsOf(db, personId))
  }

  async addFactor(factor: DoorFactor): Promise<void> {
    await this.#sql.record(tx => addFactor(tx, factor))
  }

  async deleteFactor(factorId: string): Promise<void> {
    await this.#sql.record(tx => deleteFactor(tx, factorId))
  }

  useCode(factorId: string, counter: number): Promise<boolean> {
    return this.#sql.record(tx => useCode(tx, factorId, counter))
  }

  async lockState(doorId: string): Promise<DoorLockState> {
    const row = await this.#sql.read(db =>
      db.selectFrom('door_locks').selectAll().where('door_id', '=', doorId).executeTakeFirst(),
    )
    if (!row) return UNLOCKED
    const pausedUntil = row.paused_until === null ? undefined : new Date(row.paused_until)
    return { refusals: row.refusals, pausedUntil, locked: row.locked !== 0 }
  }

  async setLockState(doorId: string, state: DoorLockState): Promise<void> {
    await this.#sql.record(tx => setLock(tx, doorId, state))
  }

  async isInside(personId: string, area: string): Promise<boolean | undefined> {
    const row = await this.#sql.read(db =>
      db
        .selectFrom('door_presence')
        .select('inside')
        .where('person_id', '=', personId)
        .where('area', '=', area)
        .executeTakeFirst(),
    )
    return row && row.inside !== 0
  }

  presences(): Promise<readonly Presence[]> {
    return this.#sql.read(presences)
  }

  forgetPresence(personId: string, area?: string): Promise<readonly string[]> {
    return this.#sql.record(tx => forgetPresence(tx, personId, area))
  }

  note({ at, decision, lock, inside = [] }: DoorLine): Promise<DoorLogEntry> {
    return this.#sql.record(async tx => {
      if (lock) await setLock(tx, decision.doorId, lock)
      for (const { personId, area, inside: isInside } of inside) {
        await tx.deleteFrom('door_presence').where('person_id', '=', personId).where('area', '=', area).execute()
        if (isInside === undefined) continue
        const row = { person_id: personId, area, inside: isInside ? 1 : 0, at: at.getTime() }
        await tx.insertInto('door_presence').values(row).execute()
      }
      return toLogEntry(await append(tx, { at, by: BY, action: DOOR_DECISION, detail: toDetail(decision) }))
    })
  }

  log(doorId: string | undefined, page: PageRequest): Promise<Page<DoorLogEntry>> {
    return this.#sql.read(async db => {
      let all = db.selectFrom('audit').where('action', '=', DOOR_DECISION)
      if (doorId !== undefined) {
        const start = detailStart(doorId)
        all = all.where(eb => eb(eb.fn<string>('substr', ['detail', eb.val(1), eb.val(start.length)]), '=', start))
      }
      let part = all
        .selectAll()
        .orderBy('sequence', 'desc')
        .limit(page.limit + 1)
      if (page.cursor !== undefined) part = part.where('sequence', '<', parseCursor('doors', page.cursor, 'number')[0])
      const rows = await part.execute()
      const { total } = await all.select(({ fn }) => fn.countAll().as('total')).executeTakeFirstOrThrow()
      const toCursorOf = ({ sequence }: { sequence: number }) => toCursor('doors', [sequence, ''])
      const { items, next } = pageOf(rows, page, row => toLogEntry(toEntry(row)), toCursorOf)
      return { items, next, total: Number(total) }
    })
  }
}

async function setLock(tx: Tx, doorId: string, { refusals, pausedUntil, locked }: DoorLockState): Promise<void> {
  await requireDoor(tx, doorId)
  await tx.deleteFrom('door_locks').where('door_id', '=', doorId).execute()
  const row = { door_id: doorId, refusals, paused_until: pausedUntil?.getTime() ?? null, locked: locked ? 1 : 0 }
  await tx.insertInto('door_locks').values(row).execute()
}

async function requireDoor(db: Db, id: string): Promise<Door> {
  const row = await db.selectFrom('doors').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw noDoor(id)
  const opened = await openRow(db, 'doors', row)
  if (opened) return toDoor(opened)
  throw new RostroError('store_corrupt', `Door ${id} is damaged or was tampered with; delete it and set it up again.`)
}

/** For what is to be done to a door that may be damaged. */
async function requireDoorId(db: Db, id: string): Promise<void> {
  if (!(await db.selectFrom('doors').select('id').where('id', '=', id).executeTakeFirst())) throw noDoor(id)
}

const noDoor = (id: string): RostroError =>
  new RostroError('door_not_found', `There is no door ${JSON.stringify(id)}; list the doors again.`)

const toDoor = ({ id, name, body }: Selectable<Schema['doors']>): Door => ({
  id,
  name,
  ...(JSON.parse(body) as Omit<Door, 'id' | 'name'>),
})
