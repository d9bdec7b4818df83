// The Alerts port: rules, targets, and an outbox of what they are told, in which each target has a place of its own.

import type { Selectable } from 'kysely'
import { RostroError } from '../core/errors.ts'
import { openRows, sealRow } from './sealed-rows.ts'
import type { AlertRecord, Alerts, Delivery, Notice } from '../core/alerts.ts'
import type { Schema } from './schema.ts'
import type { Db, Sql, Tx } from './sql.ts'

/** "At most every so often" may be a week, and notices are gone after three days. */
const SPOKEN_KEPT_LONGER_MS = 5 * 24 * 3_600_000
/** Times the most notices kept: of what was spoken of a line is kept, and not the notice. */
const SPOKEN_PER_NOTICE = 10

/** Sorts after every text that begins the same. */
const LAST = '\u{10ffff}'

export class SqlAlerts implements Alerts {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  rules(): Promise<readonly AlertRecord[]> {
    return this.#sql.read(async db => {
      const kept = await db.selectFrom('alert_rules').select(['id', 'body']).orderBy('sequence').execute()
      return (await openRows(db, 'alert_rules', kept)).flatMap(row => row ?? [])
    })
  }

  async putRule(rule: AlertRecord): Promise<void> {
    await this.#sql.record(async tx => {
      const { id, body } = await sealRow(tx, 'alert_rules', rule)
      if (await has(tx, 'alert_rules', id)) await tx.updateTable('alert_rules').set({ body }).where('id', '=', id).execute()
      else await tx.insertInto('alert_rules').values({ id, body }).execute()
    })
  }

  async deleteRule(ruleId: string): Promise<void> {
    await this.#sql.record(async tx => {
      if (!(await has(tx, 'alert_rules', ruleId)))
        throw new RostroError('rule_not_found', `There is no rule ${JSON.stringify(ruleId)}; list the rules again.`)
      await tx.deleteFrom('alert_rules').where('id', '=', ruleId).execute()
    })
  }

  targets(): Promise<readonly AlertRecord[]> {
    return this.#sql.read(async db => {
      const kept = await db.selectFrom('alert_targets').select(['id', 'body']).orderBy('sequence').execute()
      return (await openRows(db, 'alert_targets', kept)).flatMap(row => row ?? [])
    })
  }

  async putTarget(target: AlertRecord): Promise<void> {
    await this.#sql.record(async tx => {
      const { id, body } = await sealRow(tx, 'alert_targets', target)
      if (await has(tx, 'alert_targets', id)) {
        await tx.updateTable('alert_targets').set({ body }).where('id', '=', id).execute()
      } else {
        const begun = { position: await newest(tx), failures: 0, next_at: null, last_error: null, dropped: 0 }
        await tx
          .insertInto('alert_targets')
          .values({ id, body, ...begun })
          .execute()
      }
    })
  }

  async deleteTarget(targetId: string): Promise<void> {
    await this.#sql.record(async tx => {
      if (!(await has(tx, 'alert_targets', targetId))) throw noTarget(targetId)
      await tx.deleteFrom('alert_targets').where('id', '=', targetId).execute()
    })
  }

  async add(notices: readonly (Omit<Notice, 'sequence'> & { readonly once: string })[]): Promise<readonly Notice[]> {
    if (notices.length === 0) return []
    return this.#sql.beside(async tx => {
      // Locked until these are written: whoever reads on from the newest misses none.
      await tx
        .updateTable('outbox')
        .set(eb => ({ newest: eb.ref('newest') }))
        .execute()
      let sequence = await newest(tx)
      const added: Notice[] = []
      for (const { once, id, at, body } of notices) {
        const before = await tx.selectFrom('spoken').select('sequence').where('once', '=', once).executeTakeFirst()
        if (before) continue
        sequence++
        await tx.insertInto('spoken').values({ once, sequence, at: at.getTime() }).execute()
        const row = await sealRow(tx, 'notices', { sequence, id, at: at.getTime(), body })
        await tx.insertInto('notices').values(row).execute()
        added.push({ sequence, id, at, body })
      }
      if (added.length > 0) await tx.updateTable('outbox').set({ newest: sequence }).execute()
      return added
    })
  }

  async lastAt(oncePrefix: string): Promise<Date | undefined> {
    // By the order in which they were written: a clock that was ahead for a while would be the latest for ever.
    const row = await this.#sql.read(db =>
      db
        .selectFrom('spoken')
        .select('at')
        .where('once', '>=', oncePrefix)
        .where('once', '<', oncePrefix + LAST)
        .orderBy('sequence', 'desc')
        .limit(1)
        .executeTakeFirst(),
    )
    return row && new Date(row.at)
  }

  async since(after: number, limit: number): Promise<readonly Notice[]> {
    return this.#sql.read(async db => {
      const first = db.selectFrom('notices').selectAll().where('sequence', '>', after).orderBy('sequence').limit(limit)
      return noticesOf(db, await first.execute())
    })
  }

  async delivery(targetId: string): Promise<Delivery> {
    const row = await this.#sql.read(db =>
      db.selectFrom('alert_targets').selectAll().where('id', '=', targetId).executeTakeFirst(),
    )
    if (row) return toDelivery(row)
    throw noTarget(targetId)
  }

  /** Of a target that is gone nothing is kept: an attempt may have been under way when it was deleted. */
  async setDelivery({ targetId, position, failures, nextAt, lastError, dropped }: Delivery): Promise<void> {
    const columns = { position, failures, next_at: nextAt?.getTime() ?? null, last_error: lastError ?? null, dropped }
    await this.#sql.beside(tx => tx.updateTable('alert_targets').set(columns).where('id', '=', targetId).execute())
  }

  async newest(): Promise<number> {
    return this.#sql.read(newest)
  }

  async expire(at: Date, most: number, wants: (notice: Notice, targetId: string) => boolean = () => true): Promise<void> {
    const [notices, spoken] = [old('notices', at.getTime(), most), oldSpoken(at, most)]
    // Asked every minute: nothing is written unless there is something to do.
    if (await this.#sql.read(spoken.any)) await this.#sql.record(spoken.delete)
    if (!(await this.#sql.read(notices.any))) return
    await this.#sql.record(async tx => {
      const targets = await tx.selectFrom('alert_targets').select(['id', 'position']).execute()
      const lost = targets.length === 0 ? [] : await noticesOf(tx, await toLose(tx, at, await notices.upTo(tx)))
      await notices.delete(tx)
      for (const { id, position } of targets) {
        const count = lost.filter(notice => notice.sequence > position && wants(notice, id)).length
        if (count === 0) continue
        const more = tx.updateTable('alert_targets').set(eb => ({ dropped: eb('dropped', '+', count) }))
        await more.where('id', '=', id).execute()
      }
    })
  }
}

const oldSpoken = (at: Date, most: number) => old('spoken', at.getTime() - SPOKEN_KEPT_LONGER_MS, most * SPOKEN_PER_NOTICE)

/** Those of before `at`, and all but the newest `most`. */
function old(table: 'notices' | 'spoken', at: number, most: number) {
  /** The newest of those that are too many; 0 when there are none. */
  const upTo = async (db: Db): Promise<number> => {
    const kept = db.selectFrom(table).where('at', '>=', at)
    const { count } = await kept.select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()
    if (Number(count) <= most) return 0
    const inOrder = kept.select('sequence').orderBy('sequence', 'desc').limit(1)
    return (await inOrder.offset(most).executeTakeFirst())?.sequence ?? 0
  }
  return {
    upTo,
    any: async (db: Db): Promise<boolean> => {
      const first = await db.selectFrom(table).select('sequence').where('at', '<', at).limit(1).executeTakeFirst()
      return first !== undefined || (await upTo(db)) > 0
    },
    delete: async (tx: Tx): Promise<void> => {
      const last = await upTo(tx)
      await tx
        .deleteFrom(table)
        .where(eb => eb.or([eb('at', '<', at), eb('sequence', '<=', last)]))
        .execute()
    },
  }
}

const toLose = (tx: Tx, at: Date, upTo: number) =>
  tx
    .selectFrom('notices')
    .selectAll()
    .where(eb => eb.or([eb('at', '<', at.getTime()), eb('sequence', '<=', upTo)]))
    .execute()

const noticesOf = async (db: Db, rows: readonly Selectable<Schema['notices']>[]): Promise<Notice[]> =>
  (await openRows(db, 'notices', rows)).flatMap(row => (row ? { ...row, at: new Date(row.at) } : []))

async function newest(db: Db): Promise<number> {
  return (await db.selectFrom('outbox').select('newest').executeTakeFirstOrThrow()).newest
}

const has = async (tx: Tx, table: 'alert_rules' | 'alert_targets', id: string): Promise<boolean> =>
  (await tx.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst()) !== undefined

const toDelivery = (row: Selectable<Schema['alert_targets']>): Delivery => ({
  targetId: row.id,
  position: row.position,
  failures: row.failures,
  nextAt: row.next_at === null ? undefined : new Date(row.next_at),
  lastError: row.last_error ?? undefined,
  dropped: row.dropped,
})

const noTarget = (id: string): RostroError =>
  new RostroError('target_not_found', `There is no target ${JSON.stringify(id)}; list the targets again.`)
