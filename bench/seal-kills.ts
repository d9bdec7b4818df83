// Kills a process that converts a sealed store, and the database under it, at moments by dice: `seal-kills.ts --only postgres --json FILE`. What it finds lost must be nothing.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import type { Store } from '../src/core/ports.ts'
import { createMasterKey } from '../src/sealing/master-key.ts'
import { keyFile } from '../src/sealing/master-keys.ts'
import { resealStoreAt, sealingOf, sealStoreAt, unsealStoreAt } from '../src/stores/convert-sealing.ts'
import { openStoreAt } from '../src/stores/open-store.ts'
import { faceEvent, randomOf, referencesOf, shotOf } from '../test/contracts/store-fixtures.ts'
import { compile } from '../test/stores/compile.ts'
import { startMariadb } from '../test/stores/mariadb-server.ts'
import { startPostgres } from '../test/stores/postgres-server.ts'
import { machine, printTable, readOptions, writeJson } from './common.ts'

const PEOPLE = Number(process.env['PEOPLE'] ?? 300)
/** Every third of them takes the database along. */
const KILLS = Number(process.env['KILLS'] ?? 30)
const SERVERS = { postgres: startPostgres, mariadb: startMariadb }

const { json, only } = readOptions()
const folder = await mkdtemp(join(tmpdir(), 'rostro-seal-kills-'))
const seed = process.env['SEED'] ?? String(Date.now())
const random = randomOf(seed)
const key = join(folder, 'master.key')
const findMasterKeys = () => keyFile(key)
await findMasterKeys().write!([createMasterKey()])

/** All that can be missed, but for how vectors were rounded. */
async function contentOf(store: Store): Promise<string> {
  const people = await store.people()
  const photos = []
  for (const { id } of people) photos.push(await store.references({ personId: id }))
  const shots = []
  for (const { name } of people) shots.push((await store.events.shot(name))?.crop.join() ?? 'none')
  const rest = photos.map(of => of.map(({ crop, source, quality }) => [source, quality, crop.join()]))
  return JSON.stringify([people, rest, shots, await store.audit.verify()])
}

const finish = {
  on: (address: string) => sealStoreAt(address, key, { findMasterKeys }),
  rotate: (address: string) => resealStoreAt(address, { findMasterKeys }),
  off: (address: string) => unsealStoreAt(address, { findMasterKeys }),
}

const results: Record<string, { kills: number; inTheMiddle: number; lost: number; opened: number }> = {}
try {
  const script = await compile(new URL('../test/stores/sealer.ts', import.meta.url), folder)
  for (const [name, start] of Object.entries(SERVERS)) {
    if (only.length > 0 && !only.includes(name)) continue
    const server = await start({ durable: true })
    try {
      const address = server.address()
      const open = () => openStoreAt(address, { findMasterKeys })
      const clear = await open()
      for (let i = 0; i < PEOPLE; i++) {
        const person = await clear.enrol(`Person ${i}`, referencesOf(`p${i}`, 2))
        await clear.events.save(faceEvent(person.name, person), shotOf(`s${i}`))
      }
      const before = await contentOf(clear)
      await clear.close()
      const result = (results[name] = { kills: 0, inTheMiddle: 0, lost: 0, opened: 0 })
      for (let round = 0; result.kills < KILLS; round++) {
        const how = (['on', 'rotate', 'off'] as const)[round % 3]!
        for (let twice = 0; twice < 2; twice++) {
          const child = spawn(process.execPath, [script, address, how, key], { stdio: ['ignore', 'pipe', 'ignore'] })
          const exit = once(child, 'exit')
          const target = random() * 1.1
          for await (const line of createInterface({ input: child.stdout })) {
            const [done = 0, all = 1] = line.split(' ').map(Number)
            if (done / all < Math.min(target, 1)) continue
            if (target > 1) await setTimeout(random() * 60)
            if (result.kills % 3 === 2) await server.kill()
            child.kill('SIGKILL')
            break
          }
          await exit
          if (result.kills % 3 === 2) await server.start()
          result.kills++
          const { state } = await sealingOf(address)
          if (state !== 'unfinished') break
          result.inTheMiddle++
          const opened = await open().catch(() => undefined)
          if (opened) result.opened++
          await opened?.close()
        }
        // Killed after its end it is done: the same again is refused, as it should be.
        const { state } = await sealingOf(address)
        if (state === 'unfinished' || state === (how === 'off' ? 'sealed' : 'clear')) await finish[how](address)
        const store = await open()
        if ((await contentOf(store)) !== before || (await store.damage()).length > 0) result.lost++
        await store.close()
        process.stderr.write(`${name}: ${JSON.stringify(result)}\n`)
      }
    } finally {
      await server.remove()
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
console.log(`${machine()}; SEED=${seed}; ${PEOPLE} people`)
printTable(
  ['database', 'kills', 'in the middle', 'opened half converted', 'with anything lost'],
  Object.entries(results).map(([name, { kills, inTheMiddle, opened, lost }]) => [name, kills, inTheMiddle, opened, lost]),
)
await writeJson(json, { machine: machine(), seed, people: PEOPLE, results })
