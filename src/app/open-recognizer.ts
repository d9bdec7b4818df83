// The library: everything the command line does, in a handful of calls.

import type { PersonSummary, Source } from '../core/ports.ts'
import type { Candidate, Image } from '../core/types.ts'
import type { Device } from '../models/session.ts'
import type { Rule } from '../recognition/evidence.ts'
import type { LivenessPolicy } from '../recognition/liveness.ts'
import { recognizePhoto, type PhotoFace } from '../recognition/recognize-photo.ts'
import { openSource, type SourceOptions } from '../video/open-source.ts'
import { decodePhoto } from '../video/photos.ts'
import { decisionSettings, openRostro, recognizerSettings, type RostroOptions } from './open-rostro.ts'
import { toLine, type RecognitionLine } from './recognition-line.ts'
import {
  knownUnderAnotherName,
  photoFile,
  startEnrolment,
  storeEnrolment,
  tryPhotos,
  type PhotoToTry,
  type PhotoVerdict,
  type Registered,
} from './register.ts'
import { watch } from './watch.ts'

/** A file, the bytes of one, or pixels. */
export type PhotoInput = string | Uint8Array | Image

export interface Registration extends Registered {
  /** What became of each photo, in order. */
  readonly verdicts: readonly PhotoVerdict[]
  /** Somebody of another name these photos look like; nothing was done about it. */
  readonly alsoLooksLike: Candidate | undefined
}

export interface RecognizeOptions extends SourceOptions {
  /** Default `fusion`. */
  readonly rule?: Rule
  /** Cosine from which a face is known. Default: the pack's. */
  readonly threshold?: number
  /** Look for small faces too: people far away, at about twice the cost. */
  readonly far?: boolean
  /** What becomes of known faces that look like pictures. Default: `refuse` before live sources, `off` in recordings. */
  readonly liveness?: LivenessPolicy
  readonly signal?: AbortSignal
}

export interface OpenedRecognizer {
  /** What the networks run on. */
  readonly device: Device
  /** Adds photos to the person of that name, who is created when new. @throws RostroError nothing_enrolled, name_invalid, store_* */
  register(name: string, photos: readonly PhotoInput[]): Promise<Registration>
  /** Follows a camera, clip, photo or folder (see openSource) until it ends. Stop iterating, or abort the signal, to end it. @throws RostroError source_* */
  recognize(source: string | Source, options?: RecognizeOptions): AsyncGenerator<RecognitionLine, void, void>
  /** Everybody in one photo, largest face first. @throws RostroError image_*, file_not_found */
  recognizePhoto(photo: PhotoInput, options?: Pick<RecognizeOptions, 'rule' | 'threshold'>): Promise<PhotoFace[]>
  people(): Promise<readonly PersonSummary[]>
  /** Deletes the person of this name or id with everything kept of them. @returns false when there is nobody of that name. */
  forget(nameOrId: string): Promise<boolean>
  close(): Promise<void>
}

/** Opens the store, the models (pulled on first use) and the device. Two recognizers may live in one process. @throws RostroError */
export async function openRecognizer(options: RostroOptions = {}): Promise<OpenedRecognizer> {
  const rostro = await openRostro(options)
  const { store, networks, gallery } = rostro
  return {
    device: networks.device,

    async register(name, photos) {
      const enrolment = startEnrolment(rostro)
      const verdicts: PhotoVerdict[] = []
      for await (const verdict of tryPhotos(enrolment, photos.map(toTry))) verdicts.push(verdict)
      const alsoLooksLike = await knownUnderAnotherName(rostro, name, enrolment)
      return { ...(await storeEnrolment(rostro, name, enrolment)), verdicts, alsoLooksLike }
    },

    async *recognize(source, { rule, threshold, far, liveness, signal, ...sourceOptions } = {}) {
      const opened = typeof source === 'string' ? await openSource(source, sourceOptions) : source
      const settings = {
        ...recognizerSettings(decisionSettings({ rule, threshold }), far),
        liveness: liveness ?? (opened.live ? 'refuse' : 'off'),
      }
      for await (const { frame, result } of watch(rostro, opened, settings, signal)) {
        for (const event of result.events) yield toLine(event, opened.id, frame)
      }
    },

    async recognizePhoto(photo, chosen = {}) {
      const image = await toTry(photo).read()
      return recognizePhoto(image, networks, gallery, decisionSettings(chosen))
    },

    people: () => store.people(),

    async forget(nameOrId) {
      const person = await store.findPerson(nameOrId)
      if (!person) return false
      await store.deletePerson(person.id)
      await gallery.refresh()
      return true
    },

    close: () => rostro.close(),
  }
}

function toTry(photo: PhotoInput): PhotoToTry {
  if (typeof photo === 'string') return photoFile(photo)
  if (photo instanceof Uint8Array) return { name: 'photo', read: async () => (await decodePhoto(photo)).image }
  return { name: 'photo', read: () => Promise.resolve(photo) }
}
