// What the recognition floor asks of the world; adapters live one floor up from core and are named only in app/wiring.

import type { Accounts, Cameras, Consent, EventLog, FurtherTemplates, Page, PageRequest, PhotosToMove } from './records.ts'
import type { Alerts } from './alerts.ts'
import type { Audit } from './audit.ts'
import type { Doors } from './doors.ts'
import type { Groups } from './groups.ts'
import type { News } from './news.ts'
import type { Leases } from './leases.ts'
import type { LivenessThresholds } from './liveness.ts'
import type { Visits } from './visits.ts'
import type { AlignedFace, Box, Detection, Embedding, EmbeddingSpace, Image, Landmarks5, Person, Reference } from './types.ts'

/** One picture of a source. Whoever takes it from `frames()` owns it and closes it. */
export interface Frame {
  readonly sourceId: string
  /** Counts from 0 within one `frames()` call; frames dropped by a live source leave gaps. */
  readonly index: number
  /** Media time for recordings, monotonic clock for live sources; only differences mean anything. */
  readonly atMs: number
  readonly width: number
  readonly height: number
  /** What the picture is called where it has a name of its own: a photo's file. */
  readonly name?: string | undefined
  /** The whole picture stretched to this size with averaging, RGB. */
  resized(width: number, height: number): Promise<Image>
  /** The whole picture at its own size, RGB; decoded at the first call and kept until close. */
  image(): Promise<Image>
  /** The same, or the picture in this size, for whoever is done with it before close: its memory may hold another picture then. */
  borrow?(size?: Size): Promise<Image>
  close(): void
}

export interface Source {
  readonly id: string
  /** A live source keeps only its newest frame and reconnects; a recorded one never drops a frame and ends. */
  readonly live: boolean
  /** Its frames are photos that do not continue one another: nobody is followed from one to the next. */
  readonly stills?: boolean | undefined
  /** Ends at the end of a recording or when `signal` aborts; everything it opened is closed when iteration stops. */
  frames(signal?: AbortSignal): AsyncIterable<Frame>
}

/** Milliseconds from any origin that never goes back. */
export type MonotonicClock = () => number

export interface DetectorScores {
  /** From here on a detection may start a track; weaker ones only continue one. */
  readonly start: number
  /** From here on, looked at closely, it surely is a face. */
  readonly sure: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Detector {
  /** What this detector's scores mean: networks differ in how high they score a face. */
  readonly scores: DetectorScores
  /** The size the network will look at a picture of this size in: a frame handed over like that is not resized again. */
  workingSize(picture: Size): Size
  /** The same for a frame of video, where less is enough: a face it misses is found in the next, and what is none is looked at twice. */
  frameSize?(frame: Size): Size
  /** The same for a picture of one face and its surroundings, where less is enough. */
  readonly closeSize?: Size | undefined
  /** Faces of a picture in its own pixels, best first, after NMS. */
  detect(image: Image): Promise<Detection[]>
}

export interface Located {
  /** In the picture's pixels. */
  readonly landmarks: Landmarks5
  /**
   * How far the points move, in eye distances, when the box is drawn a little wider. Clear faces stay below 0.2; what is
   * no face, or too turned or blurred to read, goes beyond 0.4.
   */
  readonly unsteadiness: number
  /** Height of the open eye over its width, mean of both (Soukupová and Čech 2016); undefined: this network does not tell. */
  readonly eyeOpenness?: number | undefined
}

export interface Landmarker {
  locate(image: Image, box: Box): Promise<Located>
}

export interface Embedder {
  readonly space: EmbeddingSpace
  /** One embedding per face, in order. */
  embed(faces: readonly AlignedFace[]): Promise<Embedding[]>
}

/** Why a face cannot be judged: the picture shows too little around it, or it has too few pixels. */
export type PadUnavailable = 'cut_off' | 'too_small'

/** Presentation attack detection: `liveness` is 0–1 and no probability, high for a bona fide face; comparable within one network only. */
export type PadResult = { readonly liveness: number } | { readonly unavailable: PadUnavailable }

/** Tells the face of a person from a picture of one. A single image is not enough to guard a door. */
export interface PadDetector {
  /** Of what a track's frames give together. Undefined where nobody measured: then nothing is ever called bona fide or an attack. */
  readonly thresholds?: LivenessThresholds | undefined
  assess(image: Image, detection: Detection): Promise<PadResult>
}

/** The networks of one pack, ready to run. */
export interface Networks {
  readonly detector: Detector
  /** For detectors that give no landmarks. */
  readonly landmarker: Landmarker | undefined
  readonly embedder: Embedder
  /** Undefined: this pack cannot tell a face from a picture of one. */
  readonly pad?: PadDetector | undefined
  /**
   * Lengths of embeddings before normalisation: faces the network can hardly read stay below `weak`, clear ones reach
   * `typical`. Undefined where the pack does not know.
   */
  readonly embeddingLengths: { readonly weak: number; readonly typical: number } | undefined
}

/** `createdAt` of a photo that was one elsewhere before; now, where it is not given. */
export type NewReference = Omit<Reference, 'id' | 'personId' | 'createdAt'> & { readonly createdAt?: Date }

/** People and their references. Every method is one transaction: after it resolves, the change survives power loss. */
export interface Store {
  readonly events: EventLog
  readonly cameras: Cameras
  readonly accounts: Accounts
  readonly templates: FurtherTemplates
  readonly visits: Visits
  readonly groups: Groups
  readonly alerts: Alerts
  readonly audit: Audit
  readonly doors: Doors
  readonly leases: Leases
  readonly news: News
  /** Adds a person with at least one reference. @throws RostroError name_invalid, name_taken, store_* */
  enrol(name: string, references: readonly NewReference[], consent?: Consent): Promise<Person>
  /** @throws RostroError person_not_found, store_* */
  addReferences(personId: string, references: readonly NewReference[], consent?: Consent): Promise<void>
  /** All people by name, without those whose deletion can still be undone. */
  people(): Promise<readonly PersonSummary[]>
  /** A part of them. `search` matches anywhere in the name, case and accents ignored. @throws RostroError request_invalid for a cursor that is none */
  peoplePage(query: PeopleQuery, page: PageRequest): Promise<Page<PersonEntry>>
  /** @throws RostroError person_not_found */
  person(personId: string): Promise<PersonEntry>
  /** Names are compared without case and surrounding space. */
  findPerson(nameOrId: string): Promise<Person | undefined>
  /** References of one person, in the order of enrolment; with their templates in `space` where they have one there. */
  references(of: { personId: string; space?: EmbeddingSpace | undefined }): Promise<readonly Reference[]>
  /**
   * Everybody who can be seen, or those of the ids, with their references that have a template in the space, in the order of enrolment;
   * some people at a time, other work has its turn in between. Whoever changes meanwhile may come as before or after:
   * `changedSince()` a version asked for before names them.
   */
  enrolled(of: { space: EmbeddingSpace; personIds?: readonly string[] | undefined }): AsyncIterable<readonly Enrolled[]>
  /** Ids of everybody who can be seen, many at a time. */
  personIds(): AsyncIterable<readonly string[]>
  /** @throws RostroError person_not_found, name_invalid, name_taken */
  rename(personId: string, name: string): Promise<void>
  /** Moves all references, events and refusals of `fromId` to `intoId` and deletes `fromId`. @throws RostroError person_not_found */
  merge(fromId: string, intoId: string): Promise<void>
  /**
   * Deletes the person, their references, crops, events, shots and refusals, and overwrites the freed pages.
   * @throws RostroError person_not_found
   */
  deletePerson(personId: string): Promise<void>
  /** From now on nobody sees the person; `purge()` after `at` deletes them, `restore()` before undoes it. @throws RostroError person_not_found */
  deletePersonLater(personId: string, at: Date): Promise<void>
  /** @throws RostroError person_not_found when it is too late */
  restorePerson(personId: string): Promise<void>
  /** Deletes for good everybody whose time has come. @returns how many */
  purgePeople(now: Date): Promise<number>
  /** One photo. @throws RostroError reference_not_found */
  reference(referenceId: string): Promise<Reference>
  /** @throws RostroError reference_not_found, last_reference when it is the only one of its person */
  deleteReference(referenceId: string): Promise<void>
  /**
   * To somebody there, or to a new person; whoever has none left is deleted.
   * @returns the person who has them now. @throws RostroError reference_not_found, person_not_found, name_invalid, name_taken
   */
  moveReferences(referenceIds: readonly string[], to: PhotosToMove): Promise<Person>
  /** What the person agreed to, if it was noted. */
  consent(personId: string): Promise<Consent | undefined>
  setting(key: string): Promise<string | undefined>
  setSetting(key: string, value: string): Promise<void>
  /**
   * A number that differs from all its values before whenever people, photos, refusals or settings changed, whichever process changed
   * them; events, cameras and accounts do not move it. Cheap: poll it.
   */
  version(): Promise<number>
  /** Undefined where the store does not know, and everybody is to be read. */
  changedSince(version: number): Promise<ChangedPeople | undefined>
  /** A secret to seal with what of people is kept outside the store; undefined where the store itself is not sealed. */
  keyFor(purpose: string): Uint8Array | undefined
  /** What of people is damaged or was tampered with. Reads everything. */
  damage(): Promise<readonly Damage[]>
  close(): Promise<void>
}

/** Of whom anything in a gallery may have changed. */
export interface ChangedPeople {
  /** Hidden ones among them. */
  readonly ids: readonly string[]
  /** Somebody was deleted for good, and nothing is left to say who: whoever is not among `personIds()`. */
  readonly areSomeGone: boolean
}

/** A person with what they can be compared by. */
export interface Enrolled {
  readonly person: Person
  /** Without crops: a gallery of 100,000 has gigabytes of those. */
  readonly references: readonly Omit<Reference, 'crop'>[]
}

export interface Damage {
  readonly personId: string
  /** A face refused for them is known by its event. */
  readonly of: 'name' | 'photo' | 'refusal'
  readonly id: string
}

export interface PersonSummary extends Person {
  readonly references: number
  readonly meanQuality: number
}

/** A person as lists show them. */
export interface PersonEntry extends PersonSummary {
  /** The reference of best quality. */
  readonly coverId: string | undefined
  readonly lastSeenAt: Date | undefined
  /** The embedding spaces in which references have templates. */
  readonly spaces: readonly string[]
}

export interface PeopleQuery {
  readonly search?: string | undefined
  readonly sort: 'name' | 'newest' | 'last_seen'
}
