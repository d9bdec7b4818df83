// Opens the server: store and engine in, an address out. Wires the parts; what each does is in its own file.

import type { RequestListener } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import type { Engine, EngineDescription, EngineListener } from '../app/engine/engine.ts'
import type { Alerting } from '../app/alerting.ts'
import type { VisitKeeper } from '../app/place/visit-keeper.ts'
import { noteDecidingIn } from '../app/decided-in.ts'
import { incomparable } from '../app/change-pack.ts'
import { messageOf, RostroError } from '../core/errors.ts'
import type { FaceEvent } from '../core/records.ts'
import type { Store } from '../core/ports.ts'
import type { EmbeddingSpace, OperatingPoint } from '../core/types.ts'
import type { ModelCache } from '../models/packs/model-cache.ts'
import { buildApp } from './app.ts'
import { authorizeLive } from './authorize-live.ts'
import { CameraRunner, ownSettings } from './camera-runner.ts'
import { openCameraShare, type CameraShare } from './camera-share.ts'
import { createCookies } from './cookies.ts'
import { EventRecorder } from './event-recorder.ts'
import { createHealthView } from './gallery-health-view.ts'
import { startHousekeeping } from './housekeeping.ts'
import { isLoopback, listen, proxyList, type ListenOptions } from './listen.ts'
import { serveLive, type LiveOptions, type LiveSockets } from './live/live-sockets.ts'
import type { Log } from './log.ts'
import { allowedNames } from './origins.ts'
import type { ServerParts } from './parts.ts'
import { openDoors, type OpenedDoors } from './open-doors.ts'
import { openPlace } from './open-place.ts'
import { PackChanges, type PrepareChange } from './pack-change.ts'
import { createPasswords } from './passwords.ts'
import { Problems, type Problem } from './problems.ts'
import { createSessions } from './sessions.ts'
import { openSettings, toEngineSettings } from './settings.ts'
import { createSetup } from './setup.ts'
import { ShotMemory } from './shot-memory.ts'
import { Tickets } from './tickets.ts'

export interface ServerOptions extends ListenOptions {
  /** The caller's to close, after the server. */
  readonly store: Store
  /** Closed with the server. */
  readonly openEngine: (listener: EngineListener) => Promise<Engine>
  readonly models: Pick<ModelCache, 'list' | 'manifest' | 'current' | 'previous' | 'use'>
  /** Embeds everybody with another pack, out of the way of the engine. */
  readonly prepareChange: PrepareChange
  /** Several servers use the store: what people call this one. Undefined: it is the only one. */
  readonly nodeName?: string | undefined
  /** Where files of alerts are written. */
  readonly alertsFolder: string
  /** Doors may run programs of this machine. Default: no. */
  readonly doorCommands?: boolean
  /** The folder of the built page. */
  readonly webRoot: string
  readonly version: string
  readonly log: Log
  /** Wall clock. */
  readonly now?: () => Date
  /** Answers are compared with their schemas. For tests. */
  readonly checkAnswers?: boolean
  /** log2 of scrypt's N. For tests, which cannot wait. */
  readonly passwordCost?: number
  /** Instead of the real live connections. For tests. */
  readonly live?: (options: LiveOptions) => LiveSockets
}

export interface RostroServer {
  /** Where the page is, for a browser on this machine or under the first public name. */
  readonly url: string
  /** Where it listens; behind a proxy not the one in `url`. */
  readonly port: number
  /** While there is no account: the link that makes the first one. */
  readonly setupUrl: string | undefined
  /** With the settings taken in. */
  readonly engine: EngineDescription
  readonly operatingPoint: OperatingPoint
  /** Takes in nothing new, says goodbye to live connections, and ends within 5 s. */
  close(): Promise<void>
}

const GRACE_MS = 1500
const RETRY_MS = 1000
const MAX_TOLD = 1000

const starting: RequestListener = (_, response) => {
  response.writeHead(503, { 'retry-after': '2', 'content-type': 'text/plain' }).end('Rostro is starting; try again in a moment.')
}

/** @throws RostroError binding_refused, store_*, and what `openEngine` throws */
export async function openServer(options: ServerOptions): Promise<RostroServer> {
  const { store, log, now = () => new Date() } = options
  const front = { listener: starting }
  // The port first: that it is taken is known before networks are loaded.
  const listening = await listen(options, (request, response) => {
    front.listener(request, response)
  })
  const closers: (() => Promise<void> | void)[] = []
  const close = async () => {
    // No new requests from now on; those under way and the sockets end meanwhile.
    const silent = listening.close(GRACE_MS)
    for (const closeOne of closers.splice(0).reverse()) await closeOne()
    await silent
  }
  try {
    const problems = new Problems(now)
    const problem = (source: string, what: Omit<Problem, 'since'> | undefined) => {
      if (problems.set(source, what)) log(what ? 'warn' : 'info', what?.message ?? `The trouble with the ${source} is over.`)
    }
    const heard: {
      live?: LiveSockets
      recorder?: EventRecorder
      cameras?: CameraRunner
      keeper?: VisitKeeper
      doors?: OpenedDoors
      onSpoof?: (event: FaceEvent) => void
    } = {}
    const engine = await options.openEngine({
      onEvent: (event, shot, pooled) => {
        if (!heard.recorder?.record(event, shot)) return
        if (event.decision.liveness?.outcome === 'attack') heard.onSpoof?.(event)
        heard.keeper?.take(event, shot, pooled)
      },
      onCrossing: crossing => heard.keeper?.cross(crossing),
      onPicture: picture => heard.live?.onPicture(picture),
      onCamera: health => {
        heard.cameras?.onHealth(health)
        heard.live?.onCamera(health)
        heard.doors?.hearOfCamera(health)
      },
      onLook: (accessId, seen) => {
        heard.doors?.see(accessId, seen)
      },
      onProblem: what => {
        heard.doors?.hearOfEngine(what)
        problem('engine', what)
      },
    })
    closers.push(() => engine.close())
    const used = { space: await spaceOf(engine) }
    const space = () => used.space
    await noteDecidingIn(store, used.space, now())
    const settings = await openSettings(store, engine)
    const threshold = async () => (await engine.operatingPoint()).threshold
    const closing = new AbortController()
    closers.push(() => {
      closing.abort()
    })
    const sessions = createSessions(store.accounts, now)
    const tickets = new Tickets(now)
    const shots = new ShotMemory(now)
    const setup = (await store.accounts.list()).length === 0 ? createSetup(now) : undefined

    const secure = options.tls !== undefined || options.trustedProxy !== undefined
    const cookies = createCookies(secure)
    const publicNames = publicNamesOf(options)
    const allowed = allowedNames({ port: listening.port, secure, publicNames })
    const live = (options.live ?? serveLive)({
      engine,
      server: listening.upgrades,
      authorize: authorizeLive({ sessions, tickets, allowed, cookies, now, accounts: store.accounts }),
      browserEvents: () => settings.current().browserEvents,
      doors: { stand: request => (heard.doors ? heard.doors.stand(request) : Promise.reject(notYet())) },
      clock: () => performance.now(),
    })
    const cameras = new CameraRunner(engine, cameraId => live.viewers(cameraId), log)
    const share: CameraShare = openCameraShare({
      ...{ store, cameras, nodeName: options.nodeName, now },
      onTaken: cameraIds => place.parts.visitKeeper.takeOver(cameraIds),
      onLost: cameraIds => {
        place.parts.visitKeeper.letGo(cameraIds)
      },
      onOthersWrote: () => {
        othersWrote()
      },
      clock: () => performance.now(),
    })
    closers.push(() =>
      share.close().catch((error: unknown) => {
        log('warn', `Other servers hear only by and by that this one is gone: ${messageOf(error)}`)
      }),
    )
    const othersWrote = () => {
      live.onEvents()
      live.onVisits()
      place.parts.visitKeeper.hearOfOthers()
    }
    const recorder = new EventRecorder({
      events: store.events,
      shots,
      settings: () => settings.current(),
      isCamera: sourceId => cameras.runs(sourceId),
      mayWrite: event => share.mayWrite(event),
      onSaved: eventId => {
        live.onEvent(eventId)
        share.wrote()
      },
      onProblem: what => {
        problem('timeline', what)
      },
      pause: signal => wait(RETRY_MS, undefined, { signal }).catch(() => undefined),
    })
    const place = await openPlace({
      share: () => share,
      ...{ store, engine, space, settings, cameras, live, now, log, onProblem: problem },
      ...{ models: options.models, alertsFolder: options.alertsFolder, version: options.version },
    })
    closers.push(() => place.close())
    const doors = await openDoors({
      ...{ store, engine, now, log, onProblem: problem, alerting: place.parts.alerting },
      manifest: async () => options.models.manifest((await engine.describe()).pack),
      allowCommands: options.doorCommands ?? false,
      onDuress: ({ id, name }, personId) => {
        log('warn', `Somebody was made to open the door ${id}.`)
        place.parts.alerting.duressSeen({ id, name }, personId)
      },
    })
    closers.push(() => doors.close())
    Object.assign(heard, {
      live,
      recorder,
      cameras,
      doors,
      keeper: place.parts.visitKeeper,
      onSpoof: spoofTeller(place.parts.alerting),
    })
    const peopleChanged = async () => {
      live.onPeople()
      // The engine notices by itself a little later: no reason to fail what is stored already.
      await engine.refresh().catch((error: unknown) => {
        log('warn', `The engine did not take in the change: ${messageOf(error)}`)
      })
    }
    const packChanges = new PackChanges({
      ...{ store, engine, log, models: options.models, prepare: options.prepareChange },
      deciding: async () => ({
        settings: toEngineSettings(settings.current()),
        own: ownSettings(await store.cameras.list()),
      }),
      async onSwitched() {
        used.space = await spaceOf(engine)
        await noteDecidingIn(store, used.space, now())
        await place.packSwitched()
        await doors.packSwitched()
        live.onPeople()
      },
    })
    const parts: ServerParts = {
      ...{
        store,
        engine,
        space,
        settings,
        sessions,
        tickets,
        setup,
        cameras,
        share,
        shots,
        problems,
        live,
        peopleChanged,
        now,
        log,
      },
      ...{ models: options.models, packChanges, doors, ...place.parts },
      passwords: createPasswords(options.passwordCost),
      galleryHealth: createHealthView({ ...{ store, space, now }, threshold, signal: closing.signal }),
      startedAt: now(),
      version: options.version,
    }
    closers.push(startHousekeeping({ ...parts, othersWrote }))
    closers.push(() => packChanges.close())
    closers.push(() => recorder.close())
    closers.push(() => live.close())
    const app = buildApp({
      ...{ parts, cookies, allowed },
      proxies: proxyList(options.trustedProxy),
      webRoot: options.webRoot,
      strictTransport: options.tls !== undefined,
      checkAnswers: options.checkAnswers ?? false,
    })
    const answer = getRequestListener(app.fetch)
    front.listener = (request, response) => {
      void answer(request, response)
    }
    await doors.follow()
    // Of the cameras of other servers the visits go on.
    if (options.nodeName === undefined) await place.parts.visitKeeper.takeOver()
    await share.follow()
    await packChanges.goOn()
    await warnOfIncomparable(parts)
    const url = urlOf(listening.port, options, publicNames)
    return {
      url,
      port: listening.port,
      setupUrl: setup && `${url}/setup#${setup.token}`,
      engine: await engine.describe(),
      operatingPoint: await engine.operatingPoint(),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** An event is saved again and again while it goes on: it is told once. */
function spoofTeller(alerting: Alerting): (event: FaceEvent) => void {
  const told = new Set<string>()
  return ({ id, sourceId, sourceName }) => {
    if (told.has(id)) return
    const [oldest] = told.add(id)
    if (told.size > MAX_TOLD && oldest !== undefined) told.delete(oldest)
    alerting.spoofSeen({ id: sourceId, name: sourceName }, id)
  }
}

const notYet = () => new RostroError('device_unavailable', 'The server is starting; try again in a moment.')

const spaceOf = async (engine: Pick<Engine, 'describe'>): Promise<EmbeddingSpace> =>
  (await engine.describe()).space as EmbeddingSpace

/** With a pack chosen for this start only, people of another one are strangers: better said than wondered at. */
async function warnOfIncomparable({ store, engine, space, log }: ServerParts): Promise<void> {
  const hint = incomparable(await store.templates.gaps(space()), (await engine.describe()).pack)
  if (hint !== undefined) log('warn', hint)
}

/** A plain address to listen on is a name, too. */
const publicNamesOf = ({ host, publicNames }: ListenOptions): readonly string[] =>
  host === undefined || isLoopback(host) || host === '0.0.0.0' || host === '::' ? publicNames : [...publicNames, spelled(host)]

const spelled = (host: string): string => (host.includes(':') ? `[${host}]` : host)

/** Behind a proxy the page is where the proxy answers, on the usual port of https unless a public name says otherwise. */
function urlOf(port: number, { tls, trustedProxy }: ListenOptions, [first]: readonly string[]): string {
  if (!tls && trustedProxy === undefined) return `http://localhost:${port}`
  if (first === undefined) return `${tls ? 'https' : 'http'}://localhost:${port}`
  return `https://${tls && !/:\d+$/.test(first) ? `${first}:${port}` : first}`
}
