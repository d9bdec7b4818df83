// The numbered steps that make and change the SQLite tables; a step, once released, never changes.

import type Database from 'libsql'
import { RostroError } from '../core/errors.ts'
import { foldName } from './names.ts'
import { ALERT_TABLES } from './sqlite-alert-tables.ts'
import { DOOR_TABLES } from './sqlite-door-tables.ts'
import { VISIT_TABLES } from './sqlite-visit-tables.ts'

/** SQL, or what SQL alone cannot do. */
export type Migration = string | ((db: Database.Database) => void)

/** Step n takes a file from schema version n to n + 1. The version lives in the file's header (`user_version`). */
export const MIGRATIONS: readonly Migration[] = [
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
  db => {
    db.exec(OPERATED)
    const fold = db.prepare('update people set folded_name = ? where id = ?')
    for (const { id, name } of db.prepare('select id, name from people').all() as { id: string; name: string }[]) {
      fold.run([foldName(name), id])
    }
  },
  db => db.exec(FURTHER_TEMPLATES),
  db => {
    db.exec(VISIT_TABLES)
    db.exec(ALERT_TABLES)
  },
  db => db.exec(DOOR_TABLES),
  'create table leases (name text primary key, holder text not null, renewals integer not null, about text not null) strict;',
  `create table changed_people (person_id text primary key, version integer not null) strict;
   insert into changed_people select '', count from changes;`,
]

const TEMPLATE = 'space text not null, vector blob not null, vector_crc integer not null'

/** Events, corrections, cameras and accounts; lists of people that stay fast with 10,000 of them. */
const OPERATED = `
  alter table people add column folded_name text not null default '';
  create index people_by_name on people (folded_name, id);
  create index people_by_age on people (created_at, id);
  create table departing (person_id text primary key references people (id), at integer not null) strict;
  alter table refs add column correction_event text;
  drop index refs_of_person;
  create index refs_of_person on refs (person_id, quality, sequence, id, space);
  create index refs_of_correction on refs (correction_event) where correction_event is not null;
  create table consents (
    sequence integer primary key,
    person_id text not null references people (id),
    text text not null,
    given_at integer not null,
    taken_by text not null
  ) strict;
  create index consents_of_person on consents (person_id);
  create table events (
    id text primary key,
    source_id text not null,
    source_name text not null,
    started_at integer not null,
    ended_at integer,
    saved_at integer not null,
    outcome text not null,
    person_id text,
    decided_person_id text,
    decision text not null,
    frames integer not null,
    quality real not null,
    correction_kind text,
    correction_person_id text,
    corrected_at integer,
    corrected_by text
  ) strict;
  create index events_by_time on events (started_at, id);
  create index events_of_person on events (person_id, started_at, id, ended_at);
  create index events_of_source on events (source_id, started_at, id);
  create index events_by_outcome on events (outcome, started_at, id, person_id);
  create index events_by_end on events (ended_at);
  create table shots (event_id text primary key references events (id), ${TEMPLATE}, quality real not null, crop blob not null) strict;
  create table refusals (
    sequence integer primary key,
    person_id text not null references people (id),
    event_id text not null,
    ${TEMPLATE}
  ) strict;
  create index refusals_of_person on refusals (person_id);
  create index refusals_of_event on refusals (event_id);
  create table cameras (
    id text primary key,
    name text not null,
    name_key text not null unique,
    address text not null,
    enabled integer not null,
    settings text not null,
    created_at integer not null
  ) strict;
  create table accounts (
    id text primary key,
    name text not null,
    name_key text not null unique,
    role text not null,
    password_hash text not null,
    created_at integer not null,
    last_sign_in_at integer
  ) strict;
  create table sessions (
    token_hash text primary key,
    account_id text not null references accounts (id),
    created_at integer not null,
    last_used_at integer not null,
    expires_at integer not null
  ) strict;
  create index sessions_of_account on sessions (account_id);
  create table api_keys (
    id text primary key,
    name text not null,
    prefix text not null,
    key_hash text not null unique,
    scopes text not null,
    account_id text not null references accounts (id),
    created_at integer not null,
    expires_at integer,
    last_used_at integer
  ) strict;
  create index api_keys_of_account on api_keys (account_id);
  create table attempts (who text primary key, failures integer not null, last_at integer not null) strict;`

/** The same faces in the spaces of other packs. */
const FURTHER_TEMPLATES = `
  create table reference_templates (
    reference_id text not null references refs (id) on delete cascade,
    ${TEMPLATE},
    quality real not null,
    primary key (reference_id, space)
  ) strict;
  create table shot_templates (
    event_id text not null references shots (event_id) on delete cascade,
    ${TEMPLATE},
    quality real not null,
    primary key (event_id, space)
  ) strict;`

/**
 * Brings a file to the newest schema, each step in a transaction of its own; another process may do the same at once.
 * @throws RostroError store_newer
 */
export function migrate(db: Database.Database, file: string, migrations = MIGRATIONS): void {
  while (pending(db, file, migrations) > 0) {
    db.transaction(() => {
      if (pending(db, file, migrations) === 0) return
      const version = schemaVersion(db)
      const step = migrations[version]!
      if (typeof step === 'string') db.exec(step)
      else step(db)
      db.exec(`pragma user_version = ${version + 1}`)
    }).immediate()
  }
}

function pending(db: Database.Database, file: string, migrations: readonly Migration[]): number {
  const version = schemaVersion(db)
  if (version >= 0 && version <= migrations.length) return migrations.length - version
  const sentence = `The store ${file} has schema ${version}, this Rostro knows up to ${migrations.length}; use a newer Rostro.`
  throw new RostroError('store_newer', sentence)
}

const schemaVersion = (db: Database.Database): number => {
  const [row] = db.prepare('pragma user_version').all() as { user_version: number }[]
  return row!.user_version
}
