// Who of several servers does what: compared and set in one transaction, so that no lease has two holders.

import type { Lease, Leases } from '../core/leases.ts'
import type { Sql } from './sql.ts'

export class SqlLeases implements Leases {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  list(): Promise<readonly Lease[]> {
    return this.#sql.read(db => db.selectFrom('leases').selectAll().orderBy('name').execute())
  }

  take({ name, holder, about }: Omit<Lease, 'renewals'>, seen: Lease | undefined): Promise<boolean> {
    return this.#sql.record(async tx => {
      const kept = await tx.selectFrom('leases').selectAll().where('name', '=', name).executeTakeFirst()
      if (kept?.holder !== seen?.holder || kept?.renewals !== seen?.renewals) return false
      await tx.deleteFrom('leases').where('name', '=', name).execute()
      // Counted on, so that whoever saw the lease before sees that it is another.
      const renewals = (seen?.renewals ?? 0) + 1
      await tx.insertInto('leases').values({ name, holder, renewals, about }).execute()
      return true
    })
  }

  renew(holder: string): Promise<readonly string[]> {
    return this.#sql.record(async tx => {
      await tx
        .updateTable('leases')
        .set(({ eb }) => ({ renewals: eb('renewals', '+', 1) }))
        .where('holder', '=', holder)
        .execute()
      const rows = await tx.selectFrom('leases').select('name').where('holder', '=', holder).orderBy('name').execute()
      return rows.map(({ name }) => name)
    })
  }

  async release(holder: string, names?: readonly string[]): Promise<void> {
    if (names?.length === 0) return
    await this.#sql.record(async tx => {
      const theirs = tx.deleteFrom('leases').where('holder', '=', holder)
      await (names ? theirs.where('name', 'in', names) : theirs).execute()
    })
  }
}
