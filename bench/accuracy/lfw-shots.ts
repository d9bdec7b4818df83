// LFW by person, each photo as it is and as a camera would have seen it on a bad moment.

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { centralFace } from '../../src/evaluation/observation.ts'
import { judge } from '../../src/recognition/quality.ts'
import { byPerson, calibrationPeople, lookAt, openSetList, SAME_PERSON, type LfwPhoto } from './lfw.ts'
import type { AccuracyContext, MeasuredPack } from './section.ts'
import type { Sample } from './tracks.ts'
import { worsen, type Worsening } from './worse-photos.ts'

export interface Shot extends Sample {
  /** See FaceSignals. */
  readonly turn: number
  readonly nod: number
  /** The same photo made worse; undefined for photos this was not done to, and where no face was found in what came out. */
  readonly worse?: Sample | undefined
}

export interface LfwShots {
  /** 152 people with six photos and more, to be enrolled; in the order of the list. */
  readonly known: readonly (readonly Shot[])[]
  /** People of the pairs' list who are not in the open-set list: for fitting and calibration. */
  readonly others: readonly (readonly Shot[])[]
  /** One photo each. */
  readonly strangers: readonly Shot[]
}

/** What befalls frames of a camera: distance, focus, movement, little light; badly, and so that little is left. */
const AS_CAMERAS_DO: readonly Worsening[] = [
  { kind: 'far', eyesPx: 14 },
  { kind: 'far', eyesPx: 10 },
  { kind: 'blurred', sigma: 0.1 },
  { kind: 'blurred', sigma: 0.16 },
  { kind: 'moving', length: 0.45 },
  { kind: 'moving', length: 0.7 },
  { kind: 'dark', light: 0.12 },
  { kind: 'dark', light: 0.06 },
]
/** Every second photo of a person is made worse as well: a track has fewer bad frames than that. */
const WORSE_EVERY = 2
/** Photos of a stranger that make a track. */
const MIN_TRACK = 3

/** @param wanted who wants no worse versions, or none of the others, does not wait for them */
export async function lfwShots(
  context: AccuracyContext,
  pack: MeasuredPack,
  wanted: { readonly worse?: boolean; readonly others?: boolean } = {},
): Promise<LfwShots> {
  const list = await openSetList(context)
  const photos = async (enrolled: boolean) =>
    lookAt(
      context,
      pack,
      list.filter(({ role }) => (role !== 'stranger') === enrolled).map(({ image }) => image),
    )
  const double = new Set<string>(SAME_PERSON.map(([, second]) => second))
  const known = [...byPerson(await photos(true)).values()]
  const calibrated = wanted.others === false ? [] : await calibrationPeople(context, pack)
  const others = [...calibrated].filter(([name]) => !double.has(name)).map(([, of]) => of)
  const strangers = (await photos(false)).filter(({ image }) => !double.has(image.split('/')[0]!))
  const alsoWorse = wanted.worse !== false
  const [knownShots, otherShots] = [
    await toShots(context, pack, known, alsoWorse ? 1 : Infinity),
    await toShots(context, pack, others, alsoWorse ? MIN_TRACK : Infinity),
  ]
  return { known: knownShots, others: otherShots, strangers: (await toShots(context, pack, [strangers], Infinity))[0]! }
}

/** @param worseFrom of people with so many photos every second one is seen made worse as well */
export async function toShots(
  context: AccuracyContext,
  pack: MeasuredPack,
  people: readonly (readonly LfwPhoto[])[],
  worseFrom = 1,
): Promise<Shot[][]> {
  const many = people.filter(of => of.length >= worseFrom)
  const worse = await lookAtWorse(
    context,
    pack,
    many.flatMap(of => of.filter((_, i) => i % WORSE_EVERY === 1)),
  )
  return people.map(of =>
    of.map(({ image, template, quality, face: { signals } }) => ({
      template,
      quality,
      turn: signals.turn,
      nod: signals.nod,
      worse: worse.get(image),
    })),
  )
}

async function lookAtWorse(
  context: AccuracyContext,
  pack: MeasuredPack,
  photos: readonly LfwPhoto[],
): Promise<Map<string, Sample>> {
  const { shared } = context
  const opened = await context.observer(pack)
  const bytes = async ({ image, face: { landmarks, box } }: LfwPhoto) =>
    worsen(await readFile(join(shared, 'data/lfw', image)), { eyes: [landmarks[0], landmarks[1]], box }, howFor(image))
  const seen = new Map<string, Sample>()
  for (const { photo, observation } of await opened.observeAll(photos.map(p => ({ name: p.image, bytes: () => bytes(p) })))) {
    const face = observation && centralFace(observation)
    if (!face) continue
    const { value } = judge(face.signals, opened.networks.embeddingLengths)
    seen.set(photo.name, { template: face.template, quality: value })
  }
  return seen
}

/** By the photo's name, so that it is the same with every pack and list. */
const howFor = (image: string): Worsening =>
  AS_CAMERAS_DO[createHash('sha256').update(image).digest().readUInt32LE() % AS_CAMERAS_DO.length]!
