// Searching in the database: in PGlite with its vector extension, in every PostgreSQL that has it, and in every MariaDB that has indexes of vectors.

import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import { vector } from '@electric-sql/pglite-pgvector'
import { existsSync } from 'node:fs'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EmbeddingSpace } from '../../src/core/types.ts'
import { dropSearches } from '../../src/stores/drop-searches.ts'
import { openMysqlStore } from '../../src/stores/mysql.ts'
import { openSearchAt } from '../../src/stores/open-search.ts'
import { pgvectorWords } from '../../src/stores/pgvector.ts'
import { engineIn, openPostgres, openPostgresStore, POSTGRES_TYPES, storeIn } from '../../src/stores/postgres.ts'
import { SqlTemplateSearch } from '../../src/stores/sql-template-search.ts'
import { searchContract } from '../contracts/search.ts'
import { referenceOf } from '../fakes/store.ts'
import { probe } from '../fixtures/templates.ts'
import { emptying } from './emptied.ts'
import { MARIADBS, startMariadb } from './mariadb-server.ts'
import { POSTGRESES, startPostgres, versionIn } from './postgres-server.ts'

describe('in WebAssembly', () => {
  let database: PGlite
  let pool: pg.Pool
  beforeAll(async () => {
    database = await PGlite.create({ extensions: { vector } })
    pool = new pg.Pool(Object.assign(createPgConfig(database), { max: 1, types: POSTGRES_TYPES }))
  }, 120_000)
  afterAll(async () => {
    await pool.end()
    await database.close()
  })

  searchContract('PGlite', async () => {
    // One session, which all take turns with.
    const shared = { connect: () => pool.connect(), end: () => Promise.resolve() }
    return {
      store: await storeIn(shared, 'pglite'),
      openSearch: async (space, dimensions) =>
        SqlTemplateSearch.open(await engineIn(shared, 'pglite'), pgvectorWords, { space, dimensions, place: 'pglite' }),
      execute: async statement => {
        await database.exec(statement)
      },
      remove: async () => {
        await database.exec(emptying.join(';'))
      },
    }
  })
})

const hasVectors = ({ system }: { readonly system: string }) =>
  existsSync(`${system}/usr/share/postgresql/${versionIn(system)}/extension/vector.control`)
const searching = POSTGRESES.filter(hasVectors)
if (searching.length === 0) console.log('skipped: searching in PostgreSQL; there is none with pgvector')

describe.each(searching)('on a server of $name', ({ name, system }) => {
  let server: Awaited<ReturnType<typeof startPostgres>>
  let client: pg.Client
  beforeAll(async () => {
    server = await startPostgres({ system })
    client = new pg.Client(server.address())
    await client.connect()
  }, 120_000)
  afterAll(async () => {
    await client.end()
    await server.remove()
  })
  const execute = async (statement: string) => {
    await client.query(statement)
  }

  test('leaves no index when a store is sealed', async () => {
    const [engine, search] = [await openPostgres(server.address()), await openSearchAt(server.address(), SPACE, 16)]
    try {
      await dropSearches(engine.db)
      const { rows } = await client.query(`select tablename from pg_tables where tablename like 'search%'`)
      expect(rows).toEqual([])
    } finally {
      await search.close()
      await engine.close()
    }
  })

  searchContract(name, async () => ({
    store: await openPostgresStore(server.address(), { connections: 4 }),
    openSearch: (space, dimensions) => openSearchAt(server.address(), space, dimensions),
    execute,
    remove: () => execute(emptying.join(';')),
  }))
})

const OLDEST_MARIADB = 11.8
const numberOf = ({ name }: { readonly name: string }) => Number(name.replace('MariaDB ', ''))
const mariadbs = MARIADBS.filter(one => numberOf(one) >= OLDEST_MARIADB)
if (mariadbs.length === 0) console.log('skipped: searching in MariaDB; there is none with indexes of vectors')

describe.each(mariadbs)('on a server of $name', ({ name, system }) => {
  let server: Awaited<ReturnType<typeof startMariadb>>
  let client: mysql.Connection
  beforeAll(async () => {
    server = await startMariadb({ system })
    const address = new URL(server.address())
    client = await mysql.createConnection({
      ...{ socketPath: address.searchParams.get('socket')!, user: address.username, database: address.pathname.slice(1) },
      multipleStatements: true,
    })
  }, 120_000)
  afterAll(async () => {
    await client.end()
    await server.remove()
  })
  const execute = async (statement: string) => {
    await client.query(statement.replaceAll('"', '`'))
  }

  searchContract(name, async () => ({
    store: await openMysqlStore(server.address(), { connections: 4 }),
    openSearch: (space, dimensions) => openSearchAt(server.address(), space, dimensions),
    execute,
    remove: () => execute(emptying.join(';')),
  }))

  test('deletes people although somebody dropped the index', async () => {
    const store = await openMysqlStore(server.address(), { connections: 2 })
    const search = await openSearchAt(server.address(), SPACE, 16)
    try {
      const { id } = await store.enrol('Anna', [referenceOf(probe([1]))])
      const [tables] = await client.query<mysql.RowDataPacket[]>(`show tables like 'search\\_________________'`)
      for (const row of tables) await execute(`drop table ${String(Object.values(row)[0])}`)
      await store.deletePerson(id)
      expect(await store.people()).toEqual([])
    } finally {
      await search.close()
      await store.close()
    }
  })
})

const SPACE = 'any' as EmbeddingSpace

const older = MARIADBS.filter(one => numberOf(one) < OLDEST_MARIADB).slice(0, 1)
test.each(older)(
  '$name says that it has no index for vectors',
  async ({ system }) => {
    const server = await startMariadb({ system })
    try {
      await expect(openSearchAt(server.address(), SPACE, 64)).rejects.toMatchObject({
        code: 'search_unavailable',
        message: expect.stringContaining('11.8 or later') as string,
      })
    } finally {
      await server.remove()
    }
  },
  120_000,
)

test('a file cannot be searched in the database, and what to do is said', async () => {
  await expect(openSearchAt('/tmp/people.db', SPACE, 64)).rejects.toMatchObject({
    code: 'search_unavailable',
    message: expect.stringContaining('ROSTRO_SEARCH=memory') as string,
  })
})

const bare = POSTGRESES.filter(one => !hasVectors(one)).slice(0, 1)
test.each(bare)('$name without pgvector says what to install', async ({ system }) => {
  const server = await startPostgres({ system })
  try {
    await expect(openSearchAt(server.address(), SPACE, 64)).rejects.toMatchObject({
      code: 'search_unavailable',
      message: expect.stringContaining('install it') as string,
    })
  } finally {
    await server.remove()
  }
})
