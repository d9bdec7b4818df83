// Writes into a store's record what was done with the whole of it from the command line; names nobody and no place.

import { append } from '../../stores/sql-audit.ts'
import { typed, type AnyDb } from '../../stores/tables.ts'

export type Noted = 'store_backed_up' | 'store_restored' | 'store_moved'

/** @param db in the transaction that does it, or in one of its own */
export async function noteIn(db: AnyDb, action: Noted, detail: Readonly<Record<string, unknown>>): Promise<void> {
  await append(typed(db), { at: new Date(), by: 'command line', action, detail: JSON.stringify(detail) })
}
