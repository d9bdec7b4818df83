// Kills two writers and the database they write to 200 times: `store-kills.ts --only "PostgreSQL 17" --json FILE`. What it finds lost must be nothing.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStoreAt } from '../src/stores/open-store.ts'
import { compile } from '../test/stores/compile.ts'
import { DATABASES } from '../test/stores/databases.ts'
import { survives, type Survived } from '../test/stores/kills.ts'
import { machine, printTable, readOptions, writeJson } from './common.ts'

const KILLS = { writers: 100, database: 100 }

const { json, only } = readOptions()
const folder = await mkdtemp(join(tmpdir(), 'rostro-kills-'))
const seed = process.env['SEED'] ?? String(Date.now())
const results: Record<string, Survived> = {}
try {
  const script = await compile(new URL('../test/stores/enroller.ts', import.meta.url), folder)
  for (const { name, start } of DATABASES) {
    if (only.length > 0 && !only.includes(name)) continue
    const server = await start({ durable: true })
    try {
      const options = { seed, kills: KILLS, script, address: server.address(), open: () => openStoreAt(server.address()) }
      results[name] = await survives({ ...options, killDatabase: () => server.kill(), startDatabase: () => server.start() })
    } finally {
      await server.remove()
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
console.log(`${machine()}; SEED=${seed}; ${KILLS.writers} kills of a writer and ${KILLS.database} of the database each`)
printTable(
  ['database', 'acknowledged', 'unacknowledged but whole', 'lost', 'half', 'first bad audit entry'],
  Object.entries(results).map(([name, { acknowledged, unacknowledged, lost, half, badEntry }]) => [
    ...[name, acknowledged, unacknowledged, lost.length, half.length],
    badEntry ?? '–',
  ]),
)
await writeJson(json, { machine: machine(), seed, kills: KILLS, results })
