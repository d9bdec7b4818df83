// The SQLite tables of groups, alerts and the audit, as step 4 of the migrations makes them; once released they never change here.

export const ALERT_TABLES = `
  create table "groups" (id text primary key, name text not null, name_key text not null unique, allowed text not null) strict;
  create table group_people (
    sequence integer primary key,
    group_id text not null references "groups" (id) on delete cascade,
    person_id text not null references people (id),
    unique (group_id, person_id)
  ) strict;
  create index groups_of_person on group_people (person_id);
  create table alert_rules (sequence integer primary key, id text not null unique, body text not null) strict;
  create table alert_targets (
    sequence integer primary key,
    id text not null unique,
    body text not null,
    position integer not null,
    failures integer not null default 0,
    next_at integer,
    last_error text,
    dropped integer not null default 0
  ) strict;
  create table notices (sequence integer primary key, id text not null unique, at integer not null, body text not null) strict;
  create index notices_by_time on notices (at);
  create table spoken (once text primary key, sequence integer not null, at integer not null) strict, without rowid;
  create index spoken_by_time on spoken (at);
  create index spoken_in_order on spoken (sequence, at);
  create table outbox (newest integer not null) strict;
  insert into outbox values (0);
  create table audit (
    sequence integer primary key,
    at integer not null,
    done_by text not null,
    action text not null,
    detail text not null,
    hash text not null
  ) strict;
  create table audit_head (sequence integer not null, hash text not null) strict;
  insert into audit_head values (0, '');`
