// The Accounts port: who may sign in, their sessions and keys, and who tried in vain. Holds hashes, never secrets.

import { randomUUID } from 'node:crypto'
import { RostroError } from '../core/errors.ts'
import type { Account, Role, Accounts, KeptKey, KeptSession } from '../core/records.ts'
import { accountKeys, toAccount, toKey, type NewKey } from './account-rows.ts'
import { nameKey, toName } from './names.ts'
import { attemptsOf, noteAttempt } from './sql-attempts.ts'
import type { Sql, Tx } from './sql.ts'

/** A use is written at most this often: not every request should wait for the disk. */
const USE_NOTED_MS = 60_000

export class SqlAccounts implements Accounts {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async list(): Promise<readonly Account[]> {
    const rows = await this.#sql.read(db => db.selectFrom('accounts').selectAll().execute())
    const collator = new Intl.Collator('en')
    return rows.map(toAccount).sort((a, b) => collator.compare(a.name, b.name))
  }

  async add(given: { name: string; role: Role; passwordHash: string; onlyIfFirst?: boolean }): Promise<Account> {
    const name = toName(given.name)
    const account: Account = { id: randomUUID(), name, role: given.role, createdAt: new Date(), lastSignInAt: undefined }
    return this.#sql.record(async tx => {
      const others = await tx.selectFrom('accounts').select(['name', 'name_key']).execute()
      if (given.onlyIfFirst && others.length > 0) {
        throw new RostroError('setup_done', 'Rostro is set up already; sign in, or ask an admin for an account.')
      }
      const name_key = nameKey(name)
      if (others.some(other => other.name_key === name_key)) {
        throw new RostroError('name_taken', `There is an account called ${name} already; choose another name.`)
      }
      const [password_hash, created_at] = [given.passwordHash, account.createdAt.getTime()]
      const row = { id: account.id, name, name_key, role: given.role, password_hash, created_at, last_sign_in_at: null }
      await tx.insertInto('accounts').values(row).execute()
      return account
    })
  }

  async findByName(name: string): Promise<{ readonly account: Account; readonly passwordHash: string } | undefined> {
    const row = await this.#sql.read(db =>
      db.selectFrom('accounts').selectAll().where('name_key', '=', nameKey(name)).executeTakeFirst(),
    )
    return row && { account: toAccount(row), passwordHash: row.password_hash }
  }

  change(
    accountId: string,
    change: { readonly role?: Role; readonly passwordHash?: string; readonly exceptSession?: string },
  ): Promise<Account> {
    return this.#sql.record(async tx => {
      const account = await requireAccount(tx, accountId)
      const role = change.role ?? account.role
      if (role !== 'admin') await keepAnAdmin(tx, account)
      await tx.updateTable('accounts').set({ role }).where('id', '=', accountId).execute()
      if (change.passwordHash !== undefined) {
        await tx.updateTable('accounts').set({ password_hash: change.passwordHash }).where('id', '=', accountId).execute()
        const sessions = tx.deleteFrom('sessions').where('account_id', '=', accountId)
        await sessions.where('token_hash', '!=', change.exceptSession ?? '').execute()
      }
      return { ...account, role }
    })
  }

  async delete(accountId: string): Promise<void> {
    await this.#sql.record(async tx => {
      await keepAnAdmin(tx, await requireAccount(tx, accountId))
      await tx.deleteFrom('sessions').where('account_id', '=', accountId).execute()
      await tx.deleteFrom('api_keys').where('account_id', '=', accountId).execute()
      await tx.deleteFrom('accounts').where('id', '=', accountId).execute()
    })
  }

  async addSession({
    tokenHash,
    accountId,
    expiresAt,
  }: {
    tokenHash: string
    accountId: string
    expiresAt: Date
  }): Promise<void> {
    const now = Date.now()
    await this.#sql.record(async tx => {
      await requireAccount(tx, accountId)
      await tx.deleteFrom('sessions').where('expires_at', '<=', now).execute()
      const row = { token_hash: tokenHash, account_id: accountId, created_at: now, last_used_at: now }
      await tx
        .insertInto('sessions')
        .values({ ...row, expires_at: expiresAt.getTime() })
        .execute()
      await tx.updateTable('accounts').set({ last_sign_in_at: now }).where('id', '=', accountId).execute()
    })
  }

  async findSession(tokenHash: string, now: Date): Promise<KeptSession | undefined> {
    const found = await this.#sql.read(async db => {
      const live = db.selectFrom('sessions').selectAll().where('token_hash', '=', tokenHash)
      const session = await live.where('expires_at', '>', now.getTime()).executeTakeFirst()
      const account =
        session && (await db.selectFrom('accounts').selectAll().where('id', '=', session.account_id).executeTakeFirst())
      return account && { session, account: toAccount(account) }
    })
    if (!found) return undefined
    const { session, account } = found
    const lastUsedAt = usedAt(session.last_used_at, now)
    if (lastUsedAt !== session.last_used_at) {
      await this.#sql.record(tx =>
        tx.updateTable('sessions').set({ last_used_at: lastUsedAt }).where('token_hash', '=', tokenHash).execute(),
      )
    }
    const [createdAt, expiresAt] = [new Date(session.created_at), new Date(session.expires_at)]
    return { account, createdAt, lastUsedAt: new Date(session.last_used_at), expiresAt }
  }

  async deleteSession(tokenHash: string): Promise<void> {
    await this.#sql.record(tx => tx.deleteFrom('sessions').where('token_hash', '=', tokenHash).execute())
  }

  addKey(key: NewKey): Promise<KeptKey> {
    const [id, createdAt] = [randomUUID(), new Date()]
    return this.#sql.record(async tx => {
      const createdBy = await requireAccount(tx, key.accountId)
      const { prefix, expiresAt } = key
      const name = toName(key.name)
      await tx
        .insertInto('api_keys')
        .values({
          id,
          name,
          prefix,
          key_hash: key.keyHash,
          scopes: JSON.stringify(key.scopes),
          account_id: createdBy.id,
          created_at: createdAt.getTime(),
          expires_at: expiresAt?.getTime() ?? null,
          last_used_at: null,
        })
        .execute()
      return { id, name, prefix, scopes: key.scopes, createdBy, createdAt, expiresAt, lastUsedAt: undefined }
    })
  }

  async keys(): Promise<readonly KeptKey[]> {
    const rows = await this.#sql.read(db => accountKeys(db).orderBy('api_keys.created_at').orderBy('api_keys.id').execute())
    return rows.map(toKey)
  }

  async findKey(keyHash: string, now: Date): Promise<KeptKey | undefined> {
    const row = await this.#sql.read(db => accountKeys(db).where('key_hash', '=', keyHash).executeTakeFirst())
    if (!row || (row.expires_at !== null && row.expires_at <= now.getTime())) return undefined
    const last_used_at = usedAt(row.last_used_at, now)
    if (last_used_at !== row.last_used_at) {
      await this.#sql.record(tx => tx.updateTable('api_keys').set({ last_used_at }).where('id', '=', row.id).execute())
    }
    return toKey({ ...row, last_used_at })
  }

  async deleteKey(keyId: string): Promise<void> {
    await this.#sql.record(async tx => {
      const [{ numDeletedRows } = { numDeletedRows: 0n }] = await tx.deleteFrom('api_keys').where('id', '=', keyId).execute()
      if (numDeletedRows > 0n) return
      throw new RostroError('key_not_found', `There is no API key ${JSON.stringify(keyId)}; list the keys again.`)
    })
  }

  attempts(who: string): Promise<{ readonly failures: number; readonly lastAt: Date } | undefined> {
    return this.#sql.read(db => attemptsOf(db, who))
  }

  async noteAttempt(who: string, outcome: 'failed' | 'succeeded', now: Date): Promise<void> {
    await this.#sql.record(tx => noteAttempt(tx, who, outcome, now))
  }
}

const usedAt = (last: number | null, now: Date): number =>
  last === null || now.getTime() - last >= USE_NOTED_MS ? now.getTime() : last

async function requireAccount(tx: Tx, id: string): Promise<Account> {
  const row = await tx.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst()
  if (row) return toAccount(row)
  throw new RostroError('account_not_found', `There is no account ${JSON.stringify(id)}; list the accounts again.`)
}

/** Somebody must be able to make accounts when this one no longer is. @throws RostroError last_admin */
async function keepAnAdmin(tx: Tx, { id, role }: Account): Promise<void> {
  if (role !== 'admin') return
  const other = await tx
    .selectFrom('accounts')
    .select('id')
    .where('role', '=', 'admin')
    .where('id', '!=', id)
    .limit(1)
    .executeTakeFirst()
  if (!other) throw new RostroError('last_admin', 'This is the only admin; make somebody else admin first.')
}
