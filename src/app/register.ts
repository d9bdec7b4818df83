// Registering a person from photos: what the command line, the demo and the library share.

import { basename } from 'node:path'
import { RostroError } from '../core/errors.ts'
import type { Networks } from '../core/ports.ts'
import { meanReference, similarity } from '../core/template.ts'
import type { Consent } from '../core/records.ts'
import type { Candidate, Image, Person } from '../core/types.ts'
import { Enrolment, type Verdict } from '../recognition/enrolment.ts'
import { encodeJpeg, readPhoto } from '../video/photos.ts'
import type { Rostro } from './open-rostro.ts'

/** The parts of a Rostro that registering uses. */
export type Registrar = Pick<Rostro, 'store' | 'gallery'> & { readonly networks: Networks }

export interface Registered {
  readonly person: Person
  /** False when photos were added to somebody already there. */
  readonly isNew: boolean
  readonly photos: number
}

export const startEnrolment = ({ networks, gallery }: Registrar): Enrolment =>
  new Enrolment({ networks, gallery, threshold: gallery.threshold, encodeCrop: image => encodeJpeg(image, 90) })

/**
 * Stores what was kept, in one transaction: under a new name, or as further photos of a person of that name.
 * @throws RostroError nothing_enrolled when no photo was kept, name_invalid, store_*
 */
export async function storeEnrolment(
  { store, gallery }: Registrar,
  name: string,
  enrolment: Enrolment,
  consent?: Consent,
): Promise<Registered> {
  const { references } = enrolment
  if (references.length === 0)
    throw new RostroError('nothing_enrolled', `No photo of "${name}" was good enough, so nothing was stored.`)
  const existing = await store.findPerson(name)
  if (existing) await store.addReferences(existing.id, references, consent)
  const person = existing ?? (await store.enrol(name, references, consent))
  await gallery.refresh()
  return { person, isNew: !existing, photos: references.length }
}

/** Whom these photos show already, if that is somebody of another name. */
export async function knownUnderAnotherName(
  { store }: Registrar,
  name: string,
  enrolment: Enrolment,
): Promise<Candidate | undefined> {
  const known = await enrolment.alreadyKnownAs()
  const existing = await store.findPerson(name)
  return known && known.personId !== existing?.id ? known : undefined
}

/** Cosine below which photos and a registered person of the same name are hardly one person. */
const NAMESAKE_SIMILARITY = 0.25

/** The similarity to the person who has this name already, when it is too low for one person. */
export async function looksUnlikeNamesake(
  { store, networks }: Registrar,
  name: string,
  enrolment: Enrolment,
): Promise<number | undefined> {
  const existing = await store.findPerson(name)
  if (!existing) return undefined
  const { space } = networks.embedder
  const theirs = meanReference(await store.references({ personId: existing.id, space }), space)
  const these = meanReference(enrolment.references)
  const alike = theirs && these && similarity(theirs, these)
  return alike !== undefined && alike < NAMESAKE_SIMILARITY ? alike : undefined
}

export interface PhotoVerdict {
  readonly photo: string
  readonly verdict: Verdict | { readonly kept: false; readonly error: RostroError }
}

export interface PhotoToTry {
  readonly name: string
  readonly read: () => Promise<Image>
}

/** Tries each photo; one that cannot be read or is not good enough never keeps the others from being kept. */
export async function* tryPhotos(enrolment: Enrolment, photos: readonly PhotoToTry[]): AsyncGenerator<PhotoVerdict, void, void> {
  for (const { name, read } of photos) {
    const verdict = await read().then(
      image => enrolment.take(image, name),
      (error: unknown) => {
        if (error instanceof RostroError && error.kind === 'input') return { kept: false as const, error }
        throw error
      },
    )
    yield { photo: name, verdict }
  }
}

export const photoFile = (path: string): PhotoToTry => ({ name: basename(path), read: async () => (await readPhoto(path)).image })
