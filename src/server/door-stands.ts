// Whoever looks at each door: the newest browser beside it or a camera of the server, with a keeper of its own. Follows what is set of doors.

import { randomUUID } from 'node:crypto'
import { DoorKeeper } from '../app/doors/door-keeper.ts'
import type { DoorKeeperOptions } from '../app/doors/keeper-needs.ts'
import type { AccessFault, AccessLook, AccessSettings } from '../app/engine/access-look.ts'
import type { CameraHealth, Engine } from '../app/engine/engine.ts'
import type { Door } from '../core/doors.ts'
import { messageOf, RostroError } from '../core/errors.ts'
import type { Store } from '../core/ports.ts'
import type { Log } from './log.ts'
import type { StandRequest } from './open-doors.ts'
import type { Problem } from './problems.ts'
import { Rate } from './rate.ts'
import { Stand } from './stand.ts'

export interface DoorStandsOptions {
  readonly store: Store
  readonly engine: Pick<Engine, 'openAccess' | 'pushAccessFrame' | 'beginChallenge' | 'closeAccess'>
  /** What a keeper needs beside its door, its eyes, and who hears of it. */
  readonly keeping: Omit<DoorKeeperOptions, 'door' | 'store' | 'startChallenge' | 'onView' | 'onProblem'>
  readonly log: Log
  readonly onProblem: (source: string, problem: Omit<Problem, 'since'> | undefined) => void
}

/** What somebody types at a door, a second and at once; a PIN of four digits takes hours that way, and lockout comes first. */
const TYPING = { perSecond: 0.5, burst: 5 }

interface Standing {
  readonly stand: Stand
  readonly keeper: DoorKeeper
  readonly source: Door['source']
  readonly camera: string | undefined
  /** The door and its lock, as JSON, as the keeper was told of them last. */
  told: string
  hasSeen: boolean
  readonly onTakenOver: () => void
}

export class DoorStands {
  readonly #options: DoorStandsOptions
  readonly #standing = new Map<string, Standing>()
  readonly #typing = new Rate(TYPING, () => performance.now())
  /** One after the other, or a door would be given two pairs of eyes. */
  #following: Promise<void> = Promise.resolve()
  #closing = false

  constructor(options: DoorStandsOptions) {
    this.#options = options
  }

  /** A browser beside a door: the newest. @throws RostroError door_not_found, request_invalid for a door at a camera */
  async stand({ doorId, camera, onView, onTakenOver }: StandRequest): Promise<Stand> {
    const door = await this.#options.store.doors.door(doorId)
    if (door.source.kind !== 'kiosk')
      throw new RostroError(
        'request_invalid',
        `The door ${door.name} looks through a camera of the server; no browser can stand there.`,
      )
    const { stand } = await this.#enter(door, { camera, onView, onTakenOver })
    return stand
  }

  /** @throws RostroError device_unavailable when nobody looks there now */
  at(doorId: string): Stand {
    const one = this.#standing.get(doorId)
    if (one) return one.stand
    throw new RostroError(
      'device_unavailable',
      'Nothing looks at this door at this moment: see that it is switched on, and its camera or kiosk, too.',
    )
  }

  kiosks(doorId: string): number {
    return this.#standing.get(doorId)?.source.kind === 'kiosk' ? 1 : 0
  }

  /** What a camera of the server saw. */
  see(accessId: string, seen: AccessLook | AccessFault): void {
    const one = [...this.#standing.values()].find(({ stand }) => stand.id === accessId)
    if (!one) return
    one.hasSeen = true
    if (typeof seen === 'string') one.stand.fault(seen)
    else one.stand.see(seen)
  }

  /** A camera that stands still, is lost or begins anew ends what was under way at its doors. */
  hearOfCamera({ cameraId, state }: Pick<CameraHealth, 'cameraId' | 'state'>): void {
    if (state === 'online') return
    for (const { source, stand, hasSeen } of this.#standing.values()) {
      const isItsOwn = source.kind === 'camera' && source.cameraId === cameraId
      if (isItsOwn && (state !== 'connecting' || hasSeen)) stand.fault('camera_fault')
    }
  }

  /** Whatever was under way is lost with the engine: a challenge, too. */
  engineStopped(): void {
    for (const { stand } of this.#standing.values()) stand.fault('model_fault')
  }

  /** Something about doors changed in the store: whoever stands there goes by it from now on, and cameras look at theirs. */
  follow(): Promise<void> {
    const followed = this.#following.then(() => this.#follow())
    this.#following = followed.catch(() => {}) // The caller gets the error; the next one goes on.
    return followed
  }

  async close(): Promise<void> {
    this.#closing = true
    await this.#following
    const all = [...this.#standing.values()]
    this.#standing.clear()
    await Promise.all(all.map(({ stand }) => this.#leave(stand)))
  }

  async #follow(): Promise<void> {
    if (this.#closing) return
    const doors = await this.#options.store.doors.list()
    for (const [doorId, one] of this.#standing) {
      const door = doors.find(({ id }) => id === doorId)
      if (isLookedAtBy(door, one.source)) await this.#tell(door, one)
      else {
        one.onTakenOver()
        await this.#leave(one.stand)
      }
    }
    for (const door of doors)
      if (door.enabled && door.source.kind === 'camera' && !this.#standing.has(door.id)) await this.#openEyes(door)
  }

  /** An engine that is away is asked again when doors are followed the next time. */
  async #openEyes(door: Door): Promise<void> {
    try {
      await this.#enter(door, { camera: undefined, onView: () => {}, onTakenOver: () => {} })
      this.#options.onProblem(`door ${door.id}`, undefined)
    } catch (error) {
      this.#tellProblem(door.id, `The door ${door.name} stays closed: ${messageOf(error)}`)
    }
  }

  async #enter(
    door: Door,
    { camera, onView, onTakenOver }: Pick<Standing, 'camera' | 'onTakenOver'> & Pick<DoorKeeperOptions, 'onView'>,
  ): Promise<Standing> {
    const { engine, store, keeping } = this.#options
    if (this.#closing) throw new RostroError('device_unavailable', 'The server is going down.')
    const told = await this.#stateOf(door)
    const id = randomUUID()
    await engine.openAccess({ id, settings: toAccessSettings(door, camera) })
    let hasLeft = false
    const keeper = new DoorKeeper({
      ...{ ...keeping, door, store, onView },
      startChallenge: challenge => engine.beginChallenge(id, challenge),
      onProblem: message => {
        if (!hasLeft) this.#tellProblem(door.id, message)
      },
    })
    const onLeft = () => {
      hasLeft = true
      if (this.#standing.get(door.id)?.keeper !== keeper) return
      this.#standing.delete(door.id)
      this.#tellProblem(door.id, undefined)
    }
    const stand = new Stand({ id, doorId: door.id, engine, keeper, typing: this.#typing, onLeft })
    const before = this.#standing.get(door.id)
    const made = { stand, keeper, source: door.source, camera, told, hasSeen: false, onTakenOver }
    this.#standing.set(door.id, made)
    before?.onTakenOver()
    await before?.stand.leave()
    return made
  }

  async #tell(door: Door | undefined, one: Standing): Promise<void> {
    const state = door ? await this.#stateOf(door) : 'gone'
    if (state === one.told) return
    one.keeper.changed(door)
    const settings = door && toAccessSettings(door, one.camera)
    try {
      if (settings) await this.#options.engine.openAccess({ id: one.stand.id, settings })
      one.told = state
    } catch {
      // An engine that is away is told when doors are followed the next time.
    }
  }

  async #stateOf(door: Door): Promise<string> {
    return JSON.stringify([door, await this.#options.store.doors.lockState(door.id)])
  }

  #tellProblem(doorId: string, message: string | undefined): void {
    const problem = message === undefined ? undefined : { code: 'door_fault', message, harmless: true }
    this.#options.onProblem(`door ${doorId}`, problem)
  }

  async #leave(stand: Stand): Promise<void> {
    await stand.leave().catch((error: unknown) => {
      this.#options.log('warn', `A door was not left in order: ${messageOf(error)}`)
    })
  }
}

/** A browser stays at a door that is off or gone, and says so; a camera does not look for nothing. */
function isLookedAtBy(door: Door | undefined, source: Door['source']): boolean {
  if (source.kind === 'kiosk') return door === undefined || door.source.kind === 'kiosk'
  return door?.enabled === true && isSameSource(door.source, source)
}

const isSameSource = (one: Door['source'], other: Door['source']): boolean => JSON.stringify(one) === JSON.stringify(other)

const toAccessSettings = ({ source, policy: { minFacePx } }: Door, cameraName: string | undefined): AccessSettings =>
  source.kind === 'camera' ? { minFacePx, camera: { id: source.cameraId, zone: source.zone } } : { minFacePx, cameraName }
