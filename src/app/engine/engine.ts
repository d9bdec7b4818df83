// What the server asks of vision, wherever it runs: in a worker thread, so that no network ever holds up a request.

import type { Challenge } from '../../core/challenge.ts'
import type { Consent, FaceEvent, Shot } from '../../core/records.ts'
import type { Crossing } from '../../core/visits.ts'
import type { Box, Candidate, Decision, OperatingPoint, Point, Reason, Template, WrongNames } from '../../core/types.ts'
import type { Device } from '../../models/session.ts'
import type { Verdict } from '../../recognition/enrolment.ts'
import type { Rule } from '../../recognition/evidence.ts'
import type { LivenessPolicy } from '../../recognition/liveness.ts'
import type { PooledFace } from '../../recognition/recognized.ts'
import type { SourceStatus } from '../../video/source-status.ts'
import type { EmbeddedCrop } from '../embed-crop.ts'
import type { OwnSettings, Replayed } from '../replay.ts'
import type { AccessFault, AccessLook, AccessSettings } from './access-look.ts'
import type { Hint, Pose } from './guidance.ts'

/** How faces are decided; what is undefined is the pack's or the default. */
export interface EngineSettings {
  /** A fixed similarity; goes before `wrongNames`. */
  readonly threshold?: number | undefined
  /** The threshold follows from it and from the people registered. */
  readonly wrongNames?: WrongNames | undefined
  readonly rule?: Rule | undefined
  readonly minMargin?: number | undefined
  /** What becomes of known faces that look like pictures, before live sources; default `refuse`. */
  readonly liveness?: LivenessPolicy | undefined
}

export interface Zone {
  readonly name: string
  /** In shares of the picture, 0–1. */
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

export interface Line {
  readonly name: string
  /** In shares of the picture, 0–1. */
  readonly from: Point
  readonly to: Point
}

export interface StreamSettings extends EngineSettings {
  /** Smaller faces (height of the box in pixels of the frame) are ignored. */
  readonly minFacePx?: number | undefined
  /** Faces whose centre is in none of them are ignored; none means everywhere. */
  readonly zones?: readonly Zone[] | undefined
  readonly far?: boolean | undefined
  /** Who crosses one from left to right, looking from `from` to `to`, comes in. */
  readonly lines?: readonly Line[] | undefined
}

export interface EngineDescription {
  readonly pack: string
  readonly space: string
  readonly device: Device
  readonly passedOver: readonly { readonly device: Device; readonly reason: string }[]
  readonly licence: string
  /** Its networks tell faces from pictures of them, with thresholds somebody measured. */
  readonly tellsPictures: boolean
  /** People with at least one photo of this pack. */
  readonly comparablePeople: number
}

export interface PictureFace {
  readonly box: Box
  /** 0–100. */
  readonly quality: number
  readonly reasons: readonly Reason[]
  readonly decision: Decision
}

export interface PictureFaces {
  readonly width: number
  readonly height: number
  readonly faces: readonly PictureFace[]
}

export interface Verification {
  /** Undefined when one of the pictures shows no single usable face; `reason` says which and why. */
  readonly similarity: number | undefined
  readonly threshold: number
  readonly reason: string | undefined
}

export interface KeptPhoto {
  readonly photoId: string
  readonly quality: number
  readonly pose: Pose
}

/** The engine's side of one registration: pictures kept in memory until stored or forgotten. */
export interface EnrolmentState {
  readonly id: string
  readonly photos: readonly KeptPhoto[]
  readonly missingPoses: readonly Pose[]
  readonly alreadyKnownAs: Candidate | undefined
}

export type OfferedPhoto =
  | (KeptPhoto & { readonly kept: true; readonly nearestPhoto: number | undefined })
  | {
      readonly kept: false
      readonly reason: Extract<Verdict, { kept: false }>['reason']
      readonly quality: number
      /** All faces, so that a person can pick one: offer the photo again with its index. */
      readonly faces: readonly { readonly box: Box; readonly quality: number; readonly pickable: boolean }[]
      readonly width: number
      readonly height: number
    }

export interface EnrolmentLook {
  readonly width: number
  readonly height: number
  readonly hint: Hint
  readonly box: Box | undefined
  readonly quality: number
  readonly pose: Pose | undefined
  readonly taken: OfferedPhoto | undefined
}

export interface FinishRequest {
  readonly name: string
  readonly consent: Consent
  /** Store although doubts were told. */
  readonly confirmed: boolean
}

export type Finished =
  | { readonly stored: true; readonly personId: string; readonly name: string; readonly isNew: boolean; readonly photos: number }
  | {
      readonly stored: false
      readonly doubts: readonly {
        readonly kind: 'looks_like_another' | 'unlike_namesake'
        readonly personId: string
        readonly name: string
        readonly similarity: number
      }[]
    }

export interface StreamFace {
  readonly track: number
  readonly box: Box
  readonly decision: Decision
  readonly frames: number
}

/** What became of one pushed frame. */
export type Pushed =
  | { readonly dropped: true }
  | { readonly dropped: false; readonly width: number; readonly height: number; readonly faces: readonly StreamFace[] }

export type AccessPushed = { readonly dropped: true } | { readonly dropped: false; readonly look: AccessLook }

export interface CameraHealth {
  readonly cameraId: string
  readonly state: 'connecting' | Exclude<SourceStatus['state'], 'damaged' | 'software'> | 'ended' | 'failed'
  readonly reason: string | undefined
  readonly framesPerSecond: number
  readonly lastFrameAgeMs: number | undefined
  readonly reconnects: number
  readonly droppedFrames: number
  readonly width: number | undefined
  readonly height: number | undefined
  readonly faces: number
}

export type CameraProbe =
  | {
      readonly ok: true
      readonly width: number
      readonly height: number
      readonly framesPerSecond: number | undefined
      readonly jpeg: Uint8Array
    }
  | { readonly ok: false; readonly code: string; readonly message: string }

/** One picture of a watched camera with the faces in it. */
export interface CameraPicture {
  readonly cameraId: string
  readonly frame: number
  /** Of the original frame, which the boxes refer to; the JPEG may be smaller. */
  readonly width: number
  readonly height: number
  readonly jpeg: Uint8Array
  readonly faces: readonly StreamFace[]
  readonly ageMs: number
}

export interface EngineListener {
  /** A face appeared, changed its name, showed a better shot, or left (`endedAt`). */
  onEvent(event: FaceEvent, shot: Shot | undefined, pooled: PooledFace | undefined): void
  /** A face went over a line or a zone's border. */
  onCrossing(crossing: Crossing): void
  onPicture(picture: CameraPicture): void
  onCamera(health: CameraHealth): void
  /** Whoever stands at a door that looks through a camera of the server. */
  onLook(accessId: string, seen: AccessLook | AccessFault): void
  /** The store cannot be read, or the engine was started anew; undefined when all is well again. */
  onProblem(problem: { readonly code: string; readonly message: string } | undefined): void
}

export interface ReplayRequest {
  /** In place of those in force. */
  readonly settings: EngineSettings
  /** Of cameras that have their own. */
  readonly own: OwnSettings
  readonly from?: Date | undefined
  readonly to?: Date | undefined
}

/** What the engine's thread does; which thread that is, is the Engine's. */
export type LocalEngine = Omit<Engine, 'usePack'>

/** All pictures are files as they were uploaded (JPEG, PNG, …): decoding is the engine's. */
export interface Engine {
  describe(): Promise<EngineDescription>
  configure(settings: EngineSettings): Promise<void>
  /** What decides now, or would with these settings. */
  operatingPoint(settings?: EngineSettings): Promise<OperatingPoint>
  /** Past events, decided as now and with other settings. Changes nothing. */
  replay(request: ReplayRequest): Promise<Replayed>
  /** A kept picture's face with the networks in use; undefined where they find none. */
  embedCrop(crop: Uint8Array): Promise<EmbeddedCrop | undefined>
  /**
   * Goes over to another pack: streams and cameras go on, registrations under way are forgotten. When its networks do not open,
   * nothing has changed. @throws RostroError of openRostro()
   */
  usePack(pack: string): Promise<void>
  /** People changed: compare with the new ones from now on. */
  refresh(): Promise<void>
  /** The people most like each of the faces, most alike first; faces of another space are like nobody. */
  nearest(faces: readonly Template[], limit: number): Promise<readonly (readonly Candidate[])[]>
  /** @throws RostroError image_* */
  recognize(picture: Uint8Array, settings?: EngineSettings): Promise<PictureFaces>
  /** @throws RostroError image_*, person_not_found */
  verify(first: Uint8Array, second: Uint8Array | { readonly personId: string }, threshold?: number): Promise<Verification>

  /** @throws RostroError too_many_requests when too many are open, person_not_found */
  beginEnrolment(personId?: string): Promise<EnrolmentState>
  /** @throws RostroError enrolment_not_found, here and in the following */
  enrolment(enrolmentId: string): Promise<EnrolmentState>
  /** One frame of a live registration; `take` keeps it if it is good, `auto` when it also shows a pose still missing. */
  lookForEnrolment(
    enrolmentId: string,
    picture: Uint8Array,
    how: { readonly auto: boolean; readonly take: boolean },
  ): Promise<EnrolmentLook>
  /** @throws RostroError image_* */
  offerPhoto(enrolmentId: string, picture: Uint8Array, source: string, face?: number): Promise<OfferedPhoto>
  enrolmentPhoto(enrolmentId: string, photoId: string): Promise<Uint8Array>
  removePhoto(enrolmentId: string, photoId: string): Promise<EnrolmentState>
  /** @throws RostroError nothing_enrolled, name_invalid, store_* */
  finishEnrolment(enrolmentId: string, request: FinishRequest): Promise<Finished>
  dropEnrolment(enrolmentId: string): Promise<void>

  /** A stream fed by a browser. When `events` is true, its events carry the source `browser` and this name. */
  openStream(stream: { readonly id: string; readonly name: string; readonly events: boolean }): Promise<void>
  /** A frame not yet taken is dropped for a newer one. @throws RostroError image_* */
  pushFrame(streamId: string, jpeg: Uint8Array): Promise<Pushed>
  closeStream(streamId: string): Promise<void>

  /**
   * Somebody before a door: one cooperative face, looked at in every frame a browser beside it pushes, or whenever the camera in the
   * settings looks for faces, which comes to the listener. With an id that is open: goes on with these settings.
   */
  openAccess(access: { readonly id: string; readonly settings: AccessSettings }): Promise<void>
  /** A frame not yet taken is dropped for a newer one. @throws RostroError image_*, request_invalid for one that is not open */
  pushAccessFrame(accessId: string, jpeg: Uint8Array): Promise<AccessPushed>
  /** Given to the one face that stands there now, in place of the one before; looks say how it goes. */
  beginChallenge(accessId: string, challenge: Challenge): Promise<void>
  closeAccess(accessId: string): Promise<void>

  /** Starts looking through a camera, or goes on with changed settings. Its state comes to the listener. */
  runCamera(camera: {
    readonly id: string
    readonly name: string
    readonly address: string
    readonly settings: StreamSettings
  }): Promise<void>
  stopCamera(cameraId: string): Promise<void>
  /** Pictures are encoded, once for all, only while somebody watches. */
  watchCamera(cameraId: string, watched: boolean): Promise<void>
  /** The newest picture. @throws RostroError camera_not_found, source_unavailable */
  cameraPicture(cameraId: string): Promise<Uint8Array>
  probeCamera(address: string): Promise<CameraProbe>
  close(): Promise<void>
}
