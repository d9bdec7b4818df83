// What an operated Rostro keeps beside people: events of the timeline, cameras, accounts; and the ports that keep them.

import type { Decision, EmbeddingSpace, Outcome, Person, Template } from './types.ts'

/** One face seen by one source, from appearing to leaving. */
export interface FaceEvent {
  readonly id: string
  /** A camera's id, or `browser`. */
  readonly sourceId: string
  readonly sourceName: string
  readonly startedAt: Date
  /** Undefined while the face is still there. */
  readonly endedAt: Date | undefined
  /** As decided, never changed by a correction. */
  readonly decision: Decision
  readonly frames: number
  /** Of the best shot, 0–100. */
  readonly quality: number
}

/** The best picture of an event's face, and what was embedded of it. */
export interface Shot {
  readonly template: Template
  readonly quality: number
  /** JPEG of the face with some surroundings. */
  readonly crop: Uint8Array
}

export interface Correction {
  /** `is`: this is that person. `not`: it is not the person decided. */
  readonly kind: 'is' | 'not'
  readonly personId: string
  readonly at: Date
  /** Name of the account that said so. */
  readonly by: string
}

/** An event as it is read: with the correction taken in. */
export interface KeptEvent extends FaceEvent {
  readonly outcome: Outcome
  readonly person: Person | undefined
  readonly correction: Correction | undefined
  /** Whether the store has a picture. */
  readonly shot: boolean
}

export interface EventFilter {
  readonly personId?: string | undefined
  readonly sourceId?: string | undefined
  /** With corrections taken in. */
  readonly outcome?: Outcome | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Opaque; undefined on the last page. */
  readonly next: string | undefined
  readonly total: number
}

export interface PageRequest {
  readonly cursor?: string | undefined
  readonly limit: number
}

/** A face an operator said is not this person: a probe more like it than like the person is not named so. */
export interface Refusal {
  readonly personId: string
  readonly template: Template
}

/** Every method is one transaction. */
export interface EventLog {
  /** Inserts, or replaces what was there under this id; a correction stays. Without a shot the one kept before stays. */
  save(event: FaceEvent, shot?: Shot): Promise<void>
  /** Newest first. @throws RostroError request_invalid for a cursor that is none */
  list(filter: EventFilter, page: PageRequest): Promise<Page<KeptEvent>>
  /** @throws RostroError event_not_found */
  find(eventId: string): Promise<KeptEvent>
  /** With its template in `space` where it has one there. */
  shot(eventId: string, space?: EmbeddingSpace): Promise<Shot | undefined>
  /**
   * Remembers what an operator said, in place of what was said before: `is` adds the shot as a reference of that person
   * (when one is given), and both kinds refuse the face for the person decided wrongly. @throws RostroError event_not_found, person_not_found
   */
  correct(eventId: string, correction: Correction, shot: Shot | undefined): Promise<void>
  /** Takes back a correction with the reference and the refusal it made. No correction is no error. */
  undoCorrection(eventId: string): Promise<void>
  refusals(space: Template['space']): Promise<readonly Refusal[]>
  delete(eventId: string): Promise<void>
  /** Deletes events that ended before `events` and shots of events that ended before `shots`. Ends events left open by a crash. */
  expire(before: { readonly events: Date; readonly shots: Date }): Promise<void>
}

/** The kept picture of a photo or of a refused face that has no template in some space. */
export interface FaceToEmbed {
  readonly id: string
  /** Grows in the order in which they are given. */
  readonly position: number
  readonly crop: Uint8Array
}

export interface EmbeddedFace {
  readonly of: 'reference' | 'refusal' | 'shot'
  /** Of a FaceToEmbed, or an event's. */
  readonly id: string
  readonly template: Template
  /** 0–100. */
  readonly quality: number
}

/** Somebody with photos that cannot be compared in a space. */
export interface Gap {
  readonly personId: string
  readonly name: string
  /** Without a template in the space. */
  readonly photos: number
  /** With one. */
  readonly remaining: number
}

/**
 * Templates in further embedding spaces, beside the one in which a face was first embedded. They go with their photo, refusal or
 * shot. Only `announce` moves the store's version.
 */
export interface FurtherTemplates {
  /** How many photos and refused faces lack one; of `lost` refused faces no picture is kept either. */
  missing(space: EmbeddingSpace): Promise<{ readonly references: number; readonly refusals: number; readonly lost: number }>
  /** Some of those with a picture, from the first after `position` on. */
  toEmbed(
    of: 'reference' | 'refusal',
    space: EmbeddingSpace,
    range: { readonly after: number; readonly limit: number },
  ): Promise<readonly FaceToEmbed[]>
  /** One transaction. A face that has gone meanwhile is left out; a template that is there already is replaced. */
  keep(faces: readonly EmbeddedFace[]): Promise<void>
  /** Galleries read anew: once all are kept, for reading costs every gallery, also those of other spaces. */
  announce(): Promise<void>
  /** By name. */
  gaps(space: EmbeddingSpace): Promise<readonly Gap[]>
}

export interface KeptCamera {
  readonly id: string
  readonly name: string
  /** With its password: never shown. */
  readonly address: string
  readonly enabled: boolean
  /** JSON, as the camera's settings were validated. */
  readonly settings: string
  readonly createdAt: Date
}

export interface Cameras {
  /** By name. */
  list(): Promise<readonly KeptCamera[]>
  /** @throws RostroError name_taken */
  add(camera: Omit<KeptCamera, 'id' | 'createdAt'>): Promise<KeptCamera>
  /** @throws RostroError camera_not_found, name_taken */
  change(cameraId: string, change: Partial<Omit<KeptCamera, 'id' | 'createdAt'>>): Promise<KeptCamera>
  /** @throws RostroError camera_not_found */
  delete(cameraId: string): Promise<void>
}

/** Each role may do all that the roles before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const
export type Role = (typeof ROLES)[number]

export interface Account {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly createdAt: Date
  readonly lastSignInAt: Date | undefined
}

export interface KeptSession {
  readonly account: Account
  readonly createdAt: Date
  readonly lastUsedAt: Date
  readonly expiresAt: Date
}

export interface KeptKey {
  readonly id: string
  readonly name: string
  readonly prefix: string
  readonly scopes: readonly string[]
  readonly createdBy: Account
  readonly createdAt: Date
  readonly expiresAt: Date | undefined
  readonly lastUsedAt: Date | undefined
}

/** Accounts, sessions, keys and failed attempts. Secrets come and go as hashes only. */
export interface Accounts {
  list(): Promise<readonly Account[]>
  /** `onlyIfFirst` makes it fail when there is an account already. @throws RostroError name_taken, setup_done */
  add(account: { name: string; role: Role; passwordHash: string; onlyIfFirst?: boolean }): Promise<Account>
  /** Names are compared as people's are. */
  findByName(name: string): Promise<{ readonly account: Account; readonly passwordHash: string } | undefined>
  /** A new password ends all sessions but `exceptSession`. @throws RostroError account_not_found, last_admin */
  change(
    accountId: string,
    change: { readonly role?: Role; readonly passwordHash?: string; readonly exceptSession?: string },
  ): Promise<Account>
  /** With its sessions and keys. @throws RostroError account_not_found, last_admin */
  delete(accountId: string): Promise<void>
  addSession(session: { tokenHash: string; accountId: string; expiresAt: Date }): Promise<void>
  /** Undefined when there is none or it has expired; notes its use at most once a minute. `lastUsedAt` is the use before this one. */
  findSession(tokenHash: string, now: Date): Promise<KeptSession | undefined>
  deleteSession(tokenHash: string): Promise<void>
  addKey(key: {
    name: string
    prefix: string
    keyHash: string
    scopes: readonly string[]
    accountId: string
    expiresAt: Date | undefined
  }): Promise<KeptKey>
  keys(): Promise<readonly KeptKey[]>
  findKey(keyHash: string, now: Date): Promise<KeptKey | undefined>
  /** @throws RostroError key_not_found */
  deleteKey(keyId: string): Promise<void>
  /** Failed sign-ins of one address or account name, as a hash. */
  attempts(who: string): Promise<{ readonly failures: number; readonly lastAt: Date } | undefined>
  noteAttempt(who: string, outcome: 'failed' | 'succeeded', now: Date): Promise<void>
}

/** What a person agreed to. */
export interface Consent {
  readonly text: string
  readonly givenAt: Date
  /** Name of the account that registered them. */
  readonly takenBy: string
}

export type PhotosToMove = { readonly personId: string } | { readonly newName: string }
