// People, their photos, and registering them.

import { z } from 'zod'
import { POSES } from '../../app/engine/guidance.ts'
import { REFUSAL_REASONS } from '../../recognition/enrolment.ts'
import { box, consent, id, name, pageOf, paging, quality, similarity, time } from './schemas.ts'
import type { Route, RouteKey } from './route.ts'

export const person = z.object({
  id,
  name,
  createdAt: time,
  photos: z.int().min(0),
  quality: quality.describe('mean quality of the photos'),
  coverId: id.nullable().describe('the best photo, for lists: GET /photos/:photoId'),
  lastSeenAt: time.nullable(),
  comparable: z.boolean().describe('false when registered with another model pack only'),
})

export const photo = z.object({
  id,
  personId: id,
  quality,
  source: z.string().describe('a file name or a camera'),
  createdAt: time,
  comparable: z.boolean(),
  addedByCorrection: z.boolean(),
})

/** Why a photo was not kept. */
export const refusal = z.enum(REFUSAL_REASONS)

/** Where the head points, from the five points; left and right as the person sees them. */
export const pose = z.enum(POSES)

export const pickableFace = z.object({ face: z.int().min(0), box, quality, pickable: z.boolean() })

export const photoVerdict = z.discriminatedUnion('kept', [
  z.object({
    kept: z.literal(true),
    photoId: id,
    quality,
    pose,
    nearestPhoto: similarity.nullable().describe('to the most similar photo kept before: near 1 adds little'),
  }),
  z.object({
    kept: z.literal(false),
    reason: refusal,
    quality,
    /** All faces of a group photo, so that one can be picked: send the photo again with `face`. */
    faces: z.array(pickableFace),
    width: z.int(),
    height: z.int(),
  }),
])

/** Who the photos look like already. */
export const doubt = z.object({
  kind: z.enum(['looks_like_another', 'unlike_namesake']),
  person: z.object({ id, name, coverId: id.nullable() }),
  similarity,
})

export const enrolment = z.object({
  id,
  photos: z.array(z.object({ photoId: id, quality, pose })),
  missingPoses: z.array(pose).describe('poses that would add most, the next one first'),
  alreadyKnownAs: z.object({ personId: id, name, similarity }).nullable(),
})

export const finished = z.discriminatedUnion('stored', [
  z.object({ stored: z.literal(true), personId: id, name, isNew: z.boolean(), photos: z.int() }),
  z.object({ stored: z.literal(false), doubts: z.array(doubt) }),
])

export const healthFinding = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('looks_like_another'),
    photo,
    personName: name,
    other: z.object({ id, name, coverId: id.nullable() }),
    similarity: similarity.describe('of the photo to the other person'),
    ownSimilarity: similarity.nullable().describe('of the photo to the rest of its own person'),
  }),
  z.object({ kind: z.literal('unlike_its_person'), photo, personName: name, ownSimilarity: similarity }),
  z.object({ kind: z.literal('weak'), photo, personName: name }),
  z.object({ kind: z.literal('near_duplicate'), photo, personName: name, twin: photo, similarity }),
  z.object({
    kind: z.literal('same_person_twice'),
    first: z.object({ id, name, coverId: id.nullable() }),
    second: z.object({ id, name, coverId: id.nullable() }),
    similarity,
  }),
])

export const mergePreview = z.object({
  from: person,
  into: person,
  similarity: similarity.nullable(),
  photosAfter: z.int(),
  sampleFrom: z.array(photo),
  sampleInto: z.array(photo),
})

export const peopleRoutes = {
  'GET /people': {
    summary: 'People by name, a page at a time',
    tag: 'People',
    access: { role: 'viewer', scope: 'people:read' },
    query: paging.extend({
      search: z.string().max(200).optional().describe('part of the name, case and accents ignored'),
      sort: z.enum(['name', 'newest', 'last_seen']).default('name'),
    }),
    answer: pageOf(person),
  },
  'GET /people/:personId': {
    summary: 'One person',
    tag: 'People',
    access: { role: 'viewer', scope: 'people:read' },
    answer: person,
  },
  'PATCH /people/:personId': {
    summary: 'Rename a person',
    tag: 'People',
    access: { role: 'operator', scope: 'people:write' },
    body: z.object({ name }),
    answer: person,
  },
  'DELETE /people/:personId': {
    summary: 'Delete a person with all photos; at once with ?now=true, else after 30 seconds in which it can be undone',
    tag: 'People',
    access: { role: 'operator', scope: 'people:write' },
    query: z.object({ now: z.stringbool().default(false) }),
    answer: z.object({ undoUntil: time.nullable() }),
  },
  'POST /people/:personId/restore': {
    summary: 'Undo a deletion while it can be undone',
    tag: 'People',
    access: { role: 'operator', scope: 'people:write' },
    answer: person,
  },
  'GET /people/:personId/merge': {
    summary: 'What merging another person into this one would give',
    tag: 'People',
    access: { role: 'operator', scope: 'people:read' },
    query: z.object({ from: id }),
    answer: mergePreview,
  },
  'POST /people/:personId/merge': {
    summary: 'Move all photos and events of another person here and delete that person',
    tag: 'People',
    access: { role: 'operator', scope: 'people:write' },
    body: z.object({ from: id }),
    answer: person,
  },
  'GET /people/:personId/photos': {
    summary: 'The photos of a person, in the order of enrolment',
    tag: 'People',
    access: { role: 'viewer', scope: 'people:read' },
    answer: z.array(photo),
  },
  'GET /photos/:photoId': {
    summary: 'The picture of one photo',
    tag: 'People',
    access: { role: 'viewer', scope: 'people:read' },
    answer: 'jpeg',
  },
  'DELETE /photos/:photoId': {
    summary: 'Delete one photo; the last one of a person stays until the person is deleted',
    tag: 'People',
    access: { role: 'operator', scope: 'people:write' },
    answer: 'nothing',
  },
  'POST /photos/move': {
    summary: 'Move photos to another person, or split them off to a new one',
    tag: 'People',
    access: { role: 'operator', scope: 'people:write' },
    body: z.object({
      photoIds: z.array(id).min(1).max(500),
      to: z.union([z.object({ personId: id }), z.object({ newName: name })]),
    }),
    answer: person,
  },
  'GET /health/gallery': {
    summary: 'Photos that look like somebody else, weak photos, near-duplicates, people who are there twice',
    tag: 'People',
    access: { role: 'operator', scope: 'people:read' },
    answer: z.object({ findings: z.array(healthFinding), photos: z.int(), people: z.int(), checkedAt: time }),
  },
  'POST /enrolments': {
    summary: 'Begin to register a person; forgotten after 15 minutes without a photo',
    tag: 'Enrolment',
    access: { role: 'operator', scope: 'people:write' },
    body: z.object({ personId: id.optional().describe('to add photos to somebody already there') }),
    answer: enrolment,
    status: 201,
  },
  'GET /enrolments/:enrolmentId': {
    summary: 'What was kept so far and what is missing',
    tag: 'Enrolment',
    access: { role: 'operator', scope: 'people:write' },
    answer: enrolment,
  },
  'POST /enrolments/:enrolmentId/photos': {
    summary: 'Offer a photo; of a group photo the picked face',
    tag: 'Enrolment',
    access: { role: 'operator', scope: 'people:write' },
    query: z.object({
      face: z.coerce.number().int().min(0).optional().describe('index into the faces of the refusal'),
      source: z.string().max(200).default('upload'),
    }),
    pictures: { required: ['image'] },
    answer: photoVerdict,
  },
  'GET /enrolments/:enrolmentId/photos/:photoId': {
    summary: 'The picture of a photo kept so far',
    tag: 'Enrolment',
    access: { role: 'operator', scope: 'people:write' },
    answer: 'jpeg',
  },
  'DELETE /enrolments/:enrolmentId/photos/:photoId': {
    summary: 'Take a photo out again',
    tag: 'Enrolment',
    access: { role: 'operator', scope: 'people:write' },
    answer: enrolment,
  },
  'POST /enrolments/:enrolmentId/finish': {
    summary: 'Store the person; when the face is already somebody’s, says whose and stores nothing until confirmed',
    tag: 'Enrolment',
    access: { role: 'operator', scope: 'people:write' },
    body: z.object({ name, consent, confirmed: z.boolean().default(false) }),
    answer: finished,
  },
  'DELETE /enrolments/:enrolmentId': {
    summary: 'Give up; nothing is stored',
    tag: 'Enrolment',
    access: { role: 'operator', scope: 'people:write' },
    answer: 'nothing',
  },
} as const satisfies Record<RouteKey, Route>

export type PersonJson = z.infer<typeof person>
export type PhotoJson = z.infer<typeof photo>
export type PhotoVerdictJson = z.infer<typeof photoVerdict>
export type EnrolmentJson = z.infer<typeof enrolment>
export type FinishedJson = z.infer<typeof finished>
export type HealthFindingJson = z.infer<typeof healthFinding>
export type Pose = z.infer<typeof pose>
export type Refusal = z.infer<typeof refusal>
