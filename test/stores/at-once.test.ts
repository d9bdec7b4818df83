// What is seen is written beside whatever is done to people: nothing of who is deleted, merged or forgotten meanwhile is left, and nothing is counted wrongly.

import { setImmediate } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { RostroError } from '../../src/core/errors.ts'
import type { Store } from '../../src/core/ports.ts'
import type { Person } from '../../src/core/types.ts'
import { openStoreAt } from '../../src/stores/open-store.ts'
import { openRawStore } from '../../src/stores/raw-store.ts'
import { faceEvent, reference, shotOf } from '../contracts/store-fixtures.ts'
import { BY, ofPerson, ofVisitor, visitAt, visitFace } from '../contracts/visit-fixtures.ts'
import { storeFile } from './folder.ts'
import { hasMariadb, startMariadb } from './mariadb-server.ts'
import { postgresPrograms, startPostgres } from './postgres-server.ts'

const ROUNDS = 8
const WRITERS = 3

const started = (server: { address(): string; remove(): Promise<void> }) => {
  onTestFinished(() => server.remove())
  return server.address()
}
const PLACES = [
  { name: 'SQLite', here: true, address: storeFile },
  { name: 'PostgreSQL', here: postgresPrograms() !== undefined, address: async () => started(await startPostgres()) },
  { name: 'MariaDB', here: hasMariadb, address: async () => started(await startMariadb()) },
]

/** Several servers on one store, and its bare tables. */
async function house(addressOf: () => Promise<string>) {
  const address = await addressOf()
  const stores = await Promise.all(Array.from({ length: 1 + WRITERS }, () => openStoreAt(address)))
  const raw = await openRawStore(address)
  const [one, ...writers] = stores as [Store, ...Store[]]
  const count = async (table: string, column: string, text: string) =>
    (await raw.db.selectFrom(table).select(column).where(column, 'like', `%${text}%`).execute()).length
  /** Where somebody is still named. */
  const tracesOf = async (id: string): Promise<readonly string[]> => {
    const found: string[] = []
    const places = [
      ...['person_id', 'decided_person_id', 'correction_person_id', 'decision'].map(column => ['events', column] as const),
      ...['person_id', 'visitor_id'].map(column => ['visits', column] as const),
    ]
    for (const [table, column] of places) if ((await count(table, column, id)) > 0) found.push(`${table}.${column}`)
    return found
  }
  onTestFinished(async () => {
    await raw.close()
    await Promise.all(stores.map(store => store.close()))
  })
  return { one, writers, raw, count, tracesOf }
}

/** Writers write again and again until the work is done, and once more. */
async function meanwhile(
  writers: readonly Store[],
  write: (store: Store, name: string) => Promise<void>,
  work: () => Promise<unknown>,
) {
  let isDone = false
  const writing = writers.map(async (store, writer) => {
    for (let i = 0, last = false; !last; i++) {
      last = isDone
      await write(store, `${writer}-${i}`)
      // SQLite answers at once, and nobody else would have a turn.
      await setImmediate()
    }
  })
  // Some of it is there before the work begins.
  await write(writers[0]!, 'first')
  await work()
  isDone = true
  await Promise.all(writing)
}

/** Whoever is gone is told of as such. */
const unlessGone = (error: unknown) => {
  if (!(error instanceof RostroError) || error.kind !== 'input') throw error
}

const seen = (person: Person, round: string) => async (store: Store, name: string) => {
  await store.events.save(faceEvent(`${round}-${name}`, person), shotOf(name))
  await store.visits.save(visitAt(`${round}-${name}`, 0, ofPerson(person.id))).catch(unlessGone)
}

for (const { name, here, address } of PLACES) {
  if (!here) console.log(`skipped: writing at once in ${name}; install it to run this`)
  describe.skipIf(!here)(`in ${name}`, () => {
    test('nothing is left of a person who is deleted while they are seen', { timeout: 120_000 }, async () => {
      const { one, writers, tracesOf, count } = await house(address)
      for (let round = 0; round < ROUNDS; round++) {
        const person = await one.enrol(`Anna ${round}`, [reference('a')])
        await meanwhile(writers, seen(person, `deleted${round}`), () => one.deletePerson(person.id))
        expect(await tracesOf(person.id)).toEqual([])
        expect(await count('shots', 'event_id', `deleted${round}-`)).toBe(0)
      }
      expect(await one.audit.verify()).toBeUndefined()
    })

    test('what was seen of a person who is merged is the other’s, or nobody’s', { timeout: 120_000 }, async () => {
      const { one, writers, tracesOf } = await house(address)
      const into = await one.enrol('Berta', [reference('b')])
      for (let round = 0; round < ROUNDS; round++) {
        const from = await one.enrol(`Anna ${round}`, [reference('a')])
        await meanwhile(writers, seen(from, `merged${round}`), () => one.merge(from.id, into.id))
        expect(await tracesOf(from.id)).toEqual([])
        expect(await tracesOf(into.id)).not.toEqual([])
      }
    })

    test('nothing is left of a visitor who is forgotten while they are there', { timeout: 120_000 }, async () => {
      const { one, writers, tracesOf, count } = await house(address)
      for (let round = 0; round < ROUNDS; round++) {
        const { id } = await one.visits.addVisitor({ id: `visitor-${round}`, firstSeenAt: BY.at })
        const write = (store: Store, visit: string) =>
          store.visits.save(visitAt(`of${round}-${visit}`, 0, ofVisitor(id)), visitFace(visit)).catch(unlessGone)
        await meanwhile(writers, write, () => one.visits.forget(id))
        expect(await tracesOf(id)).toEqual([])
        expect(await count('visit_faces', 'visit_id', `of${round}-`)).toBe(0)
      }
    })

    test('visits, alerts and the record are counted as if one had written them', { timeout: 120_000 }, async () => {
      const { one, writers } = await house(address)
      const { id } = await one.visits.addVisitor({ id: 'visitor', firstSeenAt: BY.at })
      const each = 20
      await Promise.all(
        writers.map(async (store, writer) => {
          for (let i = 0; i < each; i++) {
            await store.visits.save(visitAt(`${writer}-${i}`, i, ofVisitor(id)), visitFace(`${writer}-${i}`))
            await store.alerts.add([{ once: `${writer}-${i}`, id: `${writer}-${i}`, at: BY.at, body: '{}' }])
            await store.audit.add({ ...BY, action: 'test', detail: '{}' })
          }
        }),
      )
      const all = each * WRITERS
      expect((await one.visits.visitor(id)).visits).toBe(all)
      expect((await one.alerts.since(0, 1000)).map(({ sequence }) => sequence)).toEqual(
        Array.from({ length: all }, (_, i) => i + 1),
      )
      expect(await one.audit.verify()).toBeUndefined()
    })
  })
}
