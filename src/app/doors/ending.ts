// How an attempt at a door ended without the door being opened.

import type { ChallengeFailure } from '../../core/challenge.ts'

export interface Ending {
  readonly counts: boolean
  readonly failure?: ChallengeFailure | undefined
  /** The same face may try again without leaving. */
  readonly mayRetry?: boolean
}
