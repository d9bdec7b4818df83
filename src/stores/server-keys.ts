// The keys of a sealed store on a database server: in tables beside the others, made when the store is sealed.

import { sql, type Kysely } from 'kysely'
import type { KeyDb, KeyPlace, KeyTables } from './key-tables.ts'
import type { Schema } from './schema.ts'
import type { Words } from './server-tables.ts'

export interface ServerKeys {
  readonly db: Kysely<Schema>
  /** The address without the password. */
  readonly place: string
  readonly words: Words
  readonly run: <T>(work: () => Promise<T>) => Promise<T>
  readonly isMissingTable: (thrown: unknown) => boolean
}

export function serverKeys({ db, place, words, run, isMissingTable }: ServerKeys): KeyPlace {
  const leavesOut = words.quote === '`' ? 'insert ignore' : 'on conflict'
  const outside: KeyTables = {
    leavesOut,
    read: work => run(() => work(keyDb(db))),
    write: work =>
      run(() =>
        db.transaction().execute(async tx => {
          // Whoever writes rows makes and destroys keys, and queues here.
          await sql`update changes set count = count + 0`.execute(tx)
          return work(keyDb(tx))
        }),
      ),
  }
  const execute = (statements: readonly string[]) =>
    run(async () => {
      for (const statement of statements) await sql.raw(statement).execute(db)
    })
  return {
    where: place,
    isApart: false,
    isThere: () =>
      run(async () => {
        try {
          return (await keyDb(db).selectFrom('sealing_shelves').select('shelf').execute()).length > 0
        } catch (error) {
          if (isMissingTable(error)) return false
          throw error
        }
      }),
    make: () => execute(statementsOf(words)),
    tables: within => (within ? { leavesOut, read: work => work(keyDb(within)), write: work => work(keyDb(within)) } : outside),
    scrub: () => Promise.resolve(),
    remove: () => execute(['drop table if exists sealing_keys', 'drop table if exists sealing_shelves']),
    close: () => Promise.resolve(),
  }
}

const keyDb = (db: Kysely<Schema>): KeyDb => db as unknown as KeyDb

const statementsOf = ({ key, text, bytes, table }: Words): readonly string[] => [
  `create table if not exists sealing_shelves (shelf ${key(40)} primary key, master_id ${key(190)} not null,
    key_file ${text} not null) ${table}`,
  `create table if not exists sealing_keys (shelf ${key(40)} not null, owner ${key(250)} not null, master_id ${key(190)} not null,
    wrapped ${bytes} not null, primary key (shelf, owner)) ${table}`,
]
