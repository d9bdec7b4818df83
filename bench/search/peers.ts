// Libraries and databases that search vectors, installed beside the project: npm install --prefix bench/search/peers --ignore-scripts.

import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import Database from 'libsql'
import type { Crowd } from './crowd.ts'
import type { Method } from './method.ts'

const FOLDER = resolve('bench/search/peers')
const require = createRequire(join(FOLDER, 'package.json'))

export const areInstalled = (): boolean => existsSync(join(FOLDER, 'node_modules/usearch'))

interface UsearchIndex {
  add(keys: BigUint64Array, vectors: Float32Array, threads: number): void
  search(probe: Float32Array, limit: number, threads: number): { readonly keys: BigUint64Array }
  save(path: string): void
  load(path: string): void
}
interface Usearch {
  readonly Index: new (options: object) => UsearchIndex
  exactSearch(
    rows: Float32Array,
    probes: Float32Array,
    dimensions: number,
    count: number,
    metric: string,
    threads: number,
  ): {
    readonly keys: BigUint64Array
  }
}
const usearch = (): Usearch => require('usearch') as Usearch

const usearchExact: Method = {
  name: 'usearch exact, f32',
  build: ({ rows, dimensions }) => ({
    memoryBytes: rows.byteLength,
    nearest: probe => Number(usearch().exactSearch(rows, probe, dimensions, 1, 'ip', 1).keys[0]),
  }),
}

/** Rows added in one call. */
const CHUNK = 10_000

const usearchHnsw: Method = {
  name: 'usearch HNSW, bf16, ef 256',
  upTo: { rows: 100_000, because: 'a million take ten minutes of one core to build (PARTS.md: 624 s)' },
  async build({ rows, dimensions, size }) {
    const { Index } = usearch()
    const options = {
      metric: 'ip',
      dimensions,
      quantization: 'bf16',
      connectivity: 16,
      expansion_add: 128,
      expansion_search: 256,
    }
    const index = new Index(options)
    for (let from = 0; from < size; from += CHUNK) {
      const keys = BigUint64Array.from({ length: Math.min(CHUNK, size - from) }, (_, i) => BigInt(from + i))
      index.add(keys, rows.subarray(from * dimensions, (from + keys.length) * dimensions), 1)
    }
    const folder = await mkdtemp(join(tmpdir(), 'rostro-bench-'))
    return {
      memoryBytes: undefined,
      nearest: probe => Number(index.search(probe, 1, 1).keys[0]),
      load() {
        const file = join(folder, 'index')
        index.save(file)
        const began = performance.now()
        new Index(options).load(file)
        return Promise.resolve(performance.now() - began)
      },
      close: () => rm(folder, { recursive: true }),
    }
  },
}

const bytesOf = ({ rows, dimensions }: Crowd, row: number): Buffer =>
  Buffer.from(rows.buffer, rows.byteOffset + row * dimensions * 4, dimensions * 4)

const sqliteVec: Method = {
  name: 'sqlite-vec, f32',
  upTo: { rows: 100_000, because: 'a search takes most of a second' },
  build(crowd) {
    const db = new Database(':memory:')
    db.loadExtension((require('sqlite-vec') as { getLoadablePath(): string }).getLoadablePath())
    db.exec(`create virtual table rows using vec0(vector float[${crowd.dimensions}] distance_metric=cosine)`)
    const insert = db.prepare('insert into rows (rowid, vector) values (?, ?)')
    db.exec('begin')
    for (let row = 0; row < crowd.size; row++) insert.run([BigInt(row), bytesOf(crowd, row)])
    db.exec('commit')
    const nearest = db.prepare('select rowid from rows where vector match ? and k = 1')
    const [pages] = db.prepare('select page_count * page_size as bytes from pragma_page_count, pragma_page_size').all() as {
      bytes: number
    }[]
    return {
      memoryBytes: pages!.bytes,
      nearest: probe =>
        (nearest.all([Buffer.from(probe.buffer, probe.byteOffset, probe.byteLength)]) as { rowid: number }[])[0]!.rowid,
      close: () => {
        db.close()
      },
    }
  },
}

interface Pglite {
  exec(statements: string): Promise<unknown>
  query(statement: string, parameters: readonly unknown[]): Promise<{ readonly rows: readonly { readonly id: number }[] }>
  close(): Promise<void>
}
const inSql = (vector: ArrayLike<number>): string => `[${Array.from(vector, value => value.toPrecision(7)).join()}]`

/** PostgreSQL compiled to WebAssembly: a server's own is several times as fast. */
function pgvector(name: string, upTo: Method['upTo'], index: string): Method {
  return {
    name,
    ...(upTo && { upTo }),
    async build(crowd) {
      const { PGlite } = require('@electric-sql/pglite') as { PGlite: new (options: object) => Pglite }
      const { vector } = require('@electric-sql/pglite-pgvector') as { vector: unknown }
      const db = new PGlite({ extensions: { vector } })
      await db.exec(`create extension vector; create table rows (id integer, vector halfvec(${crowd.dimensions}));
        alter table rows alter vector set storage plain`)
      for (let from = 0; from < crowd.size; from += 500) {
        const values = Array.from({ length: Math.min(500, crowd.size - from) }, (_, i) => {
          const at = (from + i) * crowd.dimensions
          return `(${from + i}, '${inSql(crowd.rows.subarray(at, at + crowd.dimensions))}')`
        })
        await db.exec(`insert into rows values ${values.join()}`)
      }
      await db.exec(index)
      const search = `select id from rows order by vector <#> $1::halfvec(${crowd.dimensions}) limit 1`
      return {
        memoryBytes: undefined,
        nearest: async probe => (await db.query(search, [inSql(probe)])).rows[0]!.id,
        close: () => db.close(),
      }
    },
  }
}

const SLOW = { rows: 1000, because: 'filling it takes minutes in WebAssembly' }

export const peers: readonly Method[] = [
  usearchExact,
  usearchHnsw,
  sqliteVec,
  pgvector('pgvector exact, halfvec (PGlite)', SLOW, ''),
  pgvector(
    'pgvector HNSW, halfvec, ef 256 (PGlite)',
    SLOW,
    'create index on rows using hnsw (vector halfvec_ip_ops); set hnsw.ef_search = 256',
  ),
]
