// The SQLite tables of doors, as step 5 of the migrations makes them; once released they never change here.

export const DOOR_TABLES = `
  create table doors (id text primary key, name text not null, name_key text not null unique, body text not null) strict;
  create table door_locks (
    door_id text primary key references doors (id) on delete cascade,
    refusals integer not null,
    paused_until integer,
    locked integer not null
  ) strict;
  create table door_factors (
    sequence integer primary key,
    id text not null unique,
    person_id text not null references people (id),
    kind text not null,
    secret text not null,
    created_at integer not null,
    last_counter integer
  ) strict;
  create index door_factors_of_person on door_factors (person_id);
  create table door_presence (
    person_id text not null references people (id),
    area text not null,
    inside integer not null,
    at integer not null,
    primary key (person_id, area)
  ) strict;
  create index audit_by_action on audit (action, sequence);`
