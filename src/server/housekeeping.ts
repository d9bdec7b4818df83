// What happens by itself: deletions whose undo has passed, what is too old, visits that end, visitors repaired, a pack chosen elsewhere.

import type { Topic } from '../core/news.ts'
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
> & {
  /** Other servers wrote events or visits. */
  readonly othersWrote: () => void
}

/** Done every so often, and at once when another process says that it changed something of the kind. */
interface Job {
  readonly work: () => Promise<unknown>
  readonly everyMs?: number
  readonly on?: readonly Topic[]
}

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
  const repair = async () => {
    await followSite()
    if (share.does('visitors')) await repairVisitors({ store, keeper, now })
  }
  const heedOthers = () => {
    needs.othersWrote()
    return lookAtVisits(needs)
  }
  const jobs: readonly Job[] = [
    { work: () => purge(needs), everyMs: PURGE_EVERY_MS },
    { work: () => retention.run(), everyMs: EXPIRE_EVERY_MS },
    { work: () => packChanges.follow(), everyMs: FOLLOW_EVERY_MS },
    { work: () => needs.doors.follow(), everyMs: FOLLOW_EVERY_MS, on: ['doors'] },
    { work: () => lookAtVisits(needs), everyMs: LOOK_EVERY_MS, on: ['visits', 'settings'] },
    { work: () => followOthers(needs), everyMs: LOOK_EVERY_MS, on: ['settings', 'cameras', 'alerts'] },
    { work: repair, everyMs: REPAIR_EVERY_MS },
    { work: () => needs.peopleChanged(), on: ['people'] },
    { work: heedOthers, on: ['events'] },
  ]
  const running = jobs.map(({ work, everyMs, on = [] }) => {
    let failure: string | undefined
    const run = oneAtATime(() =>
      work().then(
        () => (failure = undefined),
        (error: unknown) => {
          // Some of it is done every second: the same trouble is told once.
          if (failure !== messageOf(error)) log('warn', `Housekeeping failed and is tried again later: ${messageOf(error)}`)
          failure = messageOf(error)
        },
      ),
    )
    if (everyMs === undefined) return { run, on, timer: undefined }
    run()
    return { run, on, timer: setInterval(run, everyMs) }
  })
  const stopListening = store.news.listen(topic => {
    for (const { run, on } of running) if (on.includes(topic)) run()
  })
  return () => {
    stopListening()
    for (const { timer } of running) clearInterval(timer)
  }
}

/** However often it is asked for while it is done, it is done once more. */
function oneAtATime(work: () => Promise<unknown>): () => void {
  let [isRunning, isDue] = [false, false]
  const run = () => {
    isDue = isRunning
    if (isRunning) return
    isRunning = true
    void work().then(() => {
      isRunning = false
      if (isDue) run()
    })
  }
  return run
}
