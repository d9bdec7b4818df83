// The Audit port: what operators did, each entry bound to the one before it by a hash.

import { createHash } from 'node:crypto'
import type { Kysely, Selectable } from 'kysely'
import type { Page, PageRequest } from '../core/records.ts'
import type { Audit, AuditEntry } from '../core/audit.ts'
import { pageOf, parseCursor, toCursor } from './cursors.ts'
import type { Schema } from './schema.ts'
import type { Sql } from './sql.ts'

type Given = Pick<AuditEntry, 'at' | 'by' | 'action' | 'detail'>

const READ_AT_ONCE = 1000

export class SqlAudit implements Audit {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  add(given: Given): Promise<AuditEntry> {
    return this.#sql.beside(tx => append(tx, given))
  }

  list(page: PageRequest): Promise<Page<AuditEntry>> {
    return this.#sql.read(async db => {
      let part = db
        .selectFrom('audit')
        .selectAll()
        .orderBy('sequence', 'desc')
        .limit(page.limit + 1)
      if (page.cursor !== undefined) part = part.where('sequence', '<', parseCursor('audit', page.cursor, 'number')[0])
      const rows = await part.execute()
      const { total } = await db
        .selectFrom('audit')
        .select(({ fn }) => fn.countAll().as('total'))
        .executeTakeFirstOrThrow()
      const { items, next } = pageOf(rows, page, toEntry, ({ sequence }) => toCursor('audit', [sequence, '']))
      return { items, next, total: Number(total) }
    })
  }

  verify(): Promise<number | undefined> {
    return firstBroken(read => this.#sql.read(read))
  }
}

/**
 * Also names the entry that should be there and is not, when one was taken off the end.
 * @returns the sequence of the first entry that does not fit the one before it
 */
export async function firstBroken(
  read: <T>(query: (db: Kysely<Schema>) => Promise<T>) => Promise<T>,
): Promise<number | undefined> {
  let last: Pick<AuditEntry, 'sequence' | 'hash'> = { sequence: 0, hash: '' }
  for (;;) {
    // Before the entries: another process may add some meanwhile.
    const { head, rows } = await read(async db => ({
      head: await db.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow(),
      rows: await db
        .selectFrom('audit')
        .selectAll()
        .where('sequence', '>', last.sequence)
        .orderBy('sequence')
        .limit(READ_AT_ONCE)
        .execute(),
    }))
    for (const entry of rows.map(toEntry)) {
      if (entry.sequence !== last.sequence + 1 || entry.hash !== hashOf(last.hash, entry)) return entry.sequence
      last = entry
    }
    if (rows.length > 0) continue
    if (head.sequence === last.sequence) return head.hash === last.hash ? undefined : last.sequence
    return Math.min(head.sequence, last.sequence) + 1
  }
}

export async function append(tx: Kysely<Schema>, { at, by, action, detail }: Given): Promise<AuditEntry> {
  // Locked until this one is written: the next one follows it.
  await tx
    .updateTable('audit_head')
    .set(eb => ({ sequence: eb.ref('sequence') }))
    .execute()
  const head = await tx.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow()
  const unsigned = { sequence: head.sequence + 1, at, by, action, detail }
  const entry = { ...unsigned, hash: hashOf(head.hash, unsigned) }
  const { sequence, hash } = entry
  await tx.insertInto('audit').values({ sequence, at: at.getTime(), done_by: by, action, detail, hash }).execute()
  await tx.updateTable('audit_head').set({ sequence, hash }).execute()
  return entry
}

/** SHA-256, hexadecimal. Of a JSON list: no two entries write the same one. */
const hashOf = (before: string, { sequence, at, by, action, detail }: Omit<AuditEntry, 'hash'>): string =>
  createHash('sha256')
    .update(JSON.stringify([before, sequence, at.getTime(), by, action, detail]))
    .digest('hex')

export const toEntry = (row: Selectable<Schema['audit']>): AuditEntry => ({
  sequence: row.sequence,
  at: new Date(row.at),
  by: row.done_by,
  action: row.action,
  detail: row.detail,
  hash: row.hash,
})
