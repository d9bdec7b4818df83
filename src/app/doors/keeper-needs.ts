// What the keeper of a door needs of the world, as ports: store, opener, engine, time and chance. Whatever fails here, the door stays closed.

import type { Challenge, ChallengeAction } from '../../core/challenge.ts'
import type { Door, Doors } from '../../core/doors.ts'
import type { Groups } from '../../core/groups.ts'
import type { MonotonicClock, Store } from '../../core/ports.ts'
import type { DoorOpener } from '../../doors/openers/door-opener.ts'
import type { Clock } from '../../alerts/sink.ts'
import type { DoorView } from './door-view.ts'

export interface DoorClock extends Clock {
  /** For how long something took; `now()` is for the hours of the week alone. */
  readonly monotonic: MonotonicClock
}

export interface DoorStore extends Pick<Store, 'person'> {
  readonly doors: Pick<Doors, 'door' | 'factors' | 'useCode' | 'lockState' | 'setLockState' | 'isInside' | 'note'>
  readonly groups: Pick<Groups, 'list'>
}

export interface ChallengeWish {
  /** Whether a screen is there to light the face. */
  readonly colours: boolean
  /** Movements somebody cannot do. */
  readonly without: readonly ChallengeAction[]
}

export interface DoorKeeperOptions {
  /** As it was when somebody began to stand there; read again for every attempt. */
  readonly door: Door
  readonly store: DoorStore
  /** Made anew for a door that was changed. */
  readonly openerOf: (door: Door) => DoorOpener
  readonly makeChallenge: (wish: ChallengeWish) => Challenge
  /** Tells the engine; from then on looks say how it goes. Never called for a door at a camera. */
  readonly startChallenge: (challenge: Challenge) => Promise<void>
  /** The pack and the SHA-256 of its networks: for the log. */
  readonly models: () => string
  readonly clock: DoorClock
  /** The view changed without a look: a factor was judged, a pause ended, the door was opened. */
  readonly onView: (view: DoorView) => void
  /** Somebody was made to open: told at once, whether the door opens or not. */
  readonly onDuress: (door: Door, personId: string) => void
  /** Pictures held up to a door. */
  readonly onAttack: (door: Door) => void
  /** A message of undefined: all is well again. */
  readonly onProblem: (message: string | undefined) => void
}
