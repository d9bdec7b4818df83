// What happens by itself: deletions whose undo has passed, what is too old, visits that end, visitors repaired, a pack chosen elsewhere.

import { messageOf } from '../core/errors.ts'
import { repairVisitors } from '../app/place/visitor-repair.ts'
import type { ServerParts } from './parts.ts'

type Needs = Pick<
  ServerParts,
  | 'store'
  | 'shots'
  | 'peopleChanged'
  | 'packChanges'
  | 'retention'
  | 'visitKeeper'
  | 'remembering'
  | 'followSite'
  | 'doors'
  | 'settings'
  | 'share'
  | 'alerting'
  | 'now'
  | 'log'
>

const PURGE_EVERY_MS = 5000
const FOLLOW_EVERY_MS = 3000
const EXPIRE_EVERY_MS = 300_000
const LOOK_EVERY_MS = 1000
const REPAIR_EVERY_MS = 60_000

/** Deletes for good whoever's time to be restored is over. */
export async function purge({ store, shots, peopleChanged, now }: Needs): Promise<void> {
  shots.forgetOld()
  if ((await store.purgePeople(now())) > 0) await peopleChanged()
}

/** Visits that end by themselves, and a decision about remembering made by another process. */
async function lookAtVisits({ store, visitKeeper, remembering }: Needs): Promise<void> {
  // In turn, so that no visit is saved between a decision and what follows from it.
  await visitKeeper.inTurn(async () => {
    const before = remembering.current
    const now = await remembering.read()
    // Another process forgot everybody; what was saved here meanwhile goes, too.
    if (before.on && !now.on) await store.visits.forgetAll()
    // Pages show whether strangers are remembered.
    if (JSON.stringify(before) !== JSON.stringify(now)) await visitKeeper.changed()
  })
  await visitKeeper.look()
}

/** What other servers, and other processes, did to settings, cameras and alerts. */
async function followOthers({ settings, share, alerting }: Needs): Promise<void> {
  await settings.follow()
  await share.follow()
  alerting.follow()
}

/** Does all of it now and again and again. @returns what ends it */
export function startHousekeeping(needs: Needs): () => void {
  const { retention, packChanges, visitKeeper: keeper, followSite, share, store, now, log } = needs
  const jobs: readonly (readonly [() => Promise<unknown>, everyMs: number])[] = [
    [() => purge(needs), PURGE_EVERY_MS],
    [() => retention.run(), EXPIRE_EVERY_MS],
    [() => packChanges.follow(), FOLLOW_EVERY_MS],
    [() => needs.doors.follow(), FOLLOW_EVERY_MS],
    [() => lookAtVisits(needs), LOOK_EVERY_MS],
    [() => followOthers(needs), LOOK_EVERY_MS],
    [() => followSite().then(() => (share.does('visitors') ? repairVisitors({ store, keeper, now }) : 0)), REPAIR_EVERY_MS],
  ]
  const timers = jobs.map(([work, everyMs]) => {
    let failure: string | undefined
    const run = () => {
      work().then(
        () => (failure = undefined),
        (error: unknown) => {
          // Some of it is done every second: the same trouble is told once.
          if (failure !== messageOf(error)) log('warn', `Housekeeping failed and is tried again later: ${messageOf(error)}`)
          failure = messageOf(error)
        },
      )
    }
    run()
    return setInterval(run, everyMs)
  })
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}
