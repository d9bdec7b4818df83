// Looks at the photos a list names, and tells which of them could not be used and why.

import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { messageOf, RostroError } from '../../core/errors.ts'
import { centralFace, type Observation, type ObservedFace } from '../../evaluation/observation.ts'
import type { EvaluationJson } from '../../evaluation/report/evaluation.ts'
import type { Observer, ObserveOptions } from './observer.ts'

/** One photo, as the list names it. */
export interface SeenPhoto {
  readonly image: string
  readonly file: string
  readonly observation: Observation
  /** The face nearest the centre; undefined where none is found. */
  readonly face: ObservedFace | undefined
}

export interface Seen {
  /** Those that could be read, by the name in the list. */
  readonly photos: ReadonlyMap<string, SeenPhoto>
  /** Those that could not. */
  readonly leftOut: EvaluationJson['leftOut']
}

export interface LookOptions extends Pick<ObserveOptions, 'signal'> {
  /** @param what is counted, where it is not photos */
  readonly onProgress?: ((done: number, of: number, what?: string) => void) | undefined
}

/**
 * Each image once. @param folder what the images' paths are relative to
 * @throws RostroError file_not_found when not one can be read; the signal's reason
 */
export async function lookAt(
  observer: Observer,
  images: Iterable<string>,
  folder: string,
  options: LookOptions = {},
): Promise<Seen> {
  const wanted = [...new Set(images)].map(image => ({ image, name: image, file: resolve(folder, image) }))
  const photos = new Map<string, SeenPhoto>()
  const leftOut: { what: string; why: string }[] = []
  const toObserve = wanted.map(one => ({ ...one, bytes: () => bytesOf(one.file) }))
  for (const { photo, observation, ...rest } of await observer.observeAll(toObserve, options)) {
    if (observation) photos.set(photo.image, { ...photo, observation, face: centralFace(observation) })
    else leftOut.push({ what: photo.image, why: messageOf('error' in rest && rest.error) })
  }
  if (photos.size === 0) {
    throw new RostroError(
      'file_not_found',
      `None of the ${wanted.length} images can be read; are they in ${resolve(folder)}? ${leftOut[0]?.why ?? ''}`,
    )
  }
  return { photos, leftOut }
}

const bytesOf = (file: string): Promise<Uint8Array> =>
  readFile(file).catch((cause: unknown) => {
    throw new RostroError('file_not_found', `Cannot open ${file}: check that it exists and may be read.`, { cause })
  })

/** Those without a face, as entries of a report. @param consequence what that means for the figures */
export const withoutFace = ({ photos }: Seen, consequence: string): EvaluationJson['leftOut'] =>
  [...photos.values()].filter(({ face }) => !face).map(({ image }) => ({ what: image, why: `no face is found: ${consequence}` }))
