// The Groups port: people who belong together, and when they may be here.

import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import { RostroError } from '../core/errors.ts'
import type { Group, Groups, TimeWindow } from '../core/groups.ts'
import { nameKey, toName } from './names.ts'
import type { Schema } from './schema.ts'
import { departingIds, requirePerson, visiblePeople } from './sql-people.ts'
import type { Db, Sql, Tx } from './sql.ts'

/** Databases take so many values in one query and a good many more. */
const AT_ONCE = 500

export class SqlGroups implements Groups {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  list(): Promise<readonly Group[]> {
    return this.#sql.read(async db => {
      const groups = (await db.selectFrom('groups').selectAll().execute()).map(row => toGroup(row, []))
      const byId = new Map(groups.map(group => [group.id, group]))
      for (const { group_id, person_id } of await members(db).execute()) byId.get(group_id)?.personIds.push(person_id)
      const collator = new Intl.Collator('en', { numeric: true })
      return groups.sort((a, b) => collator.compare(a.name, b.name))
    })
  }

  add(given: Omit<Group, 'id'>): Promise<Group> {
    const group = { ...given, id: randomUUID(), name: toName(given.name), personIds: [...new Set(given.personIds)] }
    return this.#sql.record(async tx => {
      await tx
        .insertInto('groups')
        .values({ id: group.id, ...(await columns(tx, group)) })
        .execute()
      await join(tx, group.id, group.personIds)
      return group
    })
  }

  change(groupId: string, change: Partial<Omit<Group, 'id'>>): Promise<Group> {
    return this.#sql.record(async tx => {
      const before = await requireGroup(tx, groupId)
      const personIds = [...new Set(change.personIds ?? before.personIds)]
      const group = { ...before, ...change, name: toName(change.name ?? before.name), personIds }
      await tx
        .updateTable('groups')
        .set(await columns(tx, group))
        .where('id', '=', groupId)
        .execute()
      if (!change.personIds) return group
      // Who is being deleted was not shown, and should be a member again when that is undone.
      const shown = tx.deleteFrom('group_people').where('group_id', '=', groupId)
      await shown.where('person_id', 'not in', departingIds(tx)).execute()
      await join(tx, groupId, personIds)
      return group
    })
  }

  async delete(groupId: string): Promise<void> {
    await this.#sql.record(async tx => {
      await requireGroup(tx, groupId)
      await tx.deleteFrom('group_people').where('group_id', '=', groupId).execute()
      await tx.deleteFrom('groups').where('id', '=', groupId).execute()
    })
  }
}

export async function leaveGroups(tx: Tx, personId: string): Promise<void> {
  await tx.deleteFrom('group_people').where('person_id', '=', personId).execute()
}

/** The person is in all groups the other was in. */
export async function takeOverGroups(tx: Tx, fromId: string, intoId: string): Promise<void> {
  const already = tx.selectFrom('group_people').select('group_id').where('person_id', '=', intoId)
  const common = (await already.execute()).map(row => row.group_id)
  let moved = tx.updateTable('group_people').set({ person_id: intoId }).where('person_id', '=', fromId)
  if (common.length > 0) moved = moved.where('group_id', 'not in', common)
  await moved.execute()
  await leaveGroups(tx, fromId)
}

/** In the order in which they came; without those whom nobody may see. */
const members = (db: Db) =>
  db
    .selectFrom('group_people')
    .select(['group_id', 'person_id'])
    .where('person_id', 'not in', departingIds(db))
    .orderBy('sequence')

/** @throws RostroError person_not_found */
async function join(tx: Tx, groupId: string, personIds: readonly string[]): Promise<void> {
  for (let first = 0; first < personIds.length; first += AT_ONCE) {
    const ids = personIds.slice(first, first + AT_ONCE)
    const there = await visiblePeople(tx, new Set(ids))
    const missing = ids.find(id => !there.has(id))
    if (missing !== undefined) await requirePerson(tx, missing)
    await tx
      .insertInto('group_people')
      .values(ids.map(person_id => ({ group_id: groupId, person_id })))
      .execute()
  }
}

async function columns(tx: Tx, { id, name, allowed }: Group) {
  const name_key = nameKey(name)
  const holder = await tx.selectFrom('groups').select(['id', 'name']).where('name_key', '=', name_key).executeTakeFirst()
  if (holder && holder.id !== id) {
    throw new RostroError('name_taken', `There is a group called ${holder.name} already; choose another name.`)
  }
  return { name, name_key, allowed: JSON.stringify(allowed) }
}

async function requireGroup(tx: Tx, id: string): Promise<Group> {
  const row = await tx.selectFrom('groups').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new RostroError('group_not_found', `There is no group ${JSON.stringify(id)}; list the groups again.`)
  const people = await members(tx).where('group_id', '=', id).execute()
  return toGroup(
    row,
    people.map(({ person_id }) => person_id),
  )
}

const toGroup = (row: Selectable<Schema['groups']>, personIds: string[]): Group & { readonly personIds: string[] } => ({
  id: row.id,
  name: row.name,
  personIds,
  allowed: JSON.parse(row.allowed) as TimeWindow[],
})
