// Turns rows of accounts and API keys into core values; knows which columns they need.

import type { Selectable, SelectQueryBuilder } from 'kysely'
import type { Account, Role, Accounts, KeptKey } from '../core/records.ts'
import type { Schema } from './schema.ts'
import type { Db } from './sql.ts'

export type NewKey = Parameters<Accounts['addKey']>[0]
type AccountRow = Selectable<Schema['accounts']>
type KeyRow = Selectable<Schema['api_keys']> &
  Pick<AccountRow, 'role' | 'last_sign_in_at'> & { readonly account_name: string; readonly account_created_at: number }

export const toAccount = (row: Omit<AccountRow, 'name_key' | 'password_hash'>): Account => ({
  id: row.id,
  name: row.name,
  role: row.role as Role,
  createdAt: new Date(row.created_at),
  lastSignInAt: dateOf(row.last_sign_in_at),
})

/** Keys with the accounts that made them. */
export const accountKeys = (db: Db): SelectQueryBuilder<Schema, 'api_keys' | 'accounts', KeyRow> =>
  db
    .selectFrom('api_keys')
    .innerJoin('accounts', 'accounts.id', 'api_keys.account_id')
    .selectAll('api_keys')
    .select(['accounts.name as account_name', 'accounts.role', 'last_sign_in_at', 'accounts.created_at as account_created_at'])

export const toKey = (row: KeyRow): KeptKey => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: JSON.parse(row.scopes) as string[],
  createdBy: toAccount({ ...row, id: row.account_id, name: row.account_name, created_at: row.account_created_at }),
  createdAt: new Date(row.created_at),
  expiresAt: dateOf(row.expires_at),
  lastUsedAt: dateOf(row.last_used_at),
})

const dateOf = (ms: number | null): Date | undefined => (ms === null ? undefined : new Date(ms))
