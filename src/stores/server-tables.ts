// The tables of a database server, at the schema that SQLite's migrations come to; knows PostgreSQL and MySQL by their words for types only.

/** What a database server calls things. */
export interface Words {
  readonly integer: string
  readonly real: string
  readonly text: string
  readonly bytes: string
  /** Counts up with every row. */
  readonly sequence: string
  /** Text of at most so many characters, compared by its bytes, that an index can hold. */
  readonly key: (characters: number) => string
  /** What an index leaves out, where it can. */
  readonly where: (condition: string) => string
  /** Around a name that is also a word of the language. */
  readonly quote: '"' | '`'
  /** What follows a table's columns. */
  readonly table: string
  /** What each table is told once it is there. */
  readonly afterwards: readonly string[]
}

/** The schema these tables are: as many of SQLite's migrations lead to it. */
export const FIRST_SERVER_SCHEMA = 7

/** Statements that make all tables, in place of those that an attempt cut short has left. */
export function serverTables(words: Words): readonly string[] {
  const { integer, real, text, bytes, sequence, key, where } = words
  const id = key(190)
  const name = key(400)
  const word = key(40)
  const template = `space ${id} not null, "vector" ${bytes} not null, vector_crc ${integer} not null`
  const named = `name ${text} not null, name_key ${name} not null unique`
  const of = (column: string, table: string, theirs = 'id') => `foreign key (${column}) references "${table}" (${theirs})`
  const tables = {
    people: `id ${id} primary key, ${named}, folded_name ${name} not null, created_at ${integer} not null`,
    departing: `person_id ${id} primary key, at ${integer} not null,
      ${of('person_id', 'people')}`,
    refs: `sequence ${sequence}, id ${id} not null unique, person_id ${id} not null, ${template},
      quality ${real} not null, source ${text} not null, created_at ${integer} not null, crop ${bytes} not null, correction_event ${id},
      ${of('person_id', 'people')}`,
    reference_templates: `reference_id ${id} not null, ${template}, quality ${real} not null,
      primary key (reference_id, space),
      ${of('reference_id', 'refs')} on delete cascade`,
    consents: `sequence ${sequence}, person_id ${id} not null, text ${text} not null, given_at ${integer} not null,
      taken_by ${text} not null,
      ${of('person_id', 'people')}`,
    events: `id ${id} primary key, source_id ${id} not null, source_name ${text} not null, started_at ${integer} not null,
      ended_at ${integer}, saved_at ${integer} not null, outcome ${word} not null, person_id ${id}, decided_person_id ${id},
      decision ${text} not null, frames ${integer} not null, quality ${real} not null, correction_kind ${word},
      correction_person_id ${id}, corrected_at ${integer}, corrected_by ${text}`,
    shots: `event_id ${id} primary key, ${template}, quality ${real} not null, crop ${bytes} not null,
      ${of('event_id', 'events')}`,
    shot_templates: `event_id ${id} not null, ${template}, quality ${real} not null,
      primary key (event_id, space),
      ${of('event_id', 'shots', 'event_id')} on delete cascade`,
    refusals: `sequence ${sequence}, person_id ${id} not null, event_id ${id} not null, ${template},
      ${of('person_id', 'people')}`,
    cameras: `id ${id} primary key, ${named}, address ${text} not null, enabled ${integer} not null, settings ${text} not null,
      created_at ${integer} not null`,
    accounts: `id ${id} primary key, ${named}, role ${word} not null, password_hash ${text} not null, created_at ${integer} not null,
      last_sign_in_at ${integer}`,
    sessions: `token_hash ${id} primary key, account_id ${id} not null, created_at ${integer} not null,
      last_used_at ${integer} not null, expires_at ${integer} not null,
      ${of('account_id', 'accounts')}`,
    api_keys: `id ${id} primary key, name ${text} not null, prefix ${text} not null, key_hash ${id} not null unique,
      scopes ${text} not null, account_id ${id} not null, created_at ${integer} not null, expires_at ${integer},
      last_used_at ${integer},
      ${of('account_id', 'accounts')}`,
    attempts: `who ${id} primary key, failures ${integer} not null, last_at ${integer} not null`,
    settings: `"key" ${id} primary key, value ${text} not null`,
    leases: `name ${id} primary key, holder ${id} not null, renewals ${integer} not null, about ${text} not null`,
    changes: `count ${integer} not null`,
    changed_people: `person_id ${id} primary key, version ${integer} not null`,
    groups: `id ${id} primary key, ${named}, allowed ${text} not null`,
    group_people: `sequence ${sequence}, group_id ${id} not null,
      person_id ${id} not null, unique (group_id, person_id),
      ${of('group_id', 'groups')} on delete cascade, ${of('person_id', 'people')}`,
    alert_rules: `sequence ${sequence}, id ${id} not null unique, body ${text} not null`,
    alert_targets: `sequence ${sequence}, id ${id} not null unique, body ${text} not null, position ${integer} not null,
      failures ${integer} not null, next_at ${integer}, last_error ${text}, dropped ${integer} not null`,
    notices: `sequence ${integer} primary key, id ${id} not null unique, at ${integer} not null, body ${text} not null`,
    spoken: `once ${name} primary key, sequence ${integer} not null, at ${integer} not null`,
    outbox: `newest ${integer} not null`,
    audit: `sequence ${integer} primary key, at ${integer} not null, done_by ${text} not null, action ${id} not null,
      detail ${text} not null, hash ${text} not null`,
    audit_head: `sequence ${integer} not null, hash ${text} not null`,
    doors: `id ${id} primary key, ${named}, body ${text} not null`,
    door_locks: `door_id ${id} primary key, refusals ${integer} not null, paused_until ${integer},
      locked ${integer} not null,
      ${of('door_id', 'doors')} on delete cascade`,
    door_factors: `sequence ${sequence}, id ${id} not null unique, person_id ${id} not null, kind ${word} not null,
      secret ${text} not null, created_at ${integer} not null, last_counter ${integer},
      ${of('person_id', 'people')}`,
    door_presence: `person_id ${id} not null, area ${id} not null, inside ${integer} not null, at ${integer} not null,
      primary key (person_id, area),
      ${of('person_id', 'people')}`,
    place: `version ${integer} not null, last_number ${integer} not null`,
    visitors: `id ${id} primary key, number ${integer} not null unique, state ${word} not null, first_seen_at ${integer} not null,
      last_seen_at ${integer} not null, visits ${integer} not null, cover_visit_id ${id}`,
    visits: `id ${id} primary key, camera_id ${id} not null, camera_name ${text} not null, kind ${word} not null,
      person_id ${id}, visitor_id ${id}, arrived_at ${integer} not null,
      departed_at ${integer} not null, ended ${integer} not null, nth ${integer}, frames ${integer} not null,
      event_ids ${text} not null, face_quality ${real},
      ${of('person_id', 'people')}, ${of('visitor_id', 'visitors')}`,
    visitor_changes: `sequence ${sequence}, id ${id} not null unique, kind ${word} not null, at ${integer} not null,
      changed_by ${text} not null, visitor_ids ${text} not null, visitor_numbers ${text} not null,
      person_id ${id}, "undo" ${text} not null,
      ${of('person_id', 'people')}`,
    changed_visitors: `visitor_id ${id} not null, change_id ${id} not null,
      primary key (visitor_id, change_id),
      ${of('change_id', 'visitor_changes')} on delete cascade`,
    visit_faces: `visit_id ${id} primary key,
      held_by ${id}, quality ${real} not null, weight ${real} not null,
      nearest_person ${real}, ${template}, crop ${bytes} not null,
      ${of('visit_id', 'visits')} on delete cascade, ${of('held_by', 'visitor_changes')} on delete cascade`,
    apart: `first ${id} not null, second ${id} not null,
      primary key (first, second),
      ${of('first', 'visitors')} on delete cascade, ${of('second', 'visitors')} on delete cascade`,
    not_people: `visitor_id ${id} not null,
      person_id ${id} not null, primary key (visitor_id, person_id),
      ${of('visitor_id', 'visitors')} on delete cascade, ${of('person_id', 'people')} on delete cascade`,
    crossings: `sequence ${sequence}, at ${integer} not null, camera_id ${id} not null, name ${text} not null, kind ${word} not null,
      direction ${word} not null, event_id ${id} not null`,
  }
  const indexes = {
    people_by_name: 'people (folded_name, id)',
    people_by_age: 'people (created_at, id)',
    refs_of_person: 'refs (person_id, quality, sequence, id, space)',
    refs_in_space: 'refs (space, sequence)',
    refs_of_correction: `refs (correction_event) ${where('correction_event is not null')}`,
    templates_in_space: 'reference_templates (space, reference_id)',
    consents_of_person: 'consents (person_id)',
    events_by_time: 'events (started_at, id)',
    events_of_person: 'events (person_id, started_at, id, ended_at)',
    events_of_source: 'events (source_id, started_at, id)',
    events_by_outcome: 'events (outcome, started_at, id, person_id)',
    events_by_end: 'events (ended_at)',
    refusals_of_person: 'refusals (person_id)',
    refusals_of_event: 'refusals (event_id)',
    sessions_of_account: 'sessions (account_id)',
    api_keys_of_account: 'api_keys (account_id)',
    groups_of_person: 'group_people (person_id)',
    notices_by_time: 'notices (at)',
    spoken_by_time: 'spoken (at)',
    spoken_in_order: 'spoken (sequence, at)',
    audit_by_action: 'audit (action, sequence)',
    door_factors_of_person: 'door_factors (person_id)',
    visitors_by_last_seen: 'visitors (state, last_seen_at, number)',
    visitors_by_visits: 'visitors (state, visits, number)',
    visits_by_time: 'visits (arrived_at, id, departed_at)',
    visits_by_kind: 'visits (kind, arrived_at, id, departed_at)',
    visits_of_camera: 'visits (camera_id, arrived_at, id, departed_at)',
    visits_of_person: 'visits (person_id, arrived_at, id, departed_at)',
    visits_of_visitor: 'visits (visitor_id, arrived_at, id, departed_at)',
    visits_under_way: `visits (ended, arrived_at, id) ${where('ended = 0')}`,
    visits_best: `visits (visitor_id, face_quality, arrived_at, id) ${where('face_quality is not null')}`,
    visits_with_face: `visits (arrived_at, id) ${where('face_quality is not null')}`,
    visitor_changes_by_time: 'visitor_changes (at)',
    visitor_changes_of_person: 'visitor_changes (person_id)',
    changed_visitors_of_change: 'changed_visitors (change_id)',
    visit_faces_held: 'visit_faces (held_by)',
    apart_by_second: 'apart (second)',
    not_people_by_person: 'not_people (person_id)',
    crossings_by_time: 'crossings (at)',
    crossings_of_camera: 'crossings (camera_id, at)',
  }
  return [
    ...Object.keys(tables)
      .reverse()
      .map(table => `drop table if exists "${table}"`),
    ...Object.entries(tables).map(([table, columns]) => `create table "${table}" (${columns}) ${words.table}`),
    ...Object.entries(indexes).map(([index, on]) => `create index ${index} on ${on}`),
    'insert into changes values (0)',
    `insert into changed_people values ('', 0)`,
    'insert into outbox values (0)',
    `insert into audit_head values (0, '')`,
    'insert into place values (0, 0)',
    ...words.afterwards,
  ].map(statement => statement.replaceAll('"', words.quote))
}
