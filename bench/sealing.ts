// What sealing costs: converting a store, opening a gallery of it, searching names, exchanging the master key. Made-up people only.

import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import type { EmbeddingSpace } from '../src/core/types.ts'
import { createRandom } from '../src/core/random.ts'
import { toTemplate } from '../src/core/template.ts'
import type { Store } from '../src/core/ports.ts'
import { createMasterKey } from '../src/sealing/master-key.ts'
import { keyFile } from '../src/sealing/master-keys.ts'
import { foldName, nameKey } from '../src/stores/names.ts'
import { templateColumns } from '../src/stores/rows.ts'
import { rewrapKeysAt, sealStoreAt } from '../src/stores/convert-sealing.ts'
import { openSqliteStore } from '../src/stores/sqlite.ts'
import { referencesIn } from '../test/fixtures/enrolled.ts'

const SPACE = 'bench@1' as EmbeddingSpace
const PEOPLE = Number(process.argv[2] ?? 10_000)
const CROP_BYTES = Number(process.argv[3] ?? 8000)
const RUNS = 3

const folder = await mkdtemp(join(tmpdir(), 'rostro-sealing-'))
const file = join(folder, 'data', 'rostro.db')
const key = join(folder, 'keys', 'master.key')
const findMasterKeys = (path: string) => keyFile(path, join(folder, 'data'))

async function fill(): Promise<void> {
  await (await openSqliteStore(file)).close()
  const random = createRandom(1)
  const db = new Database(file)
  const person = db.prepare('insert into people (id, name, name_key, folded_name, created_at) values (?, ?, ?, ?, ?)')
  const photo = db.prepare(
    'insert into refs (id, person_id, space, quality, source, created_at, vector, vector_crc, crop) values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  db.transaction(() => {
    for (let i = 0; i < PEOPLE; i++) {
      const [id, name] = [randomUUID(), `Person ${i}`]
      const vector = Float32Array.from({ length: 512 }, () => random() + random() - 1)
      const columns = templateColumns(toTemplate({ space: SPACE, vector })!)
      person.run([id, name, nameKey(name), foldName(name), i])
      photo.run([randomUUID(), id, SPACE, 50, `${i}.jpg`, i, columns.vector, columns.vector_crc, randomBytes(CROP_BYTES)])
    }
  })()
  db.close()
}

/** Milliseconds of this process' CPU, by which another's load does not show: the middle of some runs. */
async function time(work: () => Promise<unknown>, runs = RUNS): Promise<number> {
  const spent: number[] = []
  for (let i = 0; i < runs; i++) {
    const start = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(start)
    spent.push((user + system) / 1000)
  }
  return spent.sort((a, b) => a - b)[Math.floor(runs / 2)]!
}

async function figures(store: Store) {
  const found = await store.findPerson('person 7')
  return {
    templates: await time(() => referencesIn(store, SPACE)),
    people: await time(() => store.people()),
    firstPage: await time(() => store.peoplePage({ search: '77', sort: 'name' }, { limit: 50 }), 1),
    nextPage: await time(() => store.peoplePage({ search: '78', sort: 'name' }, { limit: 50 })),
    oneCrop: await time(() => store.references({ personId: found!.id }), 100),
    findByName: await time(() => store.findPerson('person 99'), 100),
  }
}

try {
  await fill()
  const clear = await openSqliteStore(file)
  const before = await figures(clear)
  await clear.close()
  await findMasterKeys(key).write!([createMasterKey()])
  const sealing = await time(() => sealStoreAt(file, key, { findMasterKeys }), 1)
  const sealed = await openSqliteStore(file, { findMasterKeys })
  const after = await figures(sealed)
  const [old] = await findMasterKeys(key).read()
  await findMasterKeys(key).write!([createMasterKey(), old!])
  const rewrapping = await time(() => rewrapKeysAt(file, findMasterKeys), 1)
  await sealed.close()
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? '?'}, Node ${process.version}, load ${loadavg()[0]!.toFixed(1)}`
  console.log(JSON.stringify({ people: PEOPLE, machine, clear: before, sealed: after, sealing, rewrapping }, undefined, 2))
} finally {
  await rm(folder, { recursive: true, force: true })
}
