// Moves many people from SQLite to PostgreSQL to MariaDB to SQLite while two processes enrol, and backs them up: how long it takes, what is lost.

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { crc32 } from 'node:zlib'
import { backUp, verifyBackup } from '../src/app/backup/backups.ts'
import { moveStore } from '../src/app/backup/move-store.ts'
import { createRandom } from '../src/core/random.ts'
import { openStoreAt } from '../src/stores/open-store.ts'
import { openRawStore } from '../src/stores/raw-store.ts'
import { digestOf, TABLES } from '../src/stores/tables.ts'
import { compile } from '../test/stores/compile.ts'
import { startMariadb } from '../test/stores/mariadb-server.ts'
import { isWhole } from '../test/stores/numbered-person.ts'
import { startPostgres } from '../test/stores/postgres-server.ts'
import { machine, printTable, writeJson } from './common.ts'

const { values } = parseArgs({ options: { people: { type: 'string', default: '100000' }, json: { type: 'string' } } })
const PEOPLE = Number(values.people)
/** A photo each: 512 numbers, and a picture of so many bytes. */
const CROP_BYTES = 4000
const KEY = { key: new Uint8Array(32).fill(7) }

const seconds = (sinceMs: number): number => Math.round((performance.now() - sinceMs) / 100) / 10

async function fill(address: string): Promise<void> {
  const random = createRandom(1)
  await (await openStoreAt(address)).close()
  const raw = await openRawStore(address)
  for (let from = 0; from < PEOPLE; from += 2000) {
    const numbers = Array.from({ length: Math.min(2000, PEOPLE - from) }, (_, i) => from + i)
    const people = numbers.map(n => ({
      ...{ id: `p${n}`, name: `Person ${n}`, name_key: `person ${n}`, folded_name: `person ${n}`, created_at: n },
    }))
    const refs = numbers.map(n => {
      const vector = new Uint8Array(Float32Array.from({ length: 512 }, () => random() - 0.5).buffer)
      const crop = Uint8Array.from({ length: CROP_BYTES }, () => 256 * random())
      return {
        ...{ id: `r${n}`, person_id: `p${n}`, space: 'bench', quality: 50, source: `${n}.jpg`, created_at: n },
        ...{ vector, vector_crc: crc32(vector), crop, correction_event: null },
      }
    })
    await raw.write(async db => {
      for (let i = 0; i < numbers.length; i += 500) {
        await db.insertInto('people').values(people.slice(i, i + 500)).execute() // prettier-ignore
        await db.insertInto('refs').values(refs.slice(i, i + 500)).execute() // prettier-ignore
      }
    })
  }
  await raw.close()
}

interface Enroller {
  readonly child: ChildProcess
  readonly prefix: string
  readonly acknowledged: number[]
}

function enroll(script: string, address: string, prefix: string): Enroller {
  const child = spawn(process.execPath, [script, address, prefix], { stdio: ['ignore', 'pipe', 'inherit'] })
  const acknowledged: number[] = []
  createInterface({ input: child.stdout }).on('line', line => acknowledged.push(Number(line)))
  return { child, prefix, acknowledged }
}

const folder = await mkdtemp(join(tmpdir(), 'rostro-bench-move-'))
const [postgres, mariadb] = await Promise.all([startPostgres(), startMariadb()])
try {
  const script = await compile(new URL('../test/stores/enroller.ts', import.meta.url), folder)
  const first = join(folder, 'first.db')
  await fill(first)
  console.log(`${PEOPLE} people, ${machine()}, load ${loadavg()[0]!.toFixed(1)}`)
  const rows: Record<string, string | number>[] = []

  const file = join(folder, 'people.backup')
  let began = performance.now()
  const { bytes } = await backUp({ address: first, file, secret: KEY, rostro: 'bench' })
  rows.push({
    what: 'backup create',
    seconds: seconds(began),
    megabytes: Math.round(bytes / 1e6),
    store: Math.round((await stat(first)).size / 1e6),
  })
  began = performance.now()
  const { people } = await verifyBackup({ file, findSecret: () => Promise.resolve(KEY) }, folder)
  rows.push({ what: `backup verify (${people} people)`, seconds: seconds(began) })
  console.log(rows)

  const places = [first, postgres.address(), mariadb.address(), join(folder, 'last.db')] as const
  for (const [i, name] of ['SQLite → PostgreSQL', 'PostgreSQL → MariaDB', 'MariaDB → SQLite'].entries()) {
    const [from, to] = [places[i]!, places[i + 1]!]
    const enrollers = ['a', 'b'].map(lane => enroll(script, from, `${lane}${i}`))
    began = performance.now()
    const moved = await moveStore({ from, to })
    const took = seconds(began)
    for (const { child } of enrollers) {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    }
    const store = await openStoreAt(to)
    let lost = 0
    for (const { prefix, acknowledged } of enrollers) {
      for (const number of acknowledged) {
        const person = await store.findPerson(`${prefix} ${number}`)
        if (!person || !(await isWhole(store, person))) lost++
      }
    }
    const audit = await store.audit.verify()
    await store.close()
    const [here, there] = [await openRawStore(from), await openRawStore(to)]
    let differing = 0
    for (const table of TABLES) {
      const [a, b] = [await digestOf(here.db, table), await digestOf(there.db, table)]
      if (a.rows !== b.rows || a.sha256 !== b.sha256) differing++
    }
    await here.close()
    await there.close()
    rows.push({
      ...{ what: name, seconds: took, rows: moved.rows, stillMs: Math.round(moved.stillMs) },
      enrolled: enrollers.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0),
      ...{ lost, differing, audit: audit ?? 'whole', load: loadavg()[0]!.toFixed(1) },
    })
    console.log(rows.at(-1))
  }
  const head = Object.keys(rows.at(-1)!)
  printTable(
    head,
    rows.map(row => head.map(key => row[key] ?? '')),
  )
  await writeJson(values.json, rows)
} finally {
  await Promise.all([postgres.remove(), mariadb.remove()])
  await rm(folder, { recursive: true, force: true })
}
