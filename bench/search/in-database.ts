// Searching as Rostro does it in a database server: people enrolled there, its index filled and measured, whoever is near read and compared exactly.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { EmbeddingSpace, Template } from '../../src/core/types.ts'
import { openDatabaseGallery } from '../../src/app/database-gallery.ts'
import { mobile } from '../../src/models/packs/declared/mobile.ts'
import { openSearchAt } from '../../src/stores/open-search.ts'
import { openStoreAt } from '../../src/stores/open-store.ts'
import { templateColumns } from '../../src/stores/rows.ts'
import type { Crowd } from './crowd.ts'
import type { Method } from './method.ts'

/** An empty database of a PostgreSQL with pgvector. What is there is deleted. */
const ADDRESS = process.env['ROSTRO_BENCH_POSTGRES']
const SPACE = 'crowd' as EmbeddingSpace
const AT_ONCE = 500

const templateOf = (vector: Float32Array): Template => ({ space: SPACE, vector }) as Template

/** People without pictures, written past the store: a hundred thousand transactions are no part of searching. */
async function enrol(address: string, crowd: Crowd): Promise<ReadonlyMap<string, number>> {
  const rowOf = new Map<string, number>()
  const client = new pg.Client(address)
  await client.connect()
  await client.query('delete from refs; delete from people')
  for (let from = 0; from < crowd.size; from += AT_ONCE) {
    const rows = Array.from({ length: Math.min(AT_ONCE, crowd.size - from) }, (_, i) => {
      const id = randomUUID()
      rowOf.set(id, from + i)
      const at = (from + i) * crowd.dimensions
      return { id, ...templateColumns(templateOf(crowd.rows.slice(at, at + crowd.dimensions))) }
    })
    const ids = rows.map(({ id }) => id)
    await client.query(
      `insert into people select id, id, id, id, 0 from unnest($1::text[]) as given (id)`, [ids]) // prettier-ignore
    await client.query(
      `insert into refs (id, person_id, space, vector, vector_crc, quality, source, created_at, crop)
        select id, id, $2, vector, crc, 80, 'bench', 0, '' from unnest($1::text[], $3::bytea[], $4::bigint[]) as given (id, vector, crc)`,
      [ids, SPACE, rows.map(({ vector }) => Buffer.from(vector)), rows.map(row => row.vector_crc)],
    )
  }
  await client.query(`update changes set count = count + 1 + floor(random() * 1000000)`)
  await client.query('analyze people; analyze refs')
  await client.end()
  return rowOf
}

const inServer = (address: string): Method => ({
  name: 'Rostro in PostgreSQL (pgvector HNSW, halfvec)',
  upTo: { rows: 100_000, because: 'not tried: building the index of a million takes hours on this machine' },
  async build(crowd) {
    const store = await openStoreAt(address)
    const rowOf = await enrol(address, crowd)
    const search = await openSearchAt(address, SPACE, crowd.dimensions)
    const began = performance.now()
    const gallery = await openDatabaseGallery({ store, search, pack: mobile, space: SPACE, onProblem: () => undefined })
    for (;;) {
      if ((await gallery.near([])).lacks === undefined) break
      await new Promise(resolve => setTimeout(resolve, 200))
      await gallery.refresh()
    }
    const { rows } = await query<{ bytes: number }>(
      address,
      `select sum(pg_total_relation_size(oid))::float8 as bytes from pg_class where relname like 'search\\_%' and relkind = 'r'`,
    )
    const indexed = await search.indexed()
    console.log(JSON.stringify({ size: crowd.size, filledMs: Math.round(performance.now() - began), recall: indexed?.recall }))
    return {
      memoryBytes: rows[0]?.bytes,
      // As a track asks: a template of its own each time.
      async nearest(probe) {
        const template = templateOf(probe.slice())
        const [first] = (await gallery.near([template])).byMean(template, 1)
        return rowOf.get(first?.personId ?? '') ?? -1
      },
      async close() {
        await gallery.close()
        await store.close()
      },
    }
  },
})

async function query<Row extends object>(address: string, statement: string) {
  const client = new pg.Client(address)
  await client.connect()
  try {
    return await client.query<Row>(statement)
  } finally {
    await client.end()
  }
}

export const inDatabase: readonly Method[] = ADDRESS === undefined ? [] : [inServer(ADDRESS)]
