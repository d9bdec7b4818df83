// Are two photos one person? Pairs of a list, from the files to the figures of a report.

import { dirname } from 'node:path'
import { RostroError } from '../../core/errors.ts'
import { createRandom } from '../../core/random.ts'
import { dot } from '../../core/template.ts'
import type { Template } from '../../core/types.ts'
import { compareAll, ratesOf } from '../../evaluation/all-pairs.ts'
import { draw } from '../../evaluation/draw.ts'
import { toFolds, type ImagePair } from '../../evaluation/pairs.ts'
import type { Measured } from '../../evaluation/report/evaluation.ts'
import { crossValidate, ratesAt, thresholdFor, toScores } from '../../evaluation/verification.ts'
import { lookAt, withoutFace, type LookOptions, type Seen } from './look-at.ts'
import type { Observer } from './observer.ts'
import {
  FALSE_MATCH_RATES,
  figuresOf,
  plotsOf,
  summaryOf,
  tablesOf,
  worstPairs,
  type ComparedPair,
  type Verified,
} from './verification-report.ts'

export interface VerificationOptions extends LookOptions {
  readonly pairs: readonly ImagePair[]
  /** What the list is called. */
  readonly list: string
  /** What its images' paths are relative to. */
  readonly folder: string
  readonly folds?: number | undefined
  /** Also compare every image with every other; a person is a folder. */
  readonly allPairs?: boolean | undefined
}

/** @throws RostroError usage_invalid, file_not_found; the signal's reason */
export async function measureVerification(observer: Observer, options: VerificationOptions): Promise<Measured> {
  const { pairs, list } = options
  const { verified, seen } = await verify(observer, options)
  const { compared, scores, all } = verified
  const unread = pairs.length - compared.length
  return {
    kind: 'verification',
    title: `Verification: are two photos one person? ${list}`,
    summary: summaryOf(verified),
    on: {
      list,
      images: seen.photos.size,
      pairs: compared.length,
      'pairs of one person': scores.genuine.length,
      'pairs of two': scores.impostor.length,
      ...(all && { 'people, all images': all.pairs.people }),
    },
    figures: figuresOf(verified),
    tables: tablesOf(verified),
    plots: plotsOf(verified),
    pairs: worstPairs(verified, seen),
    leftOut: [
      ...seen.leftOut,
      ...(unread > 0 ? [{ what: `${unread} pairs`, why: 'an image of theirs cannot be read' }] : []),
      ...(all && all.left > 0
        ? [
            {
              what: `${all.left} images`,
              why: `more than ${MOST_COMPARED} are not compared with each other; people were drawn by lot`,
            },
          ]
        : []),
      ...withoutFace(seen, 'its pairs never pass, which is an error where they show one person'),
    ],
    notCovered: [
      'Thresholds are chosen on the pairs they are judged on, except for the accuracy by fold: elsewhere expect a little worse.',
      ...(all ? [] : ['Pairs are taken as independent; where people recur in many pairs, the intervals are too narrow.']),
      'Other people, other cameras, other light than in these images.',
      'Single photos are compared here: naming somebody in video uses many frames.',
    ],
  }
}

/** The measurement without its report. @throws RostroError usage_invalid, file_not_found; the signal's reason */
export async function verify(
  observer: Observer,
  { pairs, folder, folds: wanted, allPairs, ...options }: VerificationOptions,
): Promise<{ verified: Verified; seen: Seen }> {
  const images = pairs.flatMap(({ a, b }) => [a, b])
  const seen = await lookAt(observer, images, folder, options)
  const compared = comparePairs(pairs, seen)
  const folds = toFolds(compared, wanted)
  const scores = toScores(compared)
  const points = FALSE_MATCH_RATES.map(fmr => {
    const threshold = thresholdFor(scores.impostor, fmr)
    return threshold === undefined ? undefined : ratesAt(scores, threshold)
  })
  const verified = {
    pack: observer.pack.name,
    compared,
    folds,
    accuracy: crossValidate(folds.folds),
    scores,
    points,
    atPack: ratesAt(scores, observer.pack.startThreshold.similarity),
    all: allPairs ? await compareEverybody(seen, options) : undefined,
    images: seen.photos.size,
    withoutFace: [...seen.photos.values()].filter(({ face }) => !face).length,
  }
  return { verified, seen }
}

/** Pairs with an image that cannot be read are left out. */
function comparePairs(pairs: readonly ImagePair[], { photos }: Seen): ComparedPair[] {
  return pairs.flatMap(pair => {
    const [a, b] = [photos.get(pair.a), photos.get(pair.b)]
    if (!a || !b) return []
    const similarity = a.face && b.face ? dot(a.face.template.vector, b.face.template.vector) : undefined
    return [{ ...pair, seen: similarity !== undefined, similarity: similarity ?? -1 }]
  })
}

/** More images than this are not all compared with each other: 50 million pairs take a minute or two. */
const MOST_COMPARED = 10_000

async function compareEverybody({ photos }: Seen, { onProgress, signal }: LookOptions): Promise<Verified['all']> {
  const people = new Map<string, Labelled[]>()
  for (const { image, file, face } of photos.values()) {
    if (!face) continue
    const person = dirname(image)
    const own = people.get(person) ?? []
    people.set(person, own)
    own.push({ image, file, person, template: face.template })
  }
  if (people.size < 2) {
    throw new RostroError('usage_invalid', 'To compare all images, they must lie in a folder for each person.')
  }
  const onPair = onProgress && ((done: number, of: number) => { onProgress(done, of, 'pairs') }) // prettier-ignore
  const compared = upTo([...people.values()], MOST_COMPARED)
  const pairs = await compareAll(compared, { signal, onProgress: onPair })
  const left = [...people.values()].flat().length - compared.length
  return { photos: compared, left, pairs, rates: ratesOf(pairs, FALSE_MATCH_RATES) }
}

type Labelled = NonNullable<Verified['all']>['photos'][number] & { readonly person: string; readonly template: Template }

/** Whole people by lot, as long as their photos are not too many. */
function upTo(people: readonly (readonly Labelled[])[], most: number): Labelled[] {
  const taken: Labelled[] = []
  for (const photos of draw(people, people.length, createRandom(1))) {
    if (taken.length + photos.length <= most) taken.push(...photos)
  }
  return taken
}
