// The SQLite tables of a watched place: visits, strangers who are remembered, what was done to them, and what crossed a line.

/**
 * A deleted row is overwritten where it is (`secure_delete`), but a page that was rebuilt before may hold a copy of the part of it
 * that lay in the tree itself: 4061 bytes at most of 4096 a page. The rest lies in pages of its own, which are overwritten when they
 * are freed. So zeros fill the tree's part of a face, and deleting one costs no rewriting of the file.
 */
const ZEROS = 'blob not null default (zeroblob(4096))'

export const VISIT_TABLES = `
  create table place (version integer not null, last_number integer not null) strict;
  insert into place values (0, 0);
  create table visitors (
    id text primary key,
    number integer not null unique,
    state text not null,
    first_seen_at integer not null,
    last_seen_at integer not null,
    visits integer not null,
    cover_visit_id text
  ) strict;
  create index visitors_by_last_seen on visitors (state, last_seen_at, number);
  create index visitors_by_visits on visitors (state, visits, number);
  create table visits (
    id text primary key,
    camera_id text not null,
    camera_name text not null,
    kind text not null,
    person_id text references people (id),
    visitor_id text references visitors (id),
    arrived_at integer not null,
    departed_at integer not null,
    ended integer not null,
    nth integer,
    frames integer not null,
    event_ids text not null,
    face_quality real
  ) strict;
  create index visits_by_time on visits (arrived_at, id, departed_at);
  create index visits_by_kind on visits (kind, arrived_at, id, departed_at);
  create index visits_of_camera on visits (camera_id, arrived_at, id, departed_at);
  create index visits_of_person on visits (person_id, arrived_at, id, departed_at);
  create index visits_of_visitor on visits (visitor_id, arrived_at, id, departed_at);
  create index visits_under_way on visits (arrived_at, id) where ended = 0;
  create index visits_best on visits (visitor_id, face_quality, arrived_at, id) where face_quality is not null;
  create index visits_with_face on visits (arrived_at, id) where face_quality is not null;
  create table visitor_changes (
    sequence integer primary key,
    id text not null unique,
    kind text not null,
    at integer not null,
    changed_by text not null,
    visitor_ids text not null,
    visitor_numbers text not null,
    person_id text references people (id),
    undo text not null
  ) strict;
  create index visitor_changes_by_time on visitor_changes (at);
  create index visitor_changes_of_person on visitor_changes (person_id);
  create table changed_visitors (
    visitor_id text not null,
    change_id text not null references visitor_changes (id) on delete cascade,
    primary key (visitor_id, change_id)
  ) strict;
  create index changed_visitors_of_change on changed_visitors (change_id);
  create table visit_faces (
    visit_id text primary key references visits (id) on delete cascade,
    held_by text references visitor_changes (id) on delete cascade,
    quality real not null,
    weight real not null,
    nearest_person real,
    space text not null,
    vector_crc integer not null,
    zeros ${ZEROS},
    vector blob not null,
    crop blob not null
  ) strict;
  create index visit_faces_held on visit_faces (held_by);
  create table apart (
    first text not null references visitors (id) on delete cascade,
    second text not null references visitors (id) on delete cascade,
    primary key (first, second)
  ) strict;
  create index apart_by_second on apart (second);
  create table not_people (
    visitor_id text not null references visitors (id) on delete cascade,
    person_id text not null references people (id) on delete cascade,
    primary key (visitor_id, person_id)
  ) strict;
  create index not_people_by_person on not_people (person_id);
  create table crossings (
    sequence integer primary key,
    at integer not null,
    camera_id text not null,
    name text not null,
    kind text not null,
    direction text not null,
    event_id text not null
  ) strict;
  create index crossings_by_time on crossings (at);
  create index crossings_of_camera on crossings (camera_id, at);`
