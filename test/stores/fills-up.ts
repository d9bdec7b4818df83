// What a store does whose disk is full, again and again at another place of a write: changes refused whole, people named from memory, and on with it when there is space.

import { setTimeout } from 'node:timers/promises'
import { openLiveGallery } from '../../src/app/live-gallery.ts'
import { RostroError, type ErrorCode } from '../../src/core/errors.ts'
import type { Store } from '../../src/core/ports.ts'
import { reference, SPACE } from '../contracts/store-fixtures.ts'
import { isWhole, numberedPerson } from './numbered-person.ts'
import type { SmallDisk } from './small-disk.ts'

export interface Filling {
  readonly disk: SmallDisk
  readonly open: () => Promise<Store>
  /** The database, which is started again when it has ended or hangs, as a service manager does. */
  readonly server: { runs(): boolean; kill(): Promise<void>; start(): Promise<void> }
  /** How many bytes are left each time before somebody is enrolled. */
  readonly leave: readonly number[]
}

export interface Filled {
  readonly acknowledged: number
  /** Refused changes by code. */
  readonly refused: Readonly<Partial<Record<ErrorCode, number>>>
  /** Times in which there was space enough and nothing was refused. */
  readonly unrefused: number
  /** Times in which the database ended by itself, or hung although there was space again, and had to be started. */
  readonly ended: number
  readonly hung: number
  /** Acknowledged and not there, there and not whole, or refused and there all the same. */
  readonly lost: readonly string[]
  readonly half: readonly string[]
  /** Refused because the connection ended, and there: the word was cut off. */
  readonly unacknowledged: number
  /** Times in which the gallery in memory did not know who is in it. */
  readonly forgotten: number
  /** From when there was space, or from the kill of a database that hung, until somebody could be enrolled. */
  readonly recoveredMs: readonly number[]
  readonly badEntry: number | undefined
}

const MOST = 40
const PATIENCE_MS = 15_000
const PAUSE_MS = 20

export async function fillsUp({ disk, open, server, leave }: Filling): Promise<Filled> {
  const store = await open()
  const acknowledged = new Set<string>()
  const refused: Partial<Record<ErrorCode, number>> = {}
  const refusedWhole = new Set<string>()
  const count = { unrefused: 0, ended: 0, hung: 0, forgotten: 0, number: 0 }
  const recoveredMs: number[] = []
  await store.enrol('Anna', [reference('anna')])
  const gallery = await openLiveGallery(store, { startThreshold: { similarity: 0.4 } }, SPACE, () => undefined)
  const isKnown = () => gallery.byMean(reference('anna').template, 1)[0]?.name === 'Anna'

  /** The code with which it was refused; undefined: it was done. */
  const enrolNext = async (): Promise<ErrorCode | undefined> => {
    const { name, references } = numberedPerson('Person', count.number++)
    try {
      await store.enrol(name, references)
      acknowledged.add(name)
      await store.audit.add({ at: new Date(), by: 'test', action: 'enrol', detail: name })
      return undefined
    } catch (error) {
      if (!(error instanceof RostroError) || error.kind !== 'storage' || error.code === 'store_corrupt') throw error
      refused[error.code] = (refused[error.code] ?? 0) + 1
      if (error.code === 'store_full' && !acknowledged.has(name)) refusedWhole.add(name)
      return error.code
    }
  }

  try {
    for (const bytes of leave) {
      await disk.leave(bytes)
      let refusals = 0
      for (let i = 0; i < MOST && refusals < 3; i++) if (await enrolNext()) refusals++
      if (refusals === 0) count.unrefused++
      if (!isKnown()) count.forgotten++
      await disk.clear()
      let began = performance.now()
      if (!server.runs()) {
        count.ended++
        await server.start()
      }
      while (await enrolNext()) {
        if (performance.now() - began > PATIENCE_MS) {
          count.hung++
          await server.kill()
          await server.start()
          began = performance.now()
        }
        await setTimeout(PAUSE_MS)
      }
      recoveredMs.push(performance.now() - began)
    }
    const people = await store.people()
    const there = new Set(people.map(({ name }) => name))
    const half: string[] = []
    for (const person of people) if (person.name !== 'Anna' && !(await isWhole(store, person))) half.push(person.name)
    return {
      ...{ acknowledged: acknowledged.size, refused, half, recoveredMs },
      lost: [...[...acknowledged].filter(name => !there.has(name)), ...[...refusedWhole].filter(name => there.has(name))],
      unacknowledged: people.length - 1 - acknowledged.size,
      unrefused: count.unrefused,
      ended: count.ended,
      hung: count.hung,
      forgotten: count.forgotten,
      badEntry: await store.audit.verify(),
    }
  } finally {
    gallery.close()
    await store.close()
  }
}
