// Would this folder of people work as a gallery? Each photo is recognised by all others, from the files to the figures of a report.

import { basename, relative } from 'node:path'
import { RostroError } from '../../core/errors.ts'
import { leaveOneOut } from '../../evaluation/leave-one-out.ts'
import type { EvaluationJson, Measured } from '../../evaluation/report/evaluation.ts'
import { operatingPoint } from '../../gallery/operating-point.ts'
import { NO_SHIFT } from '../../gallery/site-shift.ts'
import { judge } from '../../recognition/quality.ts'
import { figuresOf, pairsToSee, plotsOf, summaryOf, tablesOf, type FolderFace, type FolderMeasured } from './folder-report.ts'
import { personFolders } from '../person-folders.ts'
import { lookAt, type LookOptions, type SeenPhoto } from './look-at.ts'
import type { Observer } from './observer.ts'

export interface FolderOptions extends LookOptions {
  readonly folder: string
  /** Cosine from which a face is known. Default: what the product chooses for so many people. */
  readonly threshold?: number | undefined
}

/** Fewer say little of a person. */
const ENOUGH_PHOTOS = 3

/** @throws RostroError file_not_found, usage_invalid; the signal's reason */
export async function measureFolder(
  observer: Observer,
  { folder, threshold: chosen, ...options }: FolderOptions,
): Promise<Measured> {
  const listed = await personFolders(folder)
  const personOf = new Map(listed.flatMap(({ name, photos }) => photos.map(photo => [relative(folder, photo), name] as const)))
  const seen = await lookAt(observer, personOf.keys(), folder, options)
  const faces = [...seen.photos.values()].flatMap((photo): FolderFace[] =>
    photo.face ? [{ person: personOf.get(photo.image)!, image: photo.image, file: photo.file, ...weighed(photo, observer) }] : [],
  )
  const names = new Set(faces.map(face => face.person))
  if (names.size < 2) {
    throw new RostroError('usage_invalid', `${folder} shows faces of fewer than two people; there is nobody to be confused with.`)
  }
  const point = operatingPoint(observer.pack, { people: names.size, shift: NO_SHIFT }, { threshold: chosen })
  const measured: FolderMeasured = {
    pack: observer.pack.name,
    threshold: point.threshold,
    thresholdFrom:
      chosen !== undefined ? 'as given' : point.calibration ? 'one wrong name among 1,000 strangers' : 'the pack’s start',
    photos: leaveOneOut(faces),
    people: listed.map(({ name, photos }) => ({
      person: name,
      files: photos.length,
      faces: faces.filter(f => f.person === name).length,
    })),
    images: seen.photos.size,
    withoutFace: [...seen.photos.values()].filter(({ face }) => !face).length,
  }
  return {
    kind: 'folder',
    title: `A folder of people: ${basename(folder)}`,
    summary: summaryOf(measured),
    on: {
      folder: basename(folder),
      people: names.size,
      photos: seen.photos.size,
      'photos with a face': faces.length,
      threshold: Number(measured.threshold.toFixed(3)),
      'threshold from': measured.thresholdFrom,
    },
    figures: figuresOf(measured),
    tables: tablesOf(measured),
    plots: plotsOf(measured),
    pairs: pairsToSee(measured),
    leftOut: [...seen.leftOut, ...[...seen.photos.values()].flatMap(faultOf), ...listed.flatMap(p => tooFew(p.name, faces))],
    notCovered: [
      'Photos of one person are often of one day and alike: a camera on another day does worse than these figures.',
      'Strangers are the people of the folder, one at a time, as if they were not registered.',
    ],
  }
}

function weighed({ face }: SeenPhoto, { networks }: Observer): Pick<FolderFace, 'template' | 'quality'> {
  const { template, signals } = face!
  return { template, quality: judge(signals, networks.embeddingLengths).value }
}

function faultOf({ image, observation: { faces } }: SeenPhoto): EvaluationJson['leftOut'] {
  if (faces.length === 0) return [{ what: image, why: 'no face is found: remove it, or give a clearer one' }]
  // Somebody far behind does not matter.
  const [largest, second] = faces
  if (second && second.box.height > largest!.box.height / 2) {
    return [{ what: image, why: `shows ${faces.length} faces, of which the one in the middle is taken: cut it out` }]
  }
  return []
}

function tooFew(person: string, faces: readonly FolderFace[]): EvaluationJson['leftOut'] {
  const count = faces.filter(face => face.person === person).length
  if (count >= ENOUGH_PHOTOS) return []
  const why = count === 0 ? 'no photo with a face' : `only ${count} ${count === 1 ? 'photo' : 'photos'} with a face`
  return [{ what: person, why: `${why}: add some, ${ENOUGH_PHOTOS} at least${count === 1 ? '' : ''}` }]
}
