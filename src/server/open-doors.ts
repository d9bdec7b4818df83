// Opens what keeps doors: a keeper for each browser that stands at one, and how doors are opened. Decides nothing itself.

import { randomUUID } from 'node:crypto'
import type { Alerting } from '../app/alerting.ts'
import { DoorKeeper } from '../app/doors/door-keeper.ts'
import type { DoorView } from '../app/doors/door-view.ts'
import type { ChallengeWish } from '../app/doors/keeper-needs.ts'
import type { Engine } from '../app/engine/engine.ts'
import type { Challenge } from '../core/challenge.ts'
import type { Door } from '../core/doors.ts'
import { messageOf, RostroError } from '../core/errors.ts'
import type { Store } from '../core/ports.ts'
import { systemClock } from '../alerts/sink.ts'
import { createOpener } from '../doors/openers/create-opener.ts'
import type { DoorOpener } from '../doors/openers/door-opener.ts'
import { makeChallenge } from '../recognition/challenge/make-challenge.ts'
import type { PackManifest } from '../models/packs/manifest.ts'
import type { DoorFacts } from './door-json.ts'
import type { Log } from './log.ts'
import type { Problem } from './problems.ts'
import { Rate } from './rate.ts'
import { Stand } from './stand.ts'

export interface DoorsNeeds {
  readonly store: Store
  readonly engine: Engine
  readonly alerting: Pick<Alerting, 'spoofSeen'>
  /** Somebody was made to open a door. */
  readonly onDuress: (door: Door, personId: string) => void
  /** Of the pack in use. */
  readonly manifest: () => Promise<PackManifest>
  /** Whoever started the server said that doors may run programs of it. */
  readonly allowCommands: boolean
  readonly now: () => Date
  readonly log: Log
  readonly onProblem: (source: string, problem: Omit<Problem, 'since'> | undefined) => void
}

export interface StandRequest {
  readonly doorId: string
  /** As the browser calls its camera. */
  readonly camera: string
  readonly onView: (view: DoorView) => void
  /** A newer browser stands there now. */
  readonly onTakenOver: () => void
}

export interface OpenedDoors {
  /** One browser at a door: the newest. @throws RostroError door_not_found, request_invalid for a door at a camera */
  stand(request: StandRequest): Promise<Stand>
  /** How many browsers stand at it now. */
  kiosks(doorId: string): number
  /** Something about doors changed in the store: whoever stands there goes by it from now on. */
  follow(): Promise<void>
  /** @throws RostroError address_refused, forbidden */
  openerOf(door: Pick<Door, 'opener'>): DoorOpener
  /** Calls it once, as if somebody had been let in. */
  test(door: Door): Promise<{ readonly ok: boolean; readonly message: string }>
  /** What this server and its models can do at a door. */
  facts(): Promise<DoorFacts>
  packSwitched(): Promise<void>
  close(): Promise<void>
}

/** What somebody types at a door, a second and at once; a PIN of four digits takes hours that way, and lockout comes first. */
const TYPING = { perSecond: 0.5, burst: 5 }

interface Standing {
  readonly stand: Stand
  readonly keeper: DoorKeeper
  /** The door and its lock, as JSON, as the keeper was told of them last. */
  told: string
  readonly onTakenOver: () => void
}

/** @throws RostroError of the pack */
export async function openDoors(needs: DoorsNeeds): Promise<OpenedDoors> {
  const { store, engine, alerting, allowCommands, now, onProblem } = needs
  const standing = new Map<string, Standing>()
  const typing = new Rate(TYPING, () => performance.now())
  const used = { models: modelsOf(await needs.manifest()) }
  let closing = false

  const openerOf = ({ opener }: Pick<Door, 'opener'>) => createOpener(opener, { allowCommands })

  async function stand({ doorId, camera, onView, onTakenOver }: StandRequest): Promise<Stand> {
    const door = await store.doors.door(doorId)
    if (door.source.kind !== 'kiosk')
      throw new RostroError(
        'request_invalid',
        `The door ${door.name} looks through a camera of the server; no browser can stand there.`,
      )
    if (closing) throw new RostroError('device_unavailable', 'The server is going down.')
    const told = await stateOf(door)
    const id = randomUUID()
    await engine.openAccess({ id, settings: { minFacePx: door.policy.minFacePx, cameraName: camera } })
    let hasLeft = false
    const keeper = new DoorKeeper({
      ...{ door, store, openerOf, makeChallenge: toChallenge, onView },
      startChallenge: challenge => engine.beginChallenge(id, challenge),
      models: () => used.models,
      clock: { ...systemClock, now, monotonic: () => performance.now() },
      onDuress: needs.onDuress,
      onAttack: ({ id: ofDoor, name }) => {
        alerting.spoofSeen({ id: ofDoor, name }, randomUUID())
      },
      onProblem: message => {
        if (hasLeft) return
        onProblem(`door ${doorId}`, message === undefined ? undefined : { code: 'door_fault', message, harmless: true })
      },
    })
    const onLeft = () => {
      hasLeft = true
      if (standing.get(doorId)?.keeper !== keeper) return
      standing.delete(doorId)
      onProblem(`door ${doorId}`, undefined)
    }
    const made = new Stand({ id, doorId, engine, keeper, typing, onLeft })
    const before = standing.get(doorId)
    standing.set(doorId, { stand: made, keeper, told, onTakenOver })
    before?.onTakenOver()
    await before?.stand.leave()
    return made
  }

  const stateOf = async (door: Door) => JSON.stringify([door, await store.doors.lockState(door.id)])

  async function tell(doorId: string, one: Standing): Promise<void> {
    const door = await store.doors.door(doorId).catch((error: unknown) => {
      if (error instanceof RostroError && error.code === 'door_not_found') return undefined
      throw error
    })
    const state = door ? await stateOf(door) : 'gone'
    if (state === one.told) return
    one.told = state
    one.keeper.changed(door)
  }

  return {
    stand,
    openerOf,
    kiosks: doorId => (standing.has(doorId) ? 1 : 0),
    async follow() {
      for (const [doorId, one] of standing) await tell(doorId, one)
    },
    async test(door) {
      try {
        const opener = openerOf(door)
        try {
          await opener.open(AbortSignal.timeout(door.openTimeoutMs))
        } finally {
          await opener.close()
        }
        return { ok: true, message: `The opener answered; ${door.name} should be open now.` }
      } catch (error) {
        return { ok: false, message: messageOf(error) }
      }
    },
    async facts() {
      const { tellsPictures } = await engine.describe()
      return { tellsPictures, allowCommands }
    },
    async packSwitched() {
      used.models = modelsOf(await needs.manifest())
    },
    async close() {
      closing = true
      const all = [...standing.values()]
      standing.clear()
      await Promise.all(
        all.map(one =>
          one.stand.leave().catch((error: unknown) => {
            needs.log('warn', `A door was not left in order: ${messageOf(error)}`)
          }),
        ),
      )
    },
  }
}

/** @throws RostroError request_invalid where somebody can do too little to be asked for a challenge */
function toChallenge({ colours, without }: ChallengeWish): Challenge {
  const challenge = makeChallenge({ colours, without })
  if (!challenge) throw new RostroError('request_invalid', 'Too few movements are left to make a challenge of.')
  return challenge
}

/** The pack and its files by their hashes: what a decision was made with. */
const modelsOf = ({ name, version, files }: PackManifest): string =>
  `${name} ${version}: ${files.map(file => `${file.name} ${file.sha256}`).join(', ')}`
