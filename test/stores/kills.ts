// Kills writers and their database again and again, and looks afterwards whether anything acknowledged is lost or anybody is half there.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setImmediate } from 'node:timers/promises'
import type { Store } from '../../src/core/ports.ts'
import { randomOf } from '../contracts/store-fixtures.ts'
import { isWhole } from './numbered-person.ts'

export interface Killed {
  readonly seed: string
  /** How often a writer was killed, and how often the database. */
  readonly kills: { readonly writers: number; readonly database: number }
  /** The path of the compiled enroller. */
  readonly script: string
  readonly address: string
  readonly open: () => Promise<Store>
  readonly killDatabase: () => Promise<void>
  readonly startDatabase: () => Promise<void>
}

export interface Survived {
  readonly acknowledged: number
  /** Kept without being acknowledged: the word was cut off. */
  readonly unacknowledged: number
  readonly lost: readonly string[]
  readonly half: readonly string[]
  /** The first entry of the audit that is wrong. */
  readonly badEntry: number | undefined
}

export async function survives(options: Killed): Promise<Survived> {
  const { seed, kills, script, address, open, killDatabase, startDatabase } = options
  const random = randomOf(seed)
  const acknowledged = new Set<string>()
  const state = {
    writers: 0,
    wake: () => {},
    fail: (error: Error): void => {
      throw error
    },
  }
  const startWriter = () => {
    const prefix = `w${state.writers++}`
    const child = spawn(process.execPath, [script, address, prefix], { stdio: ['ignore', 'pipe', 'inherit'] })
    const exit = once(child, 'exit').then(([code]: (number | null)[]) => {
      if (code != null) state.fail(new Error(`writer ${prefix} ended by itself with ${code}`))
    })
    createInterface({ input: child.stdout }).on('line', line => {
      acknowledged.add(`${prefix} ${line}`)
      state.wake()
    })
    return async () => {
      child.kill('SIGKILL')
      await exit
    }
  }
  const writers = [startWriter(), startWriter()]
  const victims = [...Array<'writer'>(kills.writers).fill('writer'), ...Array<'database'>(kills.database).fill('database')]
  try {
    for (const victim of shuffled(victims, random)) {
      for (let words = 1 + Math.floor(random() * 8); words > 0; words--) {
        await new Promise<void>((resolve, reject) => {
          state.wake = resolve
          state.fail = reject
        })
      }
      for (let turns = Math.floor(random() * 40); turns > 0; turns--) await setImmediate()
      if (victim === 'database') {
        await killDatabase()
        await startDatabase()
        continue
      }
      const lane = Math.floor(random() * writers.length)
      await writers[lane]!()
      writers[lane] = startWriter()
    }
  } finally {
    await Promise.all(writers.map(kill => kill()))
  }
  const store = await open()
  try {
    return await lookedAt(store, acknowledged)
  } finally {
    await store.close()
  }
}

async function lookedAt(store: Store, acknowledged: ReadonlySet<string>): Promise<Survived> {
  const people = await store.people()
  const half: string[] = []
  for (const person of people) if (!(await isWhole(store, person))) half.push(person.name)
  const there = new Set(people.map(({ name }) => name))
  const lost = [...acknowledged].filter(name => !there.has(name))
  for (const name of acknowledged) {
    const event = await store.events.find(name).catch(() => undefined)
    if (event?.person?.name !== name || !event.shot) lost.push(`event of ${name}`)
  }
  const unacknowledged = people.filter(({ name }) => !acknowledged.has(name)).length
  return { acknowledged: acknowledged.size, unacknowledged, lost, half, badEntry: await store.audit.verify() }
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map(item => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
