// Counts sign-ins that failed, so that a restart does not give anybody new guesses; bounded whoever tries.

import type { Db, Tx } from './sql.ts'

/** Longer than anybody is made to wait. */
const FORGOTTEN_AFTER_MS = 24 * 3_600_000
const MOST_KEPT = 10_000

export async function attemptsOf(db: Db, who: string): Promise<{ failures: number; lastAt: Date } | undefined> {
  const row = await db.selectFrom('attempts').selectAll().where('who', '=', who).executeTakeFirst()
  return row && { failures: row.failures, lastAt: new Date(row.last_at) }
}

export async function noteAttempt(tx: Tx, who: string, outcome: 'failed' | 'succeeded', now: Date): Promise<void> {
  const before = await attemptsOf(tx, who)
  await tx.deleteFrom('attempts').where('who', '=', who).execute()
  if (outcome === 'succeeded') return
  const last_at = now.getTime()
  await tx
    .deleteFrom('attempts')
    .where('last_at', '<', last_at - FORGOTTEN_AFTER_MS)
    .execute()
  const failures = (before?.failures ?? 0) + 1
  await tx.insertInto('attempts').values({ who, failures, last_at }).execute()
  await forgetLeast(tx)
}

/** Those who failed least, so that many addresses cannot wash away what is known of one. */
async function forgetLeast(tx: Tx): Promise<void> {
  const { count } = await tx
    .selectFrom('attempts')
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  const excess = Number(count) - MOST_KEPT
  if (excess <= 0) return
  const least = await tx.selectFrom('attempts').select('who').orderBy('failures').orderBy('last_at').limit(excess).execute()
  await tx
    .deleteFrom('attempts')
    .where(
      'who',
      'in',
      least.map(row => row.who),
    )
    .execute()
}
