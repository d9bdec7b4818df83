// Tells other processes on a PostgreSQL what changed, and hears it: NOTIFY, and LISTEN on a connection of its own that comes back by itself.

import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import { TOPICS, type Topic } from '../core/news.ts'
import type { Schema } from './schema.ts'

/** Tells in a transaction, heard once that is there for all to see; says nothing of what it was. */
export interface Wire {
  tell(db: Kysely<Schema>, topic: Topic): Promise<void>
  listen(listener: (topic: Topic) => void): () => void
  close(): Promise<void>
}

/** A connection as PostgreSQL's driver has it. */
interface Client {
  on(event: 'notification', listener: (message: { readonly payload?: string | undefined }) => void): unknown
  on(event: 'error' | 'end', listener: () => void): unknown
  connect(): Promise<unknown>
  query(statement: string): Promise<unknown>
  end(): Promise<void>
}

const CHANNEL = 'rostro'
/** Asked whether it is still there: a machine that lost power does not say so. */
const ALIVE_EVERY_MS = 15_000
const AGAIN_MS = 1000

/** @param connection one that is not connected yet */
export function postgresNews(connection: () => Client): Wire {
  /** Tells what this process said itself from what others did. */
  const own = randomUUID()
  const listeners = new Set<(topic: Topic) => void>()
  let hearing: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined

  const hear = (topics: readonly Topic[]) => {
    for (const topic of topics) for (const listener of listeners) listener(topic)
  }

  /** Until the connection ends. */
  async function hearOnce(isFirst: boolean, signal: AbortSignal): Promise<void> {
    const client = connection()
    const over = new AbortController()
    const end = () => {
      over.abort()
    }
    client.on('error', end)
    client.on('end', end)
    client.on('notification', ({ payload = '' }) => {
      const [topic, sender] = payload.split(' ')
      if (sender !== own) hear(TOPICS.filter(known => known === topic))
    })
    try {
      await client.connect()
      await client.query(`listen ${CHANNEL}`)
      // What was said in between nobody heard.
      if (!isFirst) hear(TOPICS)
      for (;;) {
        await wait(ALIVE_EVERY_MS, undefined, { signal: AbortSignal.any([signal, over.signal]) })
        await client.query('select 1')
      }
    } finally {
      // It may have ended already, or never begun.
      await client.end().catch(() => undefined)
    }
  }

  async function hearAgain(signal: AbortSignal): Promise<void> {
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      // Whoever listens looks by itself meanwhile: that the database is away is told by those looks.
      await hearOnce(isFirst, signal).catch(() => undefined)
      await wait(AGAIN_MS, undefined, { signal }).catch(() => undefined)
    }
  }

  async function stop(): Promise<void> {
    const { stop, ended } = hearing ?? {}
    hearing = undefined
    stop?.abort()
    await ended
  }

  return {
    async tell(db, topic) {
      await sql`select pg_notify(${CHANNEL}, ${`${topic} ${own}`})`.execute(db)
    },
    listen(listener) {
      listeners.add(listener)
      const abort = new AbortController()
      hearing ??= { stop: abort, ended: hearAgain(abort.signal) }
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) void stop()
      }
    },
    async close() {
      listeners.clear()
      await stop()
    },
  }
}
