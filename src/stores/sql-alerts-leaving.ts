// What becomes of alerts about somebody who is deleted, forgotten or merged: that there was somebody stays to be told, who it was does not.

import { openRows, sealRow } from './sealed-rows.ts'
import type { Tx } from './sql.ts'

/** The database looks for so many ids at once; for more, everything is read. */
const FEW = 8

/**
 * Takes people or visitors out of all that waits and of what was spoken. A rule about a person goes with them, and all it said: its
 * name is likely theirs.
 */
export async function forgetInAlerts(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const gone = new Set(ids)
  for (const rule of await naming(tx, 'alert_rules', ids)) {
    if (without(JSON.parse(rule.body), gone).found) await deleteRule(tx, rule.id)
  }
  for (const notice of await naming(tx, 'notices', ids)) {
    const { found, value } = without(JSON.parse(notice.body), gone)
    if (!found) continue
    await putBody(tx, 'notices', notice.id, JSON.stringify(value))
  }
  for (const { once } of await spokenOf(tx, ids)) {
    if (gone.has(identityIn(once))) await tx.deleteFrom('spoken').where('once', '=', once).execute()
  }
}

/** Rules about the one person speak of the other from now on, and so does what waits. */
export async function moveInAlerts(tx: Tx, fromId: string, intoId: string): Promise<void> {
  for (const table of ['alert_rules', 'notices'] as const) {
    for (const { id, body } of await naming(tx, table, [fromId])) {
      await putBody(tx, table, id, body.replaceAll(JSON.stringify(fromId), JSON.stringify(intoId)))
    }
  }
  for (const { once, ...row } of await spokenOf(tx, [fromId])) {
    await tx.deleteFrom('spoken').where('once', '=', once).execute()
    const moved = once.replace(`:${fromId}/`, `:${intoId}/`)
    const taken = await tx.selectFrom('spoken').select('once').where('once', '=', moved).executeTakeFirst()
    if (taken) continue
    await tx
      .insertInto('spoken')
      .values({ ...row, once: moved })
      .execute()
  }
}

async function deleteRule(tx: Tx, ruleId: string): Promise<void> {
  await tx.deleteFrom('alert_rules').where('id', '=', ruleId).execute()
  for (const { id } of await naming(tx, 'notices', [ruleId])) await tx.deleteFrom('notices').where('id', '=', id).execute()
  const theirs = tx.deleteFrom('spoken').where('once', '>=', `${ruleId}/`)
  // 0 is what follows / in the order of characters.
  await theirs.where('once', '<', `${ruleId}0`).execute()
}

/** Those that name one of the ids, and perhaps others. */
async function naming(tx: Tx, table: 'alert_rules' | 'notices', ids: readonly string[]) {
  const all = tx.selectFrom(table).select(['id', 'body'])
  const isRead = tx.vault.seals || ids.length > FEW
  const some = isRead ? all : all.where(eb => eb.or(ids.map(id => eb('body', 'like', `%${JSON.stringify(id)}%`))))
  const opened = await openRows(tx, table, await some.execute())
  return opened.filter(row => row !== undefined).filter(({ body }) => ids.some(id => body.includes(JSON.stringify(id))))
}

async function putBody(tx: Tx, table: 'alert_rules' | 'notices', id: string, body: string): Promise<void> {
  const columns = await sealRow(tx, table, { body }, { id })
  await tx.updateTable(table).set(columns).where('id', '=', id).execute()
}

function spokenOf(tx: Tx, ids: readonly string[]) {
  const all = tx.selectFrom('spoken').selectAll()
  const some = ids.length > FEW ? all : all.where(eb => eb.or(ids.map(id => eb('once', 'like', `%:${id}/%`))))
  return some.execute()
}

/** `rule/person:ID/visit`: whom it is about. */
const identityIn = (once: string): string => /:([^/]*)\//.exec(once)?.[1] ?? ''

/** JSON without the ids: null in their place, and in that of whatever one is the `id` of. */
function without(value: unknown, ids: ReadonlySet<string>): { readonly value: unknown; readonly found: boolean } {
  if (typeof value === 'string' && ids.has(value)) return { value: null, found: true }
  if (value === null || typeof value !== 'object') return { value, found: false }
  if (Array.isArray(value)) {
    const items = value.map(item => without(item, ids))
    return { value: items.map(item => item.value), found: items.some(({ found }) => found) }
  }
  if ('id' in value && typeof value.id === 'string' && ids.has(value.id)) return { value: null, found: true }
  const entries = Object.entries(value).map(([key, item]) => [key, without(item, ids)] as const)
  return {
    value: Object.fromEntries(entries.map(([key, item]) => [key, item.value])),
    found: entries.some(([, { found }]) => found),
  }
}
