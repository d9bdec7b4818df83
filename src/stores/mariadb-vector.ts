// MariaDB's words for an index of vectors: VECTOR INDEX, from 11.8 on.

import { sql, type Kysely } from 'kysely'
import { RostroError } from '../core/errors.ts'
import type { Schema } from './schema.ts'
import type { Hit, VectorWords } from './vector-words.ts'

const OLDEST = [11, 8] as const
/** Beyond, comparing with all is as quick. */
const MOST_REACH = 1000
/** A vector index wants a short key; photos' ids have 36 characters. */
const ID = 'varchar(60) not null primary key'
const TABLE = 'engine=InnoDB row_format=dynamic character set utf8mb4 collate utf8mb4_nopad_bin'

/** @throws RostroError search_unavailable */
export async function mariadbWords(db: Kysely<Schema>, place: string): Promise<VectorWords> {
  const { rows } = await sql<{ version: string }>`select version() as version`.execute(db)
  const version = rows[0]?.version ?? ''
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (/mariadb/i.test(version) && (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])))
    return words(`${major}.${minor}`)
  const sentence = `The database ${place} has no index for vectors: it is ${version}, and MariaDB ${OLDEST.join('.')} or later is needed`
  throw new RostroError('search_unavailable', `${sentence}; update it, or search in memory with ROSTRO_SEARCH=memory.`)
}

const words = (version: string): VectorWords => ({
  about: `MariaDB ${version} VECTOR`,
  mostReach: MOST_REACH,

  state: name => [
    `create table if not exists ${name} (name ${ID}, space varchar(190) not null, version bigint not null, found bigint not null,
      probes bigint not null, reach bigint not null, templates bigint not null) ${TABLE}`,
  ],

  // What a foreign key deletes stays in a vector index, which then ends its searches there (11.8.9): so a trigger deletes. It must not
  // be in the way of deleting people when somebody has dropped the index.
  table: (name, dimensions) => [
    `create table if not exists ${name} (reference_id ${ID}, embedding vector(${dimensions}) not null,
      vector index (embedding) m=12 distance=cosine) ${TABLE}`,
    `create trigger if not exists ${name}_leaves after delete on refs for each row begin
      declare continue handler for 1146 begin end;
      delete from ${name} where reference_id = old.id;
    end`,
  ],

  // Making it anew would lock the table, and deletions wait.
  unindex: () => [],
  build: async (db, name) => {
    await sql.raw(`analyze table ${name}`).execute(db)
  },

  async put(db, name, templates) {
    const given = templates.map(({ id, vector }) => sql`select ${id} as id, ${bytesOf(vector)} as embedding`)
    await sql`insert ignore into ${sql.table(name)} (reference_id, embedding)
      select given.id, given.embedding from (${sql.join(given, sql` union all `)}) as given join refs on refs.id = given.id
      lock in share mode`.execute(db)
  },

  nearest: (db, name, { probe, limit, reach }) =>
    db.connection().execute(async session => {
      await sql`set session mhnsw_ef_search = ${sql.lit(Math.max(limit, reach))}`.execute(session)
      const distance = sql`vec_distance_cosine(embedding, ${bytesOf(probe)})`
      const { rows } = await sql<Hit>`
        select refs.person_id as ${sql.ref('personId')}, departing.person_id is not null as ${sql.ref('isHidden')} from (
          select reference_id, ${distance} as distance from ${sql.table(name)} order by distance limit ${limit}
        ) as near
        join refs on refs.id = near.reference_id left join departing on departing.person_id = refs.person_id
        order by near.distance`.execute(session)
      return rows
    }),
})

/** 32-bit floats, little-endian. */
const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength)
