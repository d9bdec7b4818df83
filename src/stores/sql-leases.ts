// Who of several servers does what: compared and set in one statement, so that no lease has two holders and none waits for people.

import { randomInt } from 'node:crypto'
import type { Lease, Leases } from '../core/leases.ts'
import type { Sql } from './sql.ts'

/** Where counting may begin: half of what a 32-bit column holds is left to count up. */
const BEGINNINGS = 2 ** 30

export class SqlLeases implements Leases {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  list(): Promise<readonly Lease[]> {
    return this.#sql.read(db => db.selectFrom('leases').selectAll().orderBy('name').execute())
  }

  async take({ name, holder, about }: Omit<Lease, 'renewals'>, seen: Lease | undefined): Promise<boolean> {
    if (!seen) return this.#insert({ name, holder, about, renewals: randomInt(BEGINNINGS) })
    const taken = await this.#sql.unordered(tx =>
      tx
        .updateTable('leases')
        // Counted on, so that whoever saw the lease before sees that it is another.
        .set({ holder, about, renewals: seen.renewals + 1 })
        .where('name', '=', name)
        .where('holder', '=', seen.holder)
        .where('renewals', '=', seen.renewals)
        .executeTakeFirst(),
    )
    return taken.numUpdatedRows === 1n
  }

  renew(holder: string): Promise<readonly string[]> {
    return this.#sql.unordered(async tx => {
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
    await this.#sql.unordered(async tx => {
      const theirs = tx.deleteFrom('leases').where('holder', '=', holder)
      await (names ? theirs.where('name', 'in', names) : theirs).execute()
    })
  }

  /** Alone: of two who find that there is none, one comes first. */
  #insert(lease: Lease): Promise<boolean> {
    return this.#sql.record(async tx => {
      const kept = await tx.selectFrom('leases').select('name').where('name', '=', lease.name).executeTakeFirst()
      if (!kept) await tx.insertInto('leases').values(lease).execute()
      return !kept
    })
  }
}
