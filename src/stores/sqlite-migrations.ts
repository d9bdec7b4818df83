// The numbered steps that make and change the SQLite tables; a step, once released, never changes.

import type Database from 'libsql'
import { RostroError } from '../core/errors.ts'

/** Step n takes a file from schema version n to n + 1. The version lives in the file's header (`user_version`). */
const MIGRATIONS: readonly string[] = [
  `create table people (
     id text primary key,
     name text not null,
     name_key text not null unique,
     created_at integer not null
   ) strict;
   create table refs (
     sequence integer primary key,
     id text not null unique,
     person_id text not null references people (id),
     space text not null,
     quality real not null,
     source text not null,
     created_at integer not null,
     vector blob not null,
     vector_crc integer not null,
     crop blob not null
   ) strict;
   create index refs_of_person on refs (person_id, quality);
   create table settings (key text primary key, value text not null) strict;
   create table changes (count integer not null) strict;
   insert into changes values (0);`,
]

/**
 * Brings a file to the newest schema, each step in a transaction of its own; another process may do the same at once.
 * @throws RostroError store_newer
 */
export function migrate(db: Database.Database, file: string, migrations = MIGRATIONS): void {
  while (pending(db, file, migrations) > 0) {
    db.transaction(() => {
      if (pending(db, file, migrations) === 0) return
      const version = schemaVersion(db)
      db.exec(migrations[version]!)
      db.exec(`pragma user_version = ${version + 1}`)
    }).immediate()
  }
}

function pending(db: Database.Database, file: string, migrations: readonly string[]): number {
  const version = schemaVersion(db)
  if (version >= 0 && version <= migrations.length) return migrations.length - version
  const sentence = `The store ${file} has schema ${version}, this Rostro knows up to ${migrations.length}; use a newer Rostro.`
  throw new RostroError('store_newer', sentence)
}

const schemaVersion = (db: Database.Database): number => {
  const [row] = db.prepare('pragma user_version').all() as { user_version: number }[]
  return row!.user_version
}
