// Turns what the house knows into what the API says: dates as text, undefined as null, and no template ever.

import type { PersonEntry } from '../core/ports.ts'
import type { Account, KeptEvent, KeptKey } from '../core/records.ts'
import type { Candidate, Decision, OperatingPoint, Reference } from '../core/types.ts'
import type { EnrolmentState, OfferedPhoto, PictureFace, StreamFace } from '../app/engine/engine.ts'
import type { Redecided, Replayed } from '../app/replay.ts'
import type { ReplayedJson } from './contract/decisions.ts'
import type { FaceEventJson } from './contract/events.ts'
import type { EnrolmentJson, PersonJson, PhotoJson, PhotoVerdictJson } from './contract/people.ts'
import type { LiveFace } from './contract/live.ts'
import type { RecognizedFaceJson } from './contract/recognition.ts'
import { ALL_SCOPES, type Scope } from './contract/route.ts'
import type { AccountJson, ApiKeyJson } from './contract/system.ts'

export const toOperatingPointJson = ({
  wrongNames,
  falseMatchRate,
  fpir,
  fnir,
  calibration,
  warnings,
  ...point
}: OperatingPoint) => ({
  ...point,
  wrongNames: wrongNames ?? null,
  falseMatchRate: falseMatchRate ?? null,
  fpir: fpir ?? null,
  fnir: fnir ?? null,
  calibration: calibration ?? null,
  warnings: [...warnings],
})

export const dateOf = (time: string | undefined): Date | undefined => (time === undefined ? undefined : new Date(time))

export const timeOrNull = (time: Date | undefined): string | null => time?.toISOString() ?? null

export const toPersonJson = (person: PersonEntry, space: string): PersonJson => ({
  id: person.id,
  name: person.name,
  createdAt: person.createdAt.toISOString(),
  photos: person.references,
  quality: person.meanQuality,
  coverId: person.coverId ?? null,
  lastSeenAt: timeOrNull(person.lastSeenAt),
  comparable: person.spaces.includes(space),
})

export const toPhotoJson = (reference: Omit<Reference, 'crop'>, space: string): PhotoJson => ({
  id: reference.id,
  personId: reference.personId,
  quality: reference.quality,
  source: reference.source,
  createdAt: reference.createdAt.toISOString(),
  comparable: reference.template.space === space,
  addedByCorrection: reference.addedByCorrection ?? false,
})

export const toCandidateJson = ({ personId, name, similarity, rank }: Candidate) => ({ personId, name, similarity, rank })

export const toDecisionJson = ({ outcome, candidate, candidates, threshold, margin, reasons, liveness }: Decision) => ({
  outcome,
  person: candidate ? { id: candidate.personId, name: candidate.name } : null,
  candidates: candidates.map(toCandidateJson),
  threshold,
  margin: margin ?? null,
  reasons: [...reasons],
  liveness: liveness
    ? { outcome: liveness.outcome, score: liveness.score ?? null, frames: liveness.frames, reasons: [...liveness.reasons] }
    : null,
})

export const toFaceJson = ({ box, quality, reasons, decision }: PictureFace): RecognizedFaceJson => ({
  box,
  quality,
  reasons: [...reasons],
  decision: toDecisionJson(decision),
})

export const toLiveFaceJson = ({ track, box, decision, frames }: StreamFace): LiveFace => ({
  track,
  box,
  decision: toDecisionJson(decision),
  frames,
})

export function toVerdictJson(photo: OfferedPhoto): PhotoVerdictJson {
  if (photo.kept) {
    const { photoId, quality, pose, nearestPhoto } = photo
    return { kept: true, photoId, quality, pose, nearestPhoto: nearestPhoto ?? null }
  }
  const { reason, quality, faces, width, height } = photo
  return { kept: false, reason, quality, faces: faces.map((one, face) => ({ face, ...one })), width, height }
}

export const toEnrolmentJson = ({ id, photos, missingPoses, alreadyKnownAs }: EnrolmentState): EnrolmentJson => ({
  id,
  photos: photos.map(({ photoId, quality, pose }) => ({ photoId, quality, pose })),
  missingPoses: [...missingPoses],
  alreadyKnownAs: alreadyKnownAs
    ? { personId: alreadyKnownAs.personId, name: alreadyKnownAs.name, similarity: alreadyKnownAs.similarity }
    : null,
})

/** `shot`: whether its picture can still be had, from the store or from memory. */
export const toEventJson = (
  event: KeptEvent,
  shot: boolean,
  nameOfPerson: (personId: string) => string | undefined,
): FaceEventJson => ({
  id: event.id,
  camera: { id: event.sourceId, name: event.sourceName },
  startedAt: event.startedAt.toISOString(),
  endedAt: timeOrNull(event.endedAt),
  outcome: event.outcome,
  person: event.person ? { id: event.person.id, name: event.person.name } : null,
  decision: toDecisionJson(event.decision),
  frames: event.frames,
  quality: event.quality,
  shot,
  correctable: shot,
  correction: event.correction
    ? {
        kind: event.correction.kind,
        person: namedPerson(event.correction.personId, nameOfPerson(event.correction.personId)),
        at: event.correction.at.toISOString(),
        by: event.correction.by,
      }
    : null,
})

const namedPerson = (id: string, name: string | undefined) => (name === undefined ? null : { id, name })

export const toReplayedJson = ({ events, skipped, counts, changes, before, after }: Replayed): ReplayedJson => ({
  ...{ events, skipped, counts: counts.map(cell => ({ ...cell })) },
  changes: changes.map(change => ({ event: toNamedEventJson(change.event), after: toRedecidedJson(change.after) })),
  before: toOperatingPointJson(before),
  after: toOperatingPointJson(after),
})

/** An event of which nothing but itself is asked for: other people it names are those it was decided among. */
const toNamedEventJson = (event: KeptEvent): FaceEventJson =>
  toEventJson(event, event.shot, id =>
    event.person?.id === id ? event.person.name : event.decision.candidates.find(({ personId }) => personId === id)?.name,
  )

const toRedecidedJson = ({ outcome, person, similarity, reasons }: Redecided): ReplayedJson['changes'][number]['after'] => ({
  outcome,
  person: person ?? null,
  similarity: similarity ?? null,
  reasons: [...reasons],
})

export const toAccountJson = ({ id, name, role, createdAt, lastSignInAt }: Account): AccountJson => ({
  id,
  name,
  role,
  createdAt: createdAt.toISOString(),
  lastSignInAt: timeOrNull(lastSignInAt),
})

const isScope = (scope: string): scope is Scope => (ALL_SCOPES as readonly string[]).includes(scope)

export const toKeyJson = (key: KeptKey): ApiKeyJson => ({
  id: key.id,
  name: key.name,
  prefix: key.prefix,
  scopes: key.scopes.filter(isScope),
  createdBy: key.createdBy.name,
  createdAt: key.createdAt.toISOString(),
  expiresAt: timeOrNull(key.expiresAt),
  lastUsedAt: timeOrNull(key.lastUsedAt),
})
