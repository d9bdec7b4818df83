// Which photos of LFW people enrol them and which make tracks of them, drawn from a seed.

import { createRandom } from '../../src/core/random.ts'
import { draw } from '../../src/evaluation/draw.ts'
import { MIN_ENROLMENT_QUALITY } from '../../src/recognition/enrolment.ts'
import { MIN_QUALITY } from '../../src/recognition/evidence.ts'
import type { LfwShots, Shot } from './lfw-shots.ts'
import type { Draw, Sample } from './tracks.ts'

export interface DrawOptions {
  /** Photos a person is enrolled with. */
  readonly photos: number
  /** Different photos a track is made of. */
  readonly frames: number
  /** How many of them were made worse, from and to. */
  readonly bad: readonly [from: number, to: number]
  readonly draws: number
}

/** Of the shortest tracks anybody draws: who has fewer photos is in no study. */
const FEWEST_FRAMES = 3

/**
 * Everybody of the open-set list is enrolled each time, with other photos; whose photos are left over for a track has one. Others
 * with enough photos are strangers. As in recognition, frames too poor say nothing, and photos too poor enrol nobody who has better ones.
 */
export function drawTracks({ known, others }: LfwShots, { photos, frames, bad, draws }: DrawOptions): Draw[] {
  const random = createRandom(1)
  const strangers = others.filter(shots => shots.length >= FEWEST_FRAMES)
  const shuffled = <T>(items: readonly T[]): T[] => draw(items, items.length, random)
  const toTrack = (shots: readonly Shot[]): Sample[] => {
    const wanted = bad[0] + Math.floor(random() * (bad[1] - bad[0] + 1))
    const worse = draw(
      shots.filter(s => s.worse),
      wanted,
      random,
    )
    const clear = draw(
      shots.filter(s => !worse.includes(s)),
      frames - worse.length,
      random,
    )
    return shuffled([...clear, ...worse.map(s => s.worse!)]).filter(({ quality }) => quality >= MIN_QUALITY)
  }
  return Array.from({ length: draws }, () => {
    const references = known.map(shots => {
      const good = shots.filter(({ quality }) => quality >= MIN_ENROLMENT_QUALITY)
      return draw(good.length >= photos ? good : shots, photos, random)
    })
    const people = [...known.map((shots, i) => shots.filter(s => !references[i]!.includes(s))), ...strangers]
    const tracks = people.flatMap((shots, person) => (shots.length >= frames ? [{ person, frames: toTrack(shots) }] : []))
    return { references, tracks }
  })
}
