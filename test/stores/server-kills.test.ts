// What survives `kill -9` of two writers and of the database server they write to; bench/store-kills.ts does it 200 times.

import { expect, onTestFinished, test } from 'vitest'
import { openStoreAt } from '../../src/stores/open-store.ts'
import { compiled } from './compiled.ts'
import { survives } from './kills.ts'
import { hasMariadb, startMariadb } from './mariadb-server.ts'
import { postgresPrograms, startPostgres } from './postgres-server.ts'

const SERVERS = [
  { name: 'PostgreSQL', here: postgresPrograms() !== undefined, start: () => startPostgres({ durable: true }) },
  { name: 'MariaDB', here: hasMariadb, start: () => startMariadb({ durable: true }) },
]

for (const { name, here, start } of SERVERS) {
  if (!here) console.log(`skipped: kills of ${name}; install it to run them`)
  test.skipIf(!here)(
    `kills of writers and of ${name} lose no acknowledged person, event or audit entry and leave nobody half`,
    { timeout: 240_000 },
    async () => {
      const seed = process.env['SEED'] ?? String(Date.now())
      console.log(`kill test of ${name}: SEED=${seed}`)
      const server = await start()
      onTestFinished(() => server.remove())
      const survived = await survives({
        seed,
        kills: { writers: 3, database: 2 },
        script: await compiled(new URL('./enroller.ts', import.meta.url)),
        address: server.address(),
        open: () => openStoreAt(server.address()),
        killDatabase: () => server.kill(),
        startDatabase: () => server.start(),
      })
      expect(survived).toMatchObject({ lost: [], half: [], badEntry: undefined })
      expect(survived.acknowledged).toBeGreaterThan(5)
    },
  )
}
