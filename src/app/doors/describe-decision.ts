// What the log says of an attempt, with one hash of all that it rests on.

import type { DoorDecision } from '../../core/doors.ts'
import type { AccessEvidence } from '../../doors/decide-access.ts'
import { evidenceHash } from '../../doors/evidence-hash.ts'
import type { Attempt } from './attempt.ts'

export function describeDecision(
  attempt: Attempt,
  first: AccessEvidence['first'],
  said: Pick<DoorDecision, 'doorId' | 'outcome' | 'reasons' | 'models'>,
): DoorDecision {
  const { decision } = attempt.face ?? {}
  return {
    ...said,
    ...{ personId: attempt.personId, duress: attempt.factor?.duress ?? false, track: attempt.track },
    similarity: decision?.candidate?.similarity,
    threshold: decision?.threshold,
    livenessScore: decision?.liveness?.score,
    challengeNonce: attempt.asked?.challenge.nonce,
    evidenceHash: evidenceHash({ ...attempt.proof(first), ...said }),
  }
}
