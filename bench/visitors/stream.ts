// A synthetic door: people of LFW walk by in tracks of a few of their photos, some of them registered, most of them not; who is who is known.

import { decisionSettings } from '../../src/app/open-rostro.ts'
import { createRandom } from '../../src/core/random.ts'
import type { Decision } from '../../src/core/types.ts'
import { draw } from '../../src/evaluation/draw.ts'
import { Gallery } from '../../src/gallery/gallery.ts'
import { operatingPoint, siteOf, type OperatedPack } from '../../src/gallery/operating-point.ts'
import { decideTogether } from '../../src/recognition/decide.ts'
import { MIN_ENROLMENT_QUALITY } from '../../src/recognition/enrolment.ts'
import { Evidence } from '../../src/recognition/evidence.ts'
import type { Sighting } from '../../src/recognition/visitors.ts'
import type { Shot } from '../accuracy/lfw-shots.ts'
import type { Sample } from '../accuracy/tracks.ts'

/** A track as it went on: what the book is asked after each photo while the answer is `unknown`, and how it ended. */
export interface Passing {
  readonly visitId: string
  readonly person: string
  /** Seen well: as photographed. Seen badly: no frame that was not made worse. */
  readonly kind: 'stranger' | 'once' | 'registered' | 'registered_badly'
  readonly outcome: Decision['outcome']
  readonly right: boolean
  /** Empty for a track that was never unknown. */
  readonly sightings: readonly Sighting[]
}

export interface Crowd {
  /** Photos of people of whom there are many. */
  readonly regulars: readonly (readonly Shot[])[]
  /** One photo each. */
  readonly once: readonly Shot[]
}

export interface StreamOptions {
  readonly pack: OperatedPack
  readonly space: Gallery['space']
  readonly seed: number
  /** Share of the regulars who are registered. */
  readonly registered: number
  readonly photosRegistered: number
}

/** A pose is seen so many times, so often; a photo stands for one. */
const LOOKS = { count: 4, everyMs: 300 }
const MAX_PHOTOS = 5
/** Of the photos that have a version made worse (every second), so many are seen in it. */
const WORSE = 0.5
/** Somebody else is before the camera at the same time. */
const TOGETHER = 0.15
const GAP_MS = 60_000
const CAMERA = 'door'

export function drawStream({ regulars, once }: Crowd, options: StreamOptions): Passing[] {
  const random = createRandom(options.seed)
  const lots = <T>(items: readonly T[]): T[] => draw(items, items.length, random)
  const order = lots(regulars.map((shots, i) => ({ shots, name: `regular ${i}` })))
  const count = Math.round(order.length * options.registered)
  const registered = order.slice(0, count).map(({ shots, name }) => {
    const good = shots.filter(({ quality }) => quality >= MIN_ENROLMENT_QUALITY)
    const enrolled = draw(good.length >= options.photosRegistered ? good : shots, options.photosRegistered, random)
    return { name, enrolled, left: shots.filter(shot => !enrolled.includes(shot)) }
  })
  const gallery = galleryOf(registered, options)
  const asSeen = (shot: Shot): Sample => (shot.worse && random() < WORSE ? shot.worse : shot)
  const tracksOf = (shots: readonly Shot[], seen: (shot: Shot) => Sample): Sample[][] => {
    const left = lots(shots)
    const tracks: Sample[][] = []
    while (left.length > 0) tracks.push(left.splice(0, 1 + Math.floor(random() * MAX_PHOTOS)).map(seen))
    return tracks
  }
  const walks = [
    ...order
      .slice(count)
      .flatMap(({ shots, name }) => tracksOf(shots, asSeen).map(frames => ({ name, kind: 'stranger' as const, frames }))),
    ...once.map((shot, i) => ({ name: `once ${i}`, kind: 'once' as const, frames: [shot] })),
    ...registered.flatMap(({ name, left }) => [
      ...tracksOf(left, asSeen).map(frames => ({ name, kind: 'registered' as const, frames })),
      ...tracksOf(
        left.filter(s => s.worse),
        s => s.worse!,
      ).map(frames => ({ name, kind: 'registered_badly' as const, frames })),
    ]),
  ]
  let now = 0
  let before: string | undefined
  return lots(walks).map(({ name, kind, frames }, i) => {
    const together = before !== undefined && before !== name && random() < TOGETHER
    const from = together ? now - GAP_MS : now
    if (!together) now += GAP_MS
    before = name
    return { person: name, kind, ...follow(`visit ${String(i).padStart(5, '0')}`, name, frames, from, gallery) }
  })
}

function galleryOf(
  registered: readonly { readonly name: string; readonly enrolled: readonly Shot[] }[],
  { pack, space }: StreamOptions,
): Gallery {
  const people = registered.map(({ name }) => ({ id: name, name, createdAt: new Date(0) }))
  const references = registered.flatMap(({ name, enrolled }) =>
    enrolled.map(({ template, quality }) => ({ personId: name, template, quality })),
  )
  const alone = new Gallery(space, people, references)
  const scores = { people: alone.sample, strangers: { highest: [], of: people.length } }
  const { threshold } = operatingPoint(pack, siteOf(pack, people.length, scores), {})
  return new Gallery(space, people, references, [], threshold)
}

function follow(visitId: string, person: string, frames: readonly Sample[], fromMs: number, gallery: Gallery) {
  const evidence = new Evidence()
  const sightings: Sighting[] = []
  let decision: Decision | undefined
  let decisionFrames = 0
  let toMs = fromMs
  for (const { template, quality } of frames) {
    for (let look = 0; look < LOOKS.count; look++) {
      evidence.add(template, { value: quality, reasons: [] })
      const [next] = decideTogether(
        [{ evidence, previous: decision, previousFrames: decisionFrames }],
        gallery,
        decisionSettings(),
      )
      if (next!.outcome !== decision?.outcome) decisionFrames = evidence.count
      decision = next
      toMs += LOOKS.everyMs
    }
    if (decision?.outcome !== 'unknown') continue
    const { weight, mean, count, bestQuality } = evidence
    const [nearest] = decision.candidates
    const seen = { weight, template: mean!, frames: count, quality: bestQuality }
    sightings.push({
      visitId,
      cameraId: CAMERA,
      fromMs,
      toMs,
      ...seen,
      nearestPerson: nearest?.similarity,
      threshold: decision.threshold,
    })
  }
  return { visitId, outcome: decision!.outcome, right: decision!.candidate?.personId === person, sightings }
}
