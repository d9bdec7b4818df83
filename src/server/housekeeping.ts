// What happens by itself: deletions whose undo has passed, events and pictures that are too old, a pack chosen elsewhere.

import { messageOf } from '../core/errors.ts'
import type { ServerParts } from './parts.ts'

type Needs = Pick<ServerParts, 'store' | 'shots' | 'settings' | 'peopleChanged' | 'packChanges' | 'now' | 'log'>

const DAY_MS = 86_400_000
const PURGE_EVERY_MS = 5000
const FOLLOW_EVERY_MS = 3000
const EXPIRE_EVERY_MS = 3_600_000

/** Deletes for good whoever's time to be restored is over. */
export async function purge({ store, shots, peopleChanged, now }: Needs): Promise<void> {
  shots.forgetOld()
  if ((await store.purgePeople(now())) > 0) await peopleChanged()
}

/** Deletes events and their pictures after the days the settings say. */
export async function expire({ store, settings, now }: Needs): Promise<void> {
  const { eventDays, shotDays } = settings.current()
  const before = (days: number) => new Date(now().getTime() - days * DAY_MS)
  await store.events.expire({ events: before(eventDays), shots: before(shotDays) })
}

/** Does both now and again and again. @returns what ends it */
export function startHousekeeping(needs: Needs): () => void {
  const run = (work: (needs: Needs) => Promise<void>) => () => {
    work(needs).catch((error: unknown) => {
      needs.log('warn', `Housekeeping failed and is tried again later: ${messageOf(error)}`)
    })
  }
  const jobs = [run(purge), run(expire), run(({ packChanges }) => packChanges.follow())] as const
  for (const job of jobs) job()
  const everyMs = [PURGE_EVERY_MS, EXPIRE_EVERY_MS, FOLLOW_EVERY_MS]
  const timers = jobs.map((job, i) => setInterval(job, everyMs[i]))
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}
