// What every database server needs of an engine: deadlocks tried again, failures explained, and nothing after closing.

import { setTimeout } from 'node:timers/promises'
import { NoResultError, type Kysely } from 'kysely'
import { RostroError } from '../core/errors.ts'
import type { Schema } from './schema.ts'
import { serverKeys } from './server-keys.ts'
import type { Words } from './server-tables.ts'
import type { Engine } from './sql.ts'

export interface Server {
  readonly db: Kysely<Schema>
  /** The address without the password. */
  readonly place: string
  readonly explain: (thrown: unknown) => Error
  /** Nothing was done, and it may be done again: mostly the database gave up one of two transactions that were in each other's way. */
  readonly isWorthRepeating: (thrown: unknown) => boolean
  readonly isMissingTable: (thrown: unknown) => boolean
  readonly words: Words
  readonly scrub: () => Promise<void>
  readonly beside: NonNullable<Engine['beside']>
  readonly news?: Engine['news']
}

const ATTEMPTS = 5
const PAUSE_MS = 20

export function serverEngine({
  db,
  place,
  explain,
  isWorthRepeating,
  isMissingTable,
  words,
  scrub,
  beside,
  news,
}: Server): Engine {
  const state = { closed: undefined as Promise<void> | undefined }
  const attempt = async <T>(work: () => Promise<T>, left: number): Promise<T> => {
    if (state.closed) throw new RostroError('store_unavailable', `The store ${place} is closed; open it again.`)
    try {
      return await work()
    } catch (error) {
      if (error instanceof NoResultError) {
        const sentence = `The store ${place} lacks a row that is always there; restore a backup.`
        throw new RostroError('store_corrupt', sentence, { cause: error })
      }
      if (left <= 1 || !isWorthRepeating(error)) throw explain(error)
      await setTimeout(PAUSE_MS * (1 + Math.random()))
      return attempt(work, left - 1)
    }
  }
  const run = <T>(work: () => Promise<T>): Promise<T> => attempt(work, ATTEMPTS)
  return {
    db,
    keys: serverKeys({ db, place, words, run, isMissingTable }),
    run,
    beside,
    news,
    scrub: () => run(scrub),
    // There is none that a client could empty.
    emptyLog: () => Promise.resolve(true),
    close: () =>
      (state.closed ??= (async () => {
        await news?.close()
        // Of a connection that is broken already nothing is left to close.
        await db.destroy().catch(() => undefined)
      })()),
  }
}
