// What survives `kill -9`, and what two processes see of each other.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Store } from '../../src/core/ports.ts'
import { openSqliteStore } from '../../src/stores/sqlite.ts'
import { randomOf, shotOf } from '../contracts/store-fixtures.ts'
import { compiled } from './compiled.ts'
import { storeFile } from './folder.ts'
import { isWhole } from './numbered-person.ts'

const ENROLLER = new URL('./enroller.ts', import.meta.url)
const LANES = ['left', 'right']
const KILLS_PER_LANE = 25

test(
  '50 kills of two processes that enrol into one file lose no acknowledged person or event and leave no half one',
  { timeout: 120_000 },
  async () => {
    const seed = process.env['SEED'] ?? String(Date.now())
    console.log(`kill test: SEED=${seed}`)
    const file = await storeFile()
    const script = await compiled(ENROLLER)
    await Promise.all(
      LANES.map(async lane => {
        const random = randomOf(`${seed} ${lane}`)
        for (let round = 0; round < KILLS_PER_LANE; round++) {
          const prefix = `${lane}-${round}`
          const [words, turns] = [1 + Math.floor(random() * 12), Math.floor(random() * 40)]
          const acknowledged = await enrolUntilKilled(script, file, prefix, words, turns)
          const store = await openSqliteStore(file)
          await expectAll(store, prefix, acknowledged)
          await store.close()
        }
      }),
    )
    const store = await openSqliteStore(file)
    for (const person of await store.people()) expect(await isWhole(store, person), person.name).toBe(true)
    await store.close()
  },
)

test('a process that reads again whenever the version changed misses nobody another process says it enrolled', async () => {
  const file = await storeFile()
  const store = await openSqliteStore(file)
  const enroller = startEnroller(await compiled(ENROLLER), file, 'other')
  let version = await store.version()
  let known: string[] = []
  let killed: Promise<void> | undefined
  for await (const line of enroller.lines) {
    const now = await store.version()
    if (now !== version) known = (await store.people()).map(({ name }) => name)
    version = now
    expect(known).toContain(`other ${line}`)
    if (Number(line) >= 30) killed ??= enroller.kill()
  }
  await killed
  expect(known.length).toBeGreaterThan(30)
  await store.close()
})

/** Everybody acknowledged is there, and at most the one person who was being enrolled besides. */
async function expectAll(store: Store, prefix: string, acknowledged: number): Promise<void> {
  const numbers = (await store.people()).map(({ name }) => name.split(' ')).filter(([start]) => start === prefix)
  const sorted = numbers.map(([, number]) => Number(number)).sort((a, b) => a - b)
  expect(sorted.slice(0, acknowledged)).toEqual(Array.from({ length: acknowledged }, (_, i) => i))
  expect(sorted.length - acknowledged).toBeLessThanOrEqual(1)
  for (let number = Math.max(0, acknowledged - 3); number < acknowledged; number++) {
    const name = `${prefix} ${number}`
    expect(await store.events.find(name)).toMatchObject({ person: { name } })
    expect(await store.events.shot(name)).toEqual(shotOf(name))
  }
}

/** Kills an enroller some turns of the event loop after its n-th word and gives how many people it acknowledged. */
async function enrolUntilKilled(script: string, file: string, prefix: string, words: number, turns: number): Promise<number> {
  const enroller = startEnroller(script, file, prefix)
  let acknowledged = 0
  let killed: Promise<void> | undefined
  for await (const line of enroller.lines) {
    acknowledged = Number(line) + 1
    if (acknowledged < words || killed) continue
    for (let turn = 0; turn < turns; turn++) await setImmediate()
    killed = enroller.kill()
  }
  await killed
  return acknowledged
}

function startEnroller(script: string, file: string, prefix: string) {
  const child = spawn(process.execPath, [script, file, prefix], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exit
  }
  return { lines: createInterface({ input: child.stdout }), kill }
}
