// Doors: who may go through them and how sure that has to be, what was decided, and the port that keeps it.

import type { AuditEntry } from './audit.ts'
import type { TimeWindow } from './groups.ts'
import type { Page, PageRequest } from './records.ts'

/** What opens a door. */
export type DoorOpenerSettings =
  /** Nothing: decisions are only written down. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'http'
      readonly url: string
      readonly method: 'GET' | 'POST' | 'PUT'
      readonly headers: Readonly<Record<string, string>>
      readonly body: string | undefined
    }
  | {
      readonly kind: 'mqtt'
      /** mqtt:// or mqtts://, with user and password where the broker wants them. */
      readonly url: string
      readonly topic: string
      readonly payload: string
    }
  /** A program and its arguments, run without a shell: `gpioset` and the like. Set by whoever administers the machine. */
  | { readonly kind: 'command'; readonly argv: readonly string[] }

/** A badge or code reader types like a keyboard. `code`: a time-based one-time password (RFC 6238). */
export const FACTOR_KINDS = ['pin', 'badge', 'code'] as const
export type FactorKind = (typeof FACTOR_KINDS)[number]

export interface DoorPolicy {
  /** Everybody registered must be said, it is never the default. */
  readonly who: { readonly kind: 'everybody' } | { readonly kind: 'groups'; readonly groupIds: readonly string[] }
  /** When the door opens at all; none means always. Groups have hours of their own. */
  readonly hours: readonly TimeWindow[]
  /** `in_doubt`: when the face alone does not say clearly enough that it is no picture. */
  readonly challenge: 'always' | 'in_doubt' | 'never'
  /** Whether the screen's colours must show on the face. `if_visible`: wrong colours refuse, none at all do not. */
  readonly colours: 'required' | 'if_visible' | 'off'
  /** Any one of them; none means none is asked for. */
  readonly factors: readonly FactorKind[]
  /** Two different people, one after the other. */
  readonly twoPeople: boolean
  /** Who went in does not go in again before going out. */
  readonly antiPassback: 'off' | 'log' | 'refuse'
  /** Which side this door lets people to; with `area`, what anti-passback counts by. */
  readonly direction: 'in' | 'out'
  readonly area: string
  /** Height of the face's box in pixels from which somebody stands close enough. */
  readonly minFacePx: number
  /** All that a decision rests on happened within so many milliseconds, second factor included. */
  readonly withinMs: number
  readonly lockout: {
    /** Refusals in a row that are followed by a pause. */
    readonly attempts: number
    readonly pauseMs: number
    /** Refusals in a row after which only an operator unlocks the door. */
    readonly lockAfter: number
  }
}

export interface Door {
  readonly id: string
  readonly name: string
  readonly enabled: boolean
  /**
   * A browser beside the door, or a camera of the server, which can show no challenge. `zone`: one of the camera's, by name; who is
   * elsewhere in its picture does not stand at the door.
   */
  readonly source:
    { readonly kind: 'kiosk' } | { readonly kind: 'camera'; readonly cameraId: string; readonly zone?: string | undefined }
  readonly policy: DoorPolicy
  readonly opener: DoorOpenerSettings
  /** An opener that has not answered by then has failed; whatever it says later is not listened to. */
  readonly openTimeoutMs: number
}

/** Why a door was opened or not: what a decision says, in the order in which it was found. */
export const DOOR_REASONS = [
  'recognized',
  'bona_fide',
  'challenge_passed',
  'factor_right',
  'nobody_there',
  'several_faces',
  'too_far',
  'unknown_person',
  'not_recognized',
  'presentation_attack',
  'liveness_undecided',
  'pad_unavailable',
  'challenge_missing',
  'challenge_failed',
  'factor_missing',
  'factor_wrong',
  'not_allowed',
  'outside_hours',
  'already_inside',
  'not_inside',
  'waiting_for_second_person',
  'same_person_twice',
  'another_track',
  'too_old',
  'paused',
  'locked',
  'door_off',
  /** The camera, the picture or the connection to it. */
  'camera_fault',
  'model_fault',
  'store_fault',
  'clock_fault',
  'opener_fault',
  'unexpected_fault',
] as const
export type DoorReason = (typeof DOOR_REASONS)[number]

/** `allowed_not_opened`: everything was right and the opener failed; it is not tried again. */
export type DoorOutcome = 'opened' | 'allowed_not_opened' | 'waiting' | 'refused' | 'fault'

/** One line of the log of a door. Written to the audit before the opener is called, and again when that failed. */
export interface DoorDecision {
  readonly doorId: string
  readonly outcome: DoorOutcome
  readonly reasons: readonly DoorReason[]
  readonly personId: string | undefined
  /** Somebody was made to open it: it opens, and who is to know is told. */
  readonly duress: boolean
  readonly track: number | undefined
  readonly similarity: number | undefined
  readonly threshold: number | undefined
  readonly livenessScore: number | undefined
  readonly challengeNonce: string | undefined
  /** SHA-256, hexadecimal, of all that the decision rests on, pictures' hashes included. */
  readonly evidenceHash: string
  /** The pack and the SHA-256 of its networks. */
  readonly models: string
}

export type DoorLogEntry = Pick<AuditEntry, 'sequence' | 'at' | 'hash'> & { readonly decision: DoorDecision }

/** A decision and what changes by it. */
export interface DoorLine {
  readonly at: Date
  readonly decision: DoorDecision
  readonly lock?: DoorLockState | undefined
  /** Who is inside of an area from now on, or no longer; undefined: as if nobody had ever seen them. */
  readonly inside?:
    readonly { readonly personId: string; readonly area: string; readonly inside: boolean | undefined }[] | undefined
}

/** What a person shows beside their face. */
export interface DoorFactor {
  readonly id: string
  readonly personId: string
  readonly kind: FactorKind | 'duress_pin'
  /** scrypt or SHA-256 with a salt, or the secret of one-time passwords: never what was typed. */
  readonly secret: string
  readonly createdAt: Date
}

export interface DoorLockState {
  readonly refusals: number
  readonly pausedUntil: Date | undefined
  readonly locked: boolean
}

export const UNLOCKED: DoorLockState = { refusals: 0, pausedUntil: undefined, locked: false }

/** Somebody inside of an area, since they went in. */
export interface Presence {
  readonly personId: string
  readonly area: string
  readonly since: Date
}

export interface Doors {
  /** By name. */
  list(): Promise<readonly Door[]>
  /** @throws RostroError door_not_found */
  door(doorId: string): Promise<Door>
  /** @throws RostroError name_taken */
  put(door: Door): Promise<void>
  /** @throws RostroError door_not_found */
  delete(doorId: string): Promise<void>
  factors(personId: string): Promise<readonly DoorFactor[]>
  /** @throws RostroError person_not_found */
  addFactor(factor: DoorFactor): Promise<void>
  /** @throws RostroError factor_not_found */
  deleteFactor(factorId: string): Promise<void>
  /** Notes that a one-time password was used. @returns false when it, or a later one, was used before */
  useCode(factorId: string, counter: number): Promise<boolean>
  /** Survives a restart: nobody gets new attempts by pulling the plug. */
  lockState(doorId: string): Promise<DoorLockState>
  /** @throws RostroError door_not_found */
  setLockState(doorId: string, state: DoorLockState): Promise<void>
  /** Whether the person is inside an area; undefined when nobody ever saw them go in or out. */
  isInside(personId: string, area: string): Promise<boolean | undefined>
  /** Everybody inside of any area, who came last first. */
  presences(): Promise<readonly Presence[]>
  /** From now on as if nobody had ever seen this person go in or out: of one area, or of all. @returns the areas in which that changed */
  forgetPresence(personId: string, area?: string): Promise<readonly string[]>
  /**
   * Writes a line of the log and all that changes with it, or nothing of both. @returns it once it survives power loss
   * @throws RostroError door_not_found when a door that is gone was to be locked
   */
  note(line: DoorLine): Promise<DoorLogEntry>
  /** Newest first, from the audit. */
  log(doorId: string | undefined, page: PageRequest): Promise<Page<DoorLogEntry>>
}
