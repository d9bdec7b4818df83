// PostgreSQL's words for an index of vectors: pgvector's HNSW with 16-bit floats.

import { setTimeout as wait } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import { RostroError } from '../core/errors.ts'
import type { Schema } from './schema.ts'
import type { Hit, VectorWords } from './vector-words.ts'

/** The first with `halfvec`. */
const OLDEST = [0, 7] as const
/** pgvector's own limit of `hnsw.ef_search`. */
const MOST_REACH = 1000
/** How often a database that is building is asked whether it is done. */
const LOOK_MS = 1000
/** Edges of a template, and templates compared for finding them: pgvector's default is 64, which loses more. */
const HNSW = 'm = 16, ef_construction = 128'

/** @throws RostroError search_unavailable */
export async function pgvectorWords(db: Kysely<Schema>, place: string): Promise<VectorWords> {
  const { rows } = await sql<Extension>`
    select default_version as available, installed_version as installed from pg_available_extensions where name = 'vector'`.execute(
    db,
  )
  const [extension] = rows
  if (!extension) throw lacks(place, 'has no pgvector; install it (Debian: postgresql-17-pgvector)')
  if (extension.installed === null) await create(db, place)
  const version = extension.installed ?? extension.available
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    throw lacks(
      place,
      `has pgvector ${version}, and ${OLDEST.join('.')} or later is needed; update it ("alter extension vector update")`,
    )
  return words(version)
}

interface Extension {
  readonly available: string
  readonly installed: string | null
}

async function create(db: Kysely<Schema>, place: string): Promise<void> {
  try {
    await sql`create extension if not exists vector`.execute(db)
  } catch (error) {
    throw lacks(place, 'does not let this user make the extension; have its owner run "create extension vector"', error)
  }
}

const lacks = (place: string, what: string, cause?: unknown): RostroError =>
  new RostroError('search_unavailable', `The database ${place} ${what}, or search in memory with ROSTRO_SEARCH=memory.`, {
    cause,
  })

const words = (version: string): VectorWords => ({
  about: `pgvector ${version}`,
  mostReach: MOST_REACH,
  state: name => [
    `create table if not exists ${name} (name text primary key, space text not null, version bigint not null, found bigint not null,
      probes bigint not null, reach bigint not null, templates bigint not null)`,
  ],

  // Vectors lie in their row, where a search reads them. What deleted rows leave is freed within a minute or so.
  table: (name, dimensions) => [
    `create table if not exists ${name} (
      reference_id text collate "C" primary key references refs (id) on delete cascade, embedding halfvec(${dimensions}) not null
    ) with (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_insert_threshold = -1)`,
    `alter table ${name} alter column embedding set storage plain`,
  ],

  unindex: name => [`drop index if exists ${name}_hnsw`],

  // Whoever waits in silence is cut off (watched-socket.ts), and the database goes on: so it is asked how it stands.
  async build(db, name) {
    const started = { failure: undefined as unknown, isStarted: false }
    for (;;) {
      const state = await buildingState(db, name)
      if (state === 'there') break
      if (state === 'missing' && started.failure !== undefined) throw asError(started.failure)
      const beginning = state === 'missing' && !started.isStarted ? begin(db, name, started) : undefined
      await Promise.race([beginning, wait(LOOK_MS)].filter(one => one !== undefined))
    }
    await sql.raw(`analyze ${name}`).execute(db)
  },

  async put(db, name, templates) {
    const ids = templates.map(({ id }) => id)
    const vectors = templates.map(({ vector }) => literal(vector))
    await sql`insert into ${sql.table(name)} (reference_id, embedding)
      select given.id, given.vector::halfvec from unnest(${ids}::text[], ${vectors}::text[]) as given (id, vector)
      join refs on refs.id = given.id
      on conflict do nothing`.execute(db)
  },

  nearest: (db, name, { probe, limit, reach }) =>
    db.connection().execute(async session => {
      await sql`select set_config('hnsw.ef_search', ${String(Math.max(limit, reach))}, false)`.execute(session)
      const { rows } = await sql<Hit>`
        select refs.person_id as "personId", departing.person_id is not null as "isHidden" from (
          select reference_id, embedding <#> ${literal(probe)}::halfvec as distance from ${sql.table(name)} order by distance limit ${limit}
        ) as near
        join refs on refs.id = near.reference_id left join departing on departing.person_id = refs.person_id
        order by near.distance`.execute(session)
      return rows
    }),
})

/** Five digits: a 16-bit float has three and a half. */
const literal = (vector: Float32Array): string => `[${Array.from(vector, value => value.toPrecision(5)).join()}]`

/** How it stands with the index: one that is not valid, and that nobody is building, was cut short. */
async function buildingState(db: Kysely<Schema>, name: string): Promise<'there' | 'building' | 'missing'> {
  const { rows } = await sql<{ valid: boolean; building: boolean }>`select
    exists (select from pg_index where indexrelid = to_regclass(${`${name}_hnsw`}) and indisvalid) as valid,
    exists (select from pg_stat_progress_create_index where relid = to_regclass(${name})) as building`.execute(db)
  return rows[0]?.valid ? 'there' : rows[0]?.building ? 'building' : 'missing'
}

/** Beside writing: a deletion must not wait for it. Never throws. */
async function begin(db: Kysely<Schema>, name: string, started: { failure: unknown; isStarted: boolean }): Promise<void> {
  started.isStarted = true
  const statements = [
    ...['set statement_timeout = 0', 'set lock_timeout = 0', `drop index if exists ${name}_hnsw`],
    `create index concurrently ${name}_hnsw on ${name} using hnsw (embedding halfvec_ip_ops) with (${HNSW})`,
    ...['reset statement_timeout', 'reset lock_timeout'],
  ]
  try {
    await db.connection().execute(async session => {
      for (const statement of statements) await sql.raw(statement).execute(session)
    })
  } catch (error) {
    started.failure = error
  }
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))
