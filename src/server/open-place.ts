// Opens what keeps a watched place: visits, who is remembered, alerts, and what deletes all of it in time.

import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '../alerts/sink.ts'
import { Alerting } from '../app/alerting.ts'
import type { Engine } from '../app/engine/engine.ts'
import { openRemembering } from '../app/place/remembering.ts'
import { VisitKeeper } from '../app/place/visit-keeper.ts'
import { messageOf } from '../core/errors.ts'
import { VisitorBook, visitorLimits } from '../recognition/visitors.ts'
import type { ServerOptions } from './open-server.ts'
import type { CameraShare } from './camera-share.ts'
import type { ServerParts } from './parts.ts'
import type { Problem } from './problems.ts'
import { openRetention } from './retention.ts'
import { createVisitorsLikePeople } from './visitors-like-people.ts'

type Needs = Pick<ServerParts, 'store' | 'engine' | 'space' | 'settings' | 'cameras' | 'live' | 'now' | 'log'> & {
  readonly share: () => CameraShare
} & Pick<ServerOptions, 'models' | 'alertsFolder' | 'version'> & {
    readonly onProblem: (source: string, problem: Omit<Problem, 'since'> | undefined) => void
  }

type PlaceParts = Pick<
  ServerParts,
  'visitKeeper' | 'remembering' | 'visitorsLikePeople' | 'alerting' | 'retention' | 'followSite'
>

export interface Place {
  readonly parts: PlaceParts
  /** The engine runs with another pack. */
  packSwitched(): Promise<void>
  /** Ends visits and writes down what is to be told; rejects never. */
  close(): Promise<void>
}

const RETRY_MS = 1000
/** Limits that move by less would have all visitors gone over again for nothing. */
const SHIFT_STEPS = 100

/** @throws RostroError store_* */
export async function openPlace(needs: Needs): Promise<Place> {
  const { store, engine, space, settings, cameras, live, now, onProblem } = needs
  const ofEngine = async () => ({ pack: await packOf(engine, needs.models), shift: await shiftOf(engine) })
  const used = await ofEngine()
  const remembering = await openRemembering(store)
  const alerting = new Alerting({
    ...{ store, folder: needs.alertsFolder, version: needs.version },
    sends: () => needs.share().does('alerts'),
    onNotice: notice => {
      live.onAlert(notice)
    },
    onProblem: (source, message) => {
      // A receiver that is down is no trouble of this server's.
      onProblem(source, message === undefined ? undefined : { code: 'alerts_waiting', message, harmless: true })
    },
    isClockBelieved: async () => (await retention.state()).jumpedMs === undefined,
    clock: { ...systemClock, now },
  })
  const visitKeeper = new VisitKeeper({
    ...{ visits: store.visits, space, now },
    openBook: () => {
      const book: VisitorBook = new VisitorBook(() => visitorLimits(used.pack, book.visitors, used.shift), {
        placeOf: cameraId => cameras.placeOf(cameraId),
        apart: [],
      })
      return book
    },
    mayWrite: event => needs.share().mayWrite(event),
    remembersAt: cameraId => cameras.runs(cameraId) && remembering.remembersAt(cameraId),
    onNews: news => {
      alerting.take(news)
    },
    onChanged: () => {
      live.onVisits()
    },
    onSaved: () => {
      needs.share().wrote()
    },
    onProblem: problem => {
      onProblem('visits', problem)
    },
    clock: () => performance.now(),
    pause: signal => wait(RETRY_MS, undefined, { signal }).catch(() => undefined),
  })
  const retention = await openRetention({
    ...{ store, now },
    settings: () => settings.current(),
    remembering: () => remembering.current,
    expireVisits: before => visitKeeper.expire(before),
    onProblem: problem => {
      onProblem('retention', problem)
    },
    clock: () => performance.now(),
  })
  await visitKeeper.start()
  await alerting.start()
  return {
    parts: {
      ...{ visitKeeper, remembering, alerting, retention },
      visitorsLikePeople: createVisitorsLikePeople({
        visits: store.visits,
        nearest: (faces, limit) => engine.nearest(faces, limit),
        means: () => visitKeeper.book.means(),
        threshold: async () => (await engine.operatingPoint()).threshold,
      }),
      async followSite() {
        Object.assign(used, await ofEngine())
      },
    },
    async packSwitched() {
      Object.assign(used, await ofEngine())
      await visitKeeper.change(() => Promise.resolve())
    },
    async close() {
      for (const closeOne of [visitKeeper, alerting, retention])
        await closeOne.close().catch((error: unknown) => {
          needs.log('warn', `Not all was written down at the end: ${messageOf(error)}`)
        })
    },
  }
}

const packOf = async (engine: Pick<Engine, 'describe'>, models: Needs['models']) =>
  models.manifest((await engine.describe()).pack)

/** How much more alike people are at this place. */
const shiftOf = async (engine: Pick<Engine, 'operatingPoint'>): Promise<number> =>
  Math.round((await engine.operatingPoint()).site.shift.value * SHIFT_STEPS) / SHIFT_STEPS
