// What a kiosk beside a door shows at this moment; null where there is nothing to show. The words are the page's.

import type { ChallengeAction, ChallengeColour, ChallengeFailure } from '../../core/challenge.ts'
import type { DoorReason, FactorKind } from '../../core/doors.ts'
import type { Box } from '../../core/types.ts'
import type { AccessHint } from '../engine/access-hints.ts'

export type DoorState =
  | 'off'
  | 'idle'
  | 'approach'
  | 'looking'
  | 'challenge'
  | 'factor'
  | 'waiting_for_second_person'
  | 'opened'
  | 'refused'
  | 'paused'
  | 'locked'
  | 'fault'

export interface DoorStep {
  readonly action: ChallengeAction
  readonly dot: { readonly x: number; readonly y: number } | null
  readonly index: number
  readonly of: number
  /** The face first comes back to looking straight ahead. */
  readonly returning: boolean
  readonly endsInMs: number
  /** How often another movement may still be asked for. */
  readonly alternatives: number
}

/** As the server's contract says it. */
export interface DoorView {
  readonly doorName: string
  readonly state: DoorState
  readonly hint: AccessHint
  readonly box: Box | null
  readonly picture: { readonly width: number; readonly height: number } | null
  /** Of whoever was let in, and of nobody else. */
  readonly person: { readonly name: string } | null
  readonly reasons: DoorReason[]
  readonly step: DoorStep | null
  readonly colours: { readonly nonce: string; readonly sequence: ChallengeColour[]; readonly colourMs: number } | null
  readonly failure: ChallengeFailure | null
  readonly factors: FactorKind[]
  readonly waitMs: number | null
}
