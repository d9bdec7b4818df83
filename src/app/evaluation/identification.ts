// Who is this? A list of registered people and strangers, from the files to the figures of a report.

import { createRandom } from '../../core/random.ts'
import { meanReference } from '../../core/template.ts'
import type { Template } from '../../core/types.ts'
import { draw } from '../../evaluation/draw.ts'
import { identify, type IdentificationSet, type Probe } from '../../evaluation/identification.ts'
import type { ListedImage } from '../../evaluation/identification-list.ts'
import type { ObservedFace } from '../../evaluation/observation.ts'
import type { Measured } from '../../evaluation/report/evaluation.ts'
import { operatingPoint } from '../../gallery/operating-point.ts'
import { NO_SHIFT } from '../../gallery/site-shift.ts'
import { judge } from '../../recognition/quality.ts'
import {
  FPIRS,
  figuresOf,
  plotsOf,
  summaryOf,
  tablesOf,
  worstNames,
  type Identified,
  type Shown,
} from './identification-report.ts'
import { lookAt, withoutFace, type LookOptions, type Seen } from './look-at.ts'
import type { Observer } from './observer.ts'

/** Tracks drawn of the photos of one person. */
const TRACKS_A_PERSON = 5

export interface IdentificationOptions extends LookOptions {
  readonly listed: readonly ListedImage[]
  readonly list: string
  /** What the images' paths are relative to. */
  readonly folder: string
  readonly sizes: readonly number[]
  /** Also pool so many photos of a person, as a track does. */
  readonly track?: number | undefined
  readonly seed?: number | undefined
}

/** @throws RostroError file_not_found; the signal's reason */
export async function measureIdentification(observer: Observer, options: IdentificationOptions): Promise<Measured> {
  const { listed, list, folder, sizes, track, seed = 1 } = options
  const seen = await lookAt(observer, listed.map(l => l.image), folder, options) // prettier-ignore
  const people = toPeople(listed, seen, observer)
  const registered = people.reference.length
  const chosen = sizes.filter(size => size <= registered)
  const measure = (set: IdentificationSet) =>
    identify(set, {
      sizes: chosen.length > 0 ? chosen : [registered],
      fpirs: FPIRS,
      seed,
      thresholds: size => FPIRS.map(share => thresholdFor(observer, size, share)),
    })
  const photos = setOfPhotos(people)
  const pooled = track === undefined ? undefined : setOfTracks(people, track, seed)
  const identified: Identified = {
    pack: observer.pack.name,
    calibrated: observer.pack.calibration !== undefined,
    people,
    singles: measure(photos),
    tracks: pooled && pooled.mated.length > 0 ? { length: track!, set: pooled, results: measure(pooled) } : undefined,
  }
  const short = track === undefined ? 0 : people.probe.filter(p => p.faces.length < track).length
  return {
    kind: 'identification',
    title: `Identification: who is this? ${list}`,
    summary: summaryOf(identified),
    on: {
      list,
      images: seen.photos.size,
      'people registered': registered,
      'photos each, mean': Number((people.reference.reduce((sum, p) => sum + p.faces.length, 0) / registered).toFixed(1)),
      'photos of them to name': photos.mated.length,
      strangers: people.stranger.length,
      'photos of strangers': photos.strangers.length,
      seed,
    },
    figures: figuresOf(identified),
    tables: tablesOf(identified),
    plots: plotsOf(identified),
    pairs: worstNames(people, photos),
    leftOut: [
      ...seen.leftOut,
      ...withoutFace(seen, 'nobody is named on it, which is a miss where the person is registered'),
      ...(short > 0 ? [{ what: `${short} people`, why: `fewer than ${track} photos with a face to pool` }] : []),
      ...sizes
        .filter(size => size > registered)
        .map(size => ({ what: `a gallery of ${size}`, why: `the list registers ${registered} people` })),
    ],
    notCovered: [
      'Each face is decided by similarity alone; the product also leaves faces undecided that are poor, or nearly as like somebody else.',
      ...(track === undefined
        ? ['Single photos: in video the frames of a track are pooled, which is more often right (--track).']
        : [
            'Tracks are pooled of photos of different days: frames of one clip are more alike, and say less.',
            `${people.stranger.filter(p => p.faces.length < track).length} of ${people.stranger.length} strangers have fewer than ${track} photos and are pooled of those they have.`,
          ]),
      'Other people, other cameras, other light than in these images.',
    ],
  }
}

/** What the product would choose for so many people. */
const thresholdFor = ({ pack }: Observer, people: number, share: number): number =>
  operatingPoint(pack, { people, shift: NO_SHIFT }, { wrongNames: { per: 'stranger', share } }).threshold

/** One person of the list with the photos of a role that could be read. */
export interface ListedPerson {
  readonly person: string
  readonly photos: readonly Shown[]
  /** Of those with a face. */
  readonly faces: readonly { readonly template: Template; readonly quality: number }[]
}

export type PeopleByRole = Readonly<Record<ListedImage['role'], readonly ListedPerson[]>>

export function toPeople(
  listed: readonly ListedImage[],
  { photos }: Seen,
  { networks }: Pick<Observer, 'networks'>,
): PeopleByRole {
  const weighed = ({ template, signals }: ObservedFace) => ({
    template,
    quality: judge(signals, networks.embeddingLengths).value,
  })
  const ofRole = (role: ListedImage['role']): ListedPerson[] => {
    const byPerson = new Map<string, Shown[]>()
    for (const { person, image } of listed.filter(l => l.role === role)) {
      const of = byPerson.get(person) ?? []
      byPerson.set(person, of)
      const seen = photos.get(image)
      if (seen) of.push({ image, file: seen.file, face: seen.face && weighed(seen.face) })
    }
    return [...byPerson].map(([person, shown]) => ({
      person,
      photos: shown,
      faces: shown.flatMap(({ face }) => (face ? [face] : [])),
    }))
  }
  return { reference: ofRole('reference'), probe: ofRole('probe'), stranger: ofRole('stranger') }
}

const galleryOf = ({ reference }: PeopleByRole): Probe[] =>
  reference.map(({ person, faces }) => ({ person, template: meanReference(faces) }))

/** Every photo by itself. */
export function setOfPhotos(people: PeopleByRole): IdentificationSet {
  const each = (some: readonly ListedPerson[]): Probe[] =>
    some.flatMap(({ person, photos }) => photos.map(({ face }) => ({ person, template: face?.template })))
  return { gallery: galleryOf(people), mated: each(people.probe), strangers: each(people.stranger) }
}

/**
 * So many photos of a person pooled, several times over where there are more. People with fewer are left out; strangers with
 * fewer give what they have, since most sets have many strangers with a photo each.
 */
export function setOfTracks(people: PeopleByRole, length: number, seed: number): IdentificationSet {
  const random = createRandom(seed)
  const drawn = ({ person, faces }: ListedPerson): Probe[] =>
    Array.from({ length: faces.length > length ? TRACKS_A_PERSON : 1 }, () => ({
      person,
      template: meanReference(draw(faces, length, random)),
    }))
  return {
    gallery: galleryOf(people),
    mated: people.probe.filter(p => p.faces.length >= length).flatMap(drawn),
    strangers: people.stranger.flatMap(drawn),
  }
}
