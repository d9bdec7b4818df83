// What keeping costs in each database: registering, events of several cameras at once, reading a gallery, asking for its version. On disk, durable.

import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '../src/core/ports.ts'
import { openStoreAt } from '../src/stores/open-store.ts'
import { faceEvent, reference, SPACE } from '../test/contracts/store-fixtures.ts'
import { startMariadb } from '../test/stores/mariadb-server.ts'
import { startPostgres } from '../test/stores/postgres-server.ts'
import { machine, median, printTable, readOptions, round, writeJson, type Row } from './common.ts'
import { referencesIn } from '../test/fixtures/enrolled.ts'

const [PEOPLE, EVENTS, WRITERS, ASKED] = [200, 800, 8, 200]
const GALLERY = 20_000
const SHAPE = { length: 512, cropBytes: 10_000 }

const { json, only } = readOptions()
const folder = await mkdtemp(join(tmpdir(), 'rostro-stores-'))
const inFile = () => Promise.resolve({ address: () => join(folder, 'people.db'), remove: () => Promise.resolve() })
const PLACES = {
  sqlite: inFile,
  postgres: () => startPostgres({ durable: true, within: tmpdir() }),
  mariadb: () => startMariadb({ durable: true, within: tmpdir() }),
}

async function timed(count: number, work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return count / ((performance.now() - begun) / 1000)
}

async function measure(store: Store) {
  const [photo] = [reference('a', SHAPE)]
  const enrolledPerS = await timed(PEOPLE, async () => {
    for (let i = 0; i < PEOPLE; i++) await store.enrol(`Person ${i}`, [photo])
  })
  const save = async (writer: number) => {
    for (let i = 0; i < EVENTS / WRITERS; i++) await store.events.save(faceEvent(`${writer}/${i}`), photo)
  }
  const eventsPerS = await timed(EVENTS, () => Promise.all(Array.from({ length: WRITERS }, (_, writer) => save(writer))))
  const one = await store.enrol('Gallery', [photo])
  const small = reference('b', { ...SHAPE, cropBytes: 1 })
  const filledPerS = await timed(GALLERY, () => store.addReferences(one.id, Array<typeof small>(GALLERY).fill(small)))
  const readPerS = await timed(GALLERY, () => referencesIn(store, SPACE))
  const versionMs: number[] = []
  for (let i = 0; i < ASKED; i++) versionMs.push(1000 / (await timed(1, () => store.version())))
  return { enrolledPerS, eventsPerS, filledPerS, readPerS, versionMs: median(versionMs) }
}

const results: Record<string, Awaited<ReturnType<typeof measure>> & { readonly load: number }> = {}
try {
  for (const [name, start] of Object.entries(PLACES)) {
    if (only.length > 0 && !only.includes(name)) continue
    const place = await start()
    const store = await openStoreAt(place.address())
    try {
      results[name] = { load: loadavg()[0]!, ...(await measure(store)) }
    } finally {
      await store.close()
      await place.remove()
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
console.log(
  `${machine()}; templates of ${SHAPE.length}, crops of ${SHAPE.cropBytes} bytes; "load" is of the machine when it began\n`,
)
printTable(
  [
    'database',
    'load',
    'people/s',
    `events/s, ${WRITERS} at once`,
    'photos/s in one change',
    'templates/s read',
    'version, median ms',
  ],
  Object.entries(results).map(([name, { load, enrolledPerS, eventsPerS, filledPerS, readPerS, versionMs }]): Row => {
    return [
      name,
      round(load, 1),
      ...[enrolledPerS, eventsPerS, filledPerS, readPerS].map(rate => round(rate, 0)),
      round(versionMs, 2),
    ]
  }),
)
await writeJson(json, { machine: machine(), results })
