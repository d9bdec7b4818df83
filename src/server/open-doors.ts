// Opens what keeps doors: who looks at them, and how they are opened. Decides nothing itself.

import { randomUUID } from 'node:crypto'
import type { Alerting } from '../app/alerting.ts'
import type { DoorView } from '../app/doors/door-view.ts'
import type { ChallengeWish } from '../app/doors/keeper-needs.ts'
import type { Engine } from '../app/engine/engine.ts'
import type { Challenge } from '../core/challenge.ts'
import type { Door } from '../core/doors.ts'
import { RostroError } from '../core/errors.ts'
import type { Store } from '../core/ports.ts'
import { systemClock } from '../alerts/sink.ts'
import { createOpener } from '../doors/openers/create-opener.ts'
import type { DoorOpener } from '../doors/openers/door-opener.ts'
import { makeChallenge } from '../recognition/challenge/make-challenge.ts'
import type { PackManifest } from '../models/packs/manifest.ts'
import type { DoorFacts } from './door-json.ts'
import { DoorStands } from './door-stands.ts'
import type { Log } from './log.ts'
import type { Problem } from './problems.ts'

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

export interface OpenedDoors extends Pick<DoorStands, 'stand' | 'at' | 'kiosks' | 'see' | 'hearOfCamera' | 'follow'> {
  /** What the engine's listener hears. */
  hearOfEngine(trouble: { readonly code: string } | undefined): void
  /** @throws RostroError address_refused, forbidden */
  openerOf(door: Pick<Door, 'opener'>): DoorOpener
  /** What this server and its models can do at a door. */
  facts(): Promise<DoorFacts>
  packSwitched(): Promise<void>
  close(): Promise<void>
}

/** @throws RostroError of the pack */
export async function openDoors(needs: DoorsNeeds): Promise<OpenedDoors> {
  const { store, engine, alerting, allowCommands, now, onProblem } = needs
  const used = { models: modelsOf(await needs.manifest()) }

  const openerOf = ({ opener }: Pick<Door, 'opener'>) => createOpener(opener, { allowCommands })

  const stands = new DoorStands({
    ...{ store, engine, log: needs.log, onProblem },
    keeping: {
      ...{ openerOf, makeChallenge: toChallenge, onDuress: needs.onDuress },
      models: () => used.models,
      clock: { ...systemClock, now, monotonic: () => performance.now() },
      onAttack: ({ id, name }) => {
        alerting.spoofSeen({ id, name }, randomUUID())
      },
    },
  })

  return {
    stand: request => stands.stand(request),
    at: doorId => stands.at(doorId),
    kiosks: doorId => stands.kiosks(doorId),
    see: (accessId, seen) => {
      stands.see(accessId, seen)
    },
    hearOfCamera: health => {
      stands.hearOfCamera(health)
    },
    follow: () => stands.follow(),
    openerOf,
    hearOfEngine(trouble) {
      if (trouble?.code === 'device_unavailable') stands.engineStopped()
    },
    async facts() {
      const { tellsPictures } = await engine.describe()
      return { tellsPictures, allowCommands }
    },
    async packSwitched() {
      used.models = modelsOf(await needs.manifest())
    },
    close: () => stands.close(),
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
