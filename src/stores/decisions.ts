// Decisions as events keep them: people by id only, so that a name is current, and gone when the person is.

import { RostroError } from '../core/errors.ts'
import type { Candidate, Decision, Person } from '../core/types.ts'

type KeptCandidate = Omit<Candidate, 'name'>

export interface KeptDecision extends Omit<Decision, 'candidate' | 'candidates' | 'margin'> {
  readonly candidate?: KeptCandidate | undefined
  readonly candidates: readonly KeptCandidate[]
  readonly margin?: number | undefined
}

const nameless = ({ personId, similarity, rank }: Candidate): KeptCandidate => ({ personId, similarity, rank })

/** Without candidates who are not `there`: a face still in view may be decided by a gallery read before a deletion. */
export function keptDecision(decision: Decision, there: { has(personId: string): boolean }): KeptDecision {
  const { candidate, candidates, ...rest } = decision
  const kept = { ...rest, candidate: candidate && nameless(candidate), candidates: candidates.map(nameless) }
  const gone = idsIn(kept).filter(id => !there.has(id))
  return gone.reduce(withoutCandidate, kept)
}

/** The decision with the names of the people there are; the others are left out. */
export function namedDecision(decision: KeptDecision, people: ReadonlyMap<string, Person>): Decision {
  const shown = idsIn(decision)
    .filter(id => !people.has(id))
    .reduce(withoutCandidate, decision)
  const named = (kept: KeptCandidate): Candidate => ({ ...kept, name: people.get(kept.personId)!.name })
  const { candidate, candidates, margin, ...rest } = shown
  return { ...rest, candidate: candidate && named(candidate), candidates: candidates.map(named), margin }
}

/** A face known as somebody who is gone is unknown. */
export function withoutCandidate(decision: KeptDecision, personId: string): KeptDecision {
  const candidates = ranked(decision.candidates.filter(other => other.personId !== personId))
  if (decision.candidate?.personId !== personId) return { ...decision, candidates }
  return { ...decision, outcome: 'unknown', candidate: undefined, candidates }
}

/** Both as one person, who is as similar as the more similar of them. */
export function mergeCandidates(decision: KeptDecision, fromId: string, intoId: string): KeptDecision {
  const merged = (kept: KeptCandidate): KeptCandidate => (kept.personId === fromId ? { ...kept, personId: intoId } : kept)
  const seen = new Set<string>()
  const candidates = decision.candidates.map(merged).filter(({ personId }) => {
    const first = !seen.has(personId)
    seen.add(personId)
    return first
  })
  return { ...decision, candidate: decision.candidate && merged(decision.candidate), candidates: ranked(candidates) }
}

const ranked = (candidates: readonly KeptCandidate[]): KeptCandidate[] => candidates.map((kept, i) => ({ ...kept, rank: i + 1 }))

export const idsIn = ({ candidate, candidates }: KeptDecision | Decision): string[] => [
  ...new Set([...(candidate ? [candidate] : []), ...candidates].map(({ personId }) => personId)),
]

export const writeDecision = (decision: KeptDecision): string => JSON.stringify(decision)

/** @throws RostroError store_corrupt */
export function readDecision(eventId: string, json: string): KeptDecision {
  try {
    return JSON.parse(json) as KeptDecision
  } catch (error) {
    throw new RostroError('store_corrupt', `The event ${eventId} is damaged; delete it, or restore a backup.`, { cause: error })
  }
}
