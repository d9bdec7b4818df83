// The server with an engine that sees nothing, to work on the page: npx tsx test/server/dev.ts [port] [folder]

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openServer } from '../../src/server/open-server.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { fakeEngine } from '../fakes/engine.ts'
import { deafLive, noModels } from './serving.ts'

const [port = '7878', folder = '/tmp/rostro-dev'] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const store = await openSqliteStore(join(folder, 'rostro.db'))
const server = await openServer({
  store,
  port: Number(port),
  // Vite's own server passes the API on and keeps the page's origin.
  publicNames: ['localhost:5173'],
  models: noModels,
  prepareChange: () => Promise.reject(new Error('there is no other pack')),
  alertsFolder: join(folder, 'alerts'),
  webRoot: 'dist/web',
  version: '0.0.0-dev',
  log: (level, line) => {
    process.stderr.write(`${level} ${line}\n`)
  },
  openEngine: listener => Promise.resolve(fakeEngine(listener)),
  live: () => deafLive([]),
})
process.stdout.write(`${server.setupUrl ?? server.url}\n`)
process.once('SIGINT', () => {
  void server.close().then(() => store.close())
})
