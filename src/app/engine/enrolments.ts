// Registrations under way: pictures kept in memory until they are stored, given up or forgotten.

import { randomUUID } from 'node:crypto'
import { RostroError } from '../../core/errors.ts'
import type { NewReference } from '../../core/ports.ts'
import type { Box, Image } from '../../core/types.ts'
import { isWorthComparing, pick, type Enrolment, type Look } from '../../recognition/enrolment.ts'
import { isFace, type Examined, type Face } from '../../recognition/examine.ts'
import { findFaces } from '../../recognition/find-faces.ts'
import { knownUnderAnotherName, looksUnlikeNamesake, startEnrolment, storeEnrolment } from '../register.ts'
import type { Engine, EnrolmentLook, EnrolmentState, Finished, FinishRequest, KeptPhoto, OfferedPhoto } from './engine.ts'
import type { Pose } from './guidance.ts'
import { hintFor, isSteady, missingPoses, poseOf } from './enrolment-guide.ts'
import { decodeLive, decodeUpload } from './pictures.ts'
import type { Vision } from './vision.ts'

const MAX_OPEN = 32
const MAX_PHOTOS = 50
const IDLE_MS = 15 * 60_000

interface Open {
  readonly id: string
  /** Somebody there already, who gets the photos. */
  readonly personId: string | undefined
  readonly enrolment: Enrolment
  readonly photos: (KeptPhoto & { readonly reference: NewReference })[]
  /** The last look, if its face was good. */
  steady: { readonly box: Box; readonly pose: Pose } | undefined
  usedAtMs: number
  /** Calls for one registration go one after another. */
  last: Promise<unknown>
}

type EnrolmentCalls = Pick<
  Engine,
  | 'beginEnrolment'
  | 'enrolment'
  | 'lookForEnrolment'
  | 'offerPhoto'
  | 'enrolmentPhoto'
  | 'removePhoto'
  | 'finishEnrolment'
  | 'dropEnrolment'
>

export interface Enrolments extends EnrolmentCalls {
  /** Forgets those nobody has used for a while. */
  readonly forgetIdle: () => void
}

export function createEnrolments(vision: Vision): Enrolments {
  const { rostro, clock } = vision
  const open = new Map<string, Open>()

  function use(id: string): Open {
    forgetIdle()
    const found = open.get(id)
    if (!found)
      throw new RostroError(
        'enrolment_not_found',
        'This registration is finished, given up or forgotten after 15 minutes: begin anew.',
      )
    found.usedAtMs = clock.monotonic()
    return found
  }

  function forgetIdle(): void {
    for (const [id, { usedAtMs }] of open) if (clock.monotonic() - usedAtMs >= IDLE_MS) open.delete(id)
  }

  async function inTurn<T>(id: string, work: (current: Open) => Promise<T>): Promise<T> {
    const current = use(id)
    const result = current.last.then(() => work(current))
    current.last = result.catch(() => {}) // The caller gets the error; the next call goes on.
    return result
  }

  async function lookAt(current: Open, image: Image, how: { auto: boolean; take: boolean }): Promise<EnrolmentLook> {
    const found = await findFaces(image, rostro.networks, 'near')
    const look = current.enrolment.judge(pick(found))
    const face = look.face ?? found.find(isFace)
    const pose = face && poseOf(face.landmarks)
    const box = face?.detection.box ?? found[0]?.detection.box
    const kept = current.photos.map(photo => photo.pose)
    const refused = look.face ? undefined : look.reason
    const hint = hintFor({ picture: image, box, pose, refused }, kept)

    const before = current.steady
    current.steady =
      look.face && pose && (hint === 'good' || hint === 'enough') ? { box: look.face.detection.box, pose } : undefined
    const now = current.steady
    const steady = now !== undefined && before?.pose === now.pose && isSteady(before.box, now.box)
    const wanted = how.take || (how.auto && hint === 'good' && steady && pose && !kept.includes(pose))
    const taken = wanted ? await keep(current, image, look, found, 'camera') : undefined
    if (taken?.kept) current.steady = undefined
    const quality = Math.round(face?.quality.value ?? 0)
    return { width: image.width, height: image.height, hint, box, quality, pose, taken }
  }

  async function keep(
    current: Open,
    image: Image,
    look: Look,
    found: readonly Examined[],
    source: string,
  ): Promise<OfferedPhoto> {
    const { enrolment, photos } = current
    if (!look.face) {
      const faces = found.map(f => ({
        box: f.detection.box,
        quality: Math.round(f.quality?.value ?? 0),
        pickable: isWorthComparing(f),
      }))
      return { kept: false, reason: look.reason, quality: look.quality, faces, width: image.width, height: image.height }
    }
    if (photos.length >= MAX_PHOTOS)
      throw new RostroError('too_many_requests', `This registration has ${MAX_PHOTOS} photos, the most it may have.`)
    const { quality, nearestPhoto } = await enrolment.keep(image, look.face, source)
    const photo = { photoId: randomUUID(), quality, pose: poseOf(look.face.landmarks) }
    photos.push({ ...photo, reference: enrolment.references.at(-1)! })
    return { ...photo, kept: true, nearestPhoto }
  }

  async function finish(current: Open, { name, consent, confirmed }: FinishRequest): Promise<Finished> {
    const { enrolment, personId } = current
    // The store takes an id wherever it takes a name.
    const who = personId ?? name
    if (personId !== undefined) await mustExist(personId)
    const doubts = confirmed || enrolment.references.length === 0 ? [] : await doubtsAbout(who, enrolment)
    if (doubts.length > 0) return { stored: false, doubts }
    const { person, isNew, photos } = await storeEnrolment(rostro, who, enrolment, consent)
    open.delete(current.id)
    return { stored: true, personId: person.id, name: person.name, isNew, photos }
  }

  async function doubtsAbout(who: string, enrolment: Enrolment): Promise<Extract<Finished, { stored: false }>['doubts']> {
    const other = await knownUnderAnotherName(rostro, who, enrolment)
    const unlike = await looksUnlikeNamesake(rostro, who, enrolment)
    const namesake = unlike === undefined ? undefined : await rostro.store.findPerson(who)
    return [
      ...(other
        ? [{ kind: 'looks_like_another' as const, personId: other.personId, name: other.name, similarity: other.similarity }]
        : []),
      ...(namesake && unlike !== undefined
        ? [{ kind: 'unlike_namesake' as const, personId: namesake.id, name: namesake.name, similarity: unlike }]
        : []),
    ]
  }

  async function mustExist(personId: string): Promise<void> {
    const person = await rostro.store.findPerson(personId)
    if (person?.id !== personId) throw new RostroError('person_not_found', `There is nobody with the id ${personId}.`)
  }

  return {
    async beginEnrolment(personId) {
      if (personId !== undefined) await mustExist(personId)
      forgetIdle()
      if (open.size >= MAX_OPEN)
        throw new RostroError('too_many_requests', `${MAX_OPEN} registrations are open: finish or give up one first.`)
      const current: Open = {
        id: randomUUID(),
        personId,
        enrolment: startEnrolment(rostro),
        photos: [],
        steady: undefined,
        usedAtMs: clock.monotonic(),
        last: Promise.resolve(),
      }
      open.set(current.id, current)
      return stateOf(current)
    },

    enrolment: id => inTurn(id, stateOf),

    lookForEnrolment: (id, picture, how) =>
      inTurn(id, current => vision.turns.run(async () => lookAt(current, await decodeLive(picture), how))),

    offerPhoto: (id, picture, source, face) =>
      inTurn(id, current =>
        vision.turns.run(async () => {
          const image = await decodeUpload(picture)
          const found = await findFaces(image, rostro.networks)
          const picked = face === undefined ? pick(found) : toPicked(found, face)
          return keep(current, image, current.enrolment.judge(picked), found, source)
        }),
      ),

    enrolmentPhoto: (id, photoId) => inTurn(id, current => Promise.resolve(photoOf(current, photoId).reference.crop)),

    removePhoto: (id, photoId) =>
      inTurn(id, current => {
        const photo = photoOf(current, photoId)
        current.photos.splice(current.photos.indexOf(photo), 1)
        current.enrolment.remove(photo.reference)
        return stateOf(current)
      }),

    finishEnrolment: (id, request) => inTurn(id, current => finish(current, request)),

    dropEnrolment: id =>
      inTurn(id, () => {
        open.delete(id)
        return Promise.resolve()
      }),

    forgetIdle,
  }
}

async function stateOf({ id, personId, enrolment, photos }: Open): Promise<EnrolmentState> {
  const known = await enrolment.alreadyKnownAs()
  return {
    id,
    photos: photos.map(({ photoId, quality, pose }) => ({ photoId, quality, pose })),
    missingPoses: missingPoses(photos.map(photo => photo.pose)),
    alreadyKnownAs: known?.personId === personId ? undefined : known,
  }
}

function photoOf(current: Open, photoId: string): Open['photos'][number] {
  const photo = current.photos.find(p => p.photoId === photoId)
  if (!photo) throw new RostroError('reference_not_found', 'This registration has no such photo.')
  return photo
}

/** The face a person chose, if it is good enough. */
function toPicked(found: readonly Examined[], index: number): Parameters<Enrolment['judge']>[0] {
  const chosen = found[index]
  if (!chosen) return { face: undefined, reason: 'no_face', quality: 0 }
  if (isFace(chosen) && isWorthComparing(chosen)) return { face: chosen satisfies Face }
  const quality = Math.round(chosen.quality?.value ?? 0)
  const worst = chosen.quality?.reasons[0] ?? 'unclear'
  return { face: undefined, reason: worst, quality }
}
