// One recognition event as a flat line: what `--json` prints and the library yields.

import type { Frame } from '../core/ports.ts'
import type { LivenessOutcome } from '../core/liveness.ts'
import type { Box, Outcome, Reason } from '../core/types.ts'
import type { RecognitionEvent, RecognitionEventType } from '../recognition/recognized.ts'

export interface RecognitionLine {
  /** `appeared` a face is there; `decided` its outcome or name changed; `left` it is gone. Photos: only `decided`. */
  readonly type: RecognitionEventType
  /** Milliseconds: from the start of a recording; of a live source from an origin of its own, so only differences mean anything. */
  readonly at: number
  readonly source: string
  /** The photo's file name, for a folder of photos. */
  readonly photo?: string
  readonly trackId: number
  readonly outcome: Outcome
  /** Null unless the outcome is `known`. */
  readonly name: string | null
  /** Cosine to that person, else to the nearest; null when there was nothing to compare. */
  readonly similarity: number | null
  readonly threshold: number
  /** Pixels of the frame. */
  readonly box: Box
  readonly reasons: readonly Reason[]
  /** Whether it is a face or a picture of one; `unavailable` where nobody looked. */
  readonly liveness: LivenessOutcome
}

export function toLine(
  { type, atMs, track, decision }: RecognitionEvent,
  source: string,
  frame: Frame | undefined,
): RecognitionLine {
  const compared = decision.candidate ?? decision.candidates[0]
  const { x, y, width, height } = track.box
  return {
    type,
    at: Math.round(atMs),
    source,
    ...(frame?.name === undefined ? {} : { photo: frame.name }),
    trackId: track.id,
    outcome: decision.outcome,
    name: decision.candidate?.name ?? null,
    similarity: compared ? round(compared.similarity, 4) : null,
    threshold: decision.threshold,
    box: { x: round(x, 1), y: round(y, 1), width: round(width, 1), height: round(height, 1) },
    reasons: decision.reasons,
    liveness: decision.liveness?.outcome ?? 'unavailable',
  }
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits))
