// What recognition says of one frame: who is there, what changed, and what a track showed of a face at its best.

import type { Decision, Detection, Image, Template, Track } from '../core/types.ts'
import type { People } from './evidence.ts'

/** The face of a track at its best; the same object until a better one comes. */
export interface BestFace {
  readonly template: Template
  /** 0–100. */
  readonly quality: number
  /** With some surroundings. */
  readonly crop: Image
}

/** All a track showed of a face, in one template. */
export interface PooledFace {
  readonly template: Template
  /** Sum of the qualities of its frames, capped: 100 is one perfect frame. */
  readonly weight: number
}

/** A confirmed face of one frame. */
export interface RecognizedFace {
  readonly track: Track
  readonly decision: Decision
  /** Frames of evidence so far. */
  readonly frames: number
  /** Where it was found in this very frame; undefined: its track's box is a prediction. */
  readonly seen?: Detection | undefined
  /** Only with `keepBest`. */
  readonly best?: BestFace | undefined
  /** Undefined before the first frame of evidence. */
  readonly pooled?: PooledFace | undefined
}

export type RecognitionEventType = 'appeared' | 'decided' | 'left'

/** Something changed about a face. `decided` comes whenever the outcome or the name changes. */
export interface RecognitionEvent {
  readonly type: RecognitionEventType
  readonly atMs: number
  readonly track: Track
  readonly decision: Decision
}

/** The events of one frame, and who is there after it. */
export interface FrameResult {
  readonly atMs: number
  readonly faces: readonly RecognizedFace[]
  readonly events: readonly RecognitionEvent[]
}

/** A frame whose faces are found and not yet looked at closely. */
export interface Followed {
  readonly faces: readonly RecognizedFace[]
  /** Gathers evidence and decides; the events are those of the whole frame. */
  lookCloser(people: People): Promise<FrameResult>
}
