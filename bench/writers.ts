// How many events a second several servers write to one database at once: one writer each, a store each, with a picture, durable.

import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStoreAt } from '../src/stores/open-store.ts'
import { faceEvent, reference } from '../test/contracts/store-fixtures.ts'
import { startMariadb } from '../test/stores/mariadb-server.ts'
import { startPostgres } from '../test/stores/postgres-server.ts'
import { machine, median, printTable, readOptions, round, writeJson, type Row } from './common.ts'

const WRITERS = [1, 4, 8]
const RUNS = 3
const RUN_MS = 4000

const { json, only } = readOptions()
const folder = await mkdtemp(join(tmpdir(), 'rostro-writers-'))
const inFile = () => Promise.resolve({ address: () => join(folder, 'people.db'), remove: () => Promise.resolve() })
const PLACES = {
  sqlite: inFile,
  postgres: () => startPostgres({ durable: true, within: tmpdir() }),
  mariadb: () => startMariadb({ durable: true, within: tmpdir() }),
}
const shot = reference('a', { length: 512, cropBytes: 10_000 })

/** Events a second of all writers together, and how long each waited. */
async function measure(address: string, writers: number, run: number) {
  const stores = await Promise.all(Array.from({ length: writers }, () => openStoreAt(address)))
  const tookMs: number[] = []
  const begun = performance.now()
  await Promise.all(
    stores.map(async (store, writer) => {
      for (let i = 0; performance.now() - begun < RUN_MS; i++) {
        const since = performance.now()
        await store.events.save(faceEvent(`${writers}/${run}/${writer}/${i}`), shot)
        tookMs.push(performance.now() - since)
      }
    }),
  )
  const perS = tookMs.length / ((performance.now() - begun) / 1000)
  await Promise.all(stores.map(store => store.close()))
  return { perS, medianMs: median(tookMs), slowestMs: Math.max(...tookMs) }
}

const results: Record<string, { readonly load: number; readonly runs: Awaited<ReturnType<typeof measure>>[] }> = {}
try {
  for (const [name, start] of Object.entries(PLACES)) {
    if (only.length > 0 && !only.includes(name)) continue
    const place = await start()
    try {
      for (const writers of WRITERS) {
        const runs = []
        const load = loadavg()[0]!
        for (let run = 0; run < RUNS; run++) runs.push(await measure(place.address(), writers, run))
        results[`${name}, ${writers}`] = { load, runs }
      }
    } finally {
      await place.remove()
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
console.log(`${machine()}; all writers in one process beside the database; "load" is of the machine when it began\n`)
printTable(
  ['database, writers', 'load', `events/s, ${RUNS} runs`, 'one event, median ms', 'slowest ms'],
  Object.entries(results).map(([name, { load, runs }]): Row => [
    name,
    round(load, 1),
    runs.map(({ perS }) => Math.round(perS)).join(' '),
    round(median(runs.map(({ medianMs }) => medianMs)), 1),
    Math.round(Math.max(...runs.map(({ slowestMs }) => slowestMs))),
  ]),
)
await writeJson(json, { machine: machine(), results })
