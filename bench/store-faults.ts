// What disks do to databases: full at every n-th write, and one bit another than was written. `store-faults.ts --only "PostgreSQL 15" --json FILE`.
// As root on Linux. `--steps N` fillings and `--flips N` bits of each kind; 0 leaves a part out.

import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openStoreAt } from '../src/stores/open-store.ts'
import { randomOf } from '../test/contracts/store-fixtures.ts'
import { fillsUp, type Filled } from '../test/stores/fills-up.ts'
import { copyWhole, enrolPeople, filesIn, flip, placeOf, placesIn, survey } from '../test/stores/flipped.ts'
import { MARIADBS, startMariadb } from '../test/stores/mariadb-server.ts'
import { MYSQLS, startMysql } from '../test/stores/mysql-server.ts'
import { POSTGRESES, startPostgres } from '../test/stores/postgres-server.ts'
import { openSmallDisk } from '../test/stores/small-disk.ts'
import { machine, printTable, readOptions, round, writeJson } from './common.ts'

const DISK_MEGABYTES = 256
/** A page of MySQL's; PostgreSQL's are half as large. */
const STEP_BYTES = 16_384
const SMALL_LOG = ['--innodb-log-file-size=8M']

const { json, only, numbers } = readOptions({ steps: 100, flips: 500, minutes: 10 })
const seed = process.env['SEED'] ?? String(Date.now())

interface Server {
  readonly data: string
  address(): string
  start(): Promise<void>
  runs(): boolean
  /** Ends it so that its files are whole. */
  stop(): Promise<void>
  kill(): Promise<void>
  remove(): Promise<void>
}

interface Kind {
  readonly name: string
  readonly start: (within?: string) => Promise<Server>
  /** Files of Rostro's tables and indexes, in the data folder. */
  readonly own: (server: Server) => Promise<readonly string[]>
}

const ibd = async ({ data }: Server) =>
  (await readdir(join(data, 'rostro'))).filter(file => file.endsWith('.ibd')).map(file => `rostro/${file}`)

async function relations(server: Server): Promise<readonly string[]> {
  const client = new pg.Client(server.address())
  await client.connect()
  const query = `select pg_relation_filepath(c.oid) as path from pg_class c left join pg_class owner on owner.reltoastrelid = c.oid
    left join pg_index i on i.indexrelid = c.oid left join pg_class indexed on indexed.reltoastrelid = i.indrelid
    where pg_relation_filepath(c.oid) is not null and pg_relation_size(c.oid) > 0
      and 'public'::regnamespace in (c.relnamespace, owner.relnamespace, indexed.relnamespace)`
  const { rows } = await client.query<{ path: string }>(query)
  await client.end()
  return rows.map(({ path }) => path)
}

const postgres =
  (system: string, made: readonly string[]) =>
  async (within?: string): Promise<Server> => {
    const server = await startPostgres({
      system,
      made: ['--wal-segsize=1', ...made],
      ...(within !== undefined && { within, durable: true }),
    })
    return { ...server, stop: () => server.stop('fast'), kill: () => server.stop('immediate') }
  }

/** A file, which nothing has to be started for. */
async function sqlite(within = tmpdir()): Promise<Server> {
  const folder = await mkdtemp(join(within, 'rostro-file-'))
  const data = join(folder, 'data')
  const nothing = () => Promise.resolve()
  const remove = () => rm(folder, { recursive: true, force: true })
  return { data, address: () => join(data, 'people.db'), runs: () => true, start: nothing, stop: nothing, kill: nothing, remove }
}

const KINDS: readonly Kind[] = [
  { name: 'SQLite', start: sqlite, own: () => Promise.resolve(['people.db']) },
  ...POSTGRESES.flatMap(({ name, system }): Kind[] => [
    {
      name,
      start: postgres(
        system,
        ['--no-data-checksums'].filter(() => name > 'PostgreSQL 17'),
      ),
      own: relations,
    },
    { name: `${name} with checksums`, start: postgres(system, ['--data-checksums']), own: relations },
  ]),
  ...MARIADBS.flatMap(({ name, system }): Kind[] => [
    {
      name,
      start: within => startMariadb({ system, settings: SMALL_LOG, ...(within !== undefined && { within, durable: true }) }),
      own: ibd,
    },
  ]),
  ...MYSQLS.map(({ name, system }): Kind => ({
    name,
    start: within => startMysql({ system, ...(within !== undefined && { within, durable: true }) }),
    own: ibd,
  })),
]

async function filling({ start }: Kind): Promise<Filled> {
  const disk = await openSmallDisk(DISK_MEGABYTES)
  try {
    const server = await start(disk.folder)
    const leave = Array.from({ length: numbers.steps }, (_, i) => i * STEP_BYTES)
    const filled = await fillsUp({ disk, open: () => openStoreAt(server.address()), server, leave })
    await server.remove()
    return filled
  } finally {
    await disk.remove()
  }
}

/** Answer → how often, for bits of Rostro's tables that are not zero, and for bits of any file. */
async function flipping({ name, start, own }: Kind): Promise<Record<'tables' | 'anywhere', Record<string, number>>> {
  const random = randomOf(`${seed} ${name}`)
  const server = await start()
  const whole = await mkdtemp(join('/dev/shm', 'rostro-whole-'))
  try {
    const store = await openStoreAt(server.address())
    await enrolPeople(store)
    await store.close()
    const files = await own(server)
    await server.stop()
    await rm(whole, { recursive: true })
    copyWhole(server.data, whole)
    const stretches = { tables: await placesIn(whole, files, true), anywhere: await placesIn(whole, await filesIn(whole), false) }
    const answers = { tables: {} as Record<string, number>, anywhere: {} as Record<string, number> }
    const until = performance.now() + numbers.minutes * 60_000
    for (let i = 0; i < numbers.flips && performance.now() < until; i++) {
      for (const where of ['tables', 'anywhere'] as const) {
        const place = placeOf(stretches[where], random)
        await flip(whole, server.data, place, Math.floor(random() * 8))
        const answer = await server.start().then(
          () => survey(() => openStoreAt(server.address())),
          () => 'does not start',
        )
        await server.kill().catch(() => undefined)
        answers[where][answer] = (answers[where][answer] ?? 0) + 1
        if (/wrong|missing|failed/.test(answer)) console.log(`${name}: ${answer}, ${place.file} at ${place.offset}`)
      }
    }
    return answers
  } finally {
    await server.remove()
    await rm(whole, { recursive: true, force: true })
  }
}

const full: Record<string, Filled> = {}
const flips: Record<string, Awaited<ReturnType<typeof flipping>>> = {}
for (const kind of KINDS) {
  if (only.length > 0 && !only.includes(kind.name)) continue
  if (numbers.steps > 0) full[kind.name] = await filling(kind)
  if (numbers.flips > 0) flips[kind.name] = await flipping(kind)
}
console.log(`${machine()}; SEED=${seed}\n`)
printTable(
  [
    'disk full',
    'fillings',
    'refused',
    'acknowledged',
    'lost',
    'half',
    'forgotten in memory',
    'ended',
    'hung',
    'enrols again after, ms at most',
  ],
  Object.entries(full).map(([name, filled]) => {
    const { refused, acknowledged, lost, half, forgotten, ended, hung, recoveredMs } = filled
    const codes = Object.entries(refused).map(([code, count]) => `${count} ${code}`)
    return [
      ...[name, numbers.steps, codes.join(', '), acknowledged, lost.length, half.length, forgotten, ended, hung],
      round(Math.max(...recoveredMs), 0),
    ]
  }),
)
printTable(
  ['a bit flipped', 'where', 'bits', 'answers'],
  Object.entries(flips).flatMap(([name, answers]) =>
    Object.entries(answers).map(([where, counts]) => {
      const sorted = Object.entries(counts).sort(([, a], [, b]) => b - a)
      return [
        name,
        where,
        sorted.reduce((sum, [, count]) => sum + count, 0),
        sorted.map(([answer, count]) => `${count} ${answer}`).join(', '),
      ]
    }),
  ),
)
await writeJson(json, { machine: machine(), seed, full, flips })
process.exit(0)
