// Which photos of LFW people enrol them and which make tracks of them, drawn from a seed.

import { createRandom } from '../../src/core/random.ts'
import { draw } from '../../src/evaluation/draw.ts'
import { MIN_ENROLMENT_QUALITY } from '../../src/recognition/enrolment.ts'
import { MIN_QUALITY } from '../../src/recognition/evidence.ts'
import type { Shot } from './lfw-shots.ts'
import type { Draw, Sample } from './tracks.ts'

const asDrawn: NonNullable<DrawOptions['choose']> = shots => shots

/** Photos of each person. */
type People = readonly (readonly Shot[])[]

export interface DrawOptions {
  /** Photos a person is enrolled with. */
  readonly photos: number
  /** How they are chosen of those at hand. Default: by lot. */
  readonly choose?: (shots: readonly Shot[], count: number) => readonly Shot[]
  /** Photos at hand to choose from. Default: as many as are chosen. */
  readonly from?: number
  /** Different photos a track is made of. */
  readonly frames: number
  /** How many of them were made worse, from and to. */
  readonly bad?: readonly [from: number, to: number]
  readonly draws: number
}

/**
 * All known people are enrolled each time, with other photos; whose photos are left over for a track has one, and so have strangers.
 * As in recognition, frames too poor say nothing, and photos too poor enrol nobody who has enough better ones.
 */
export function drawTracks(known: People, strangers: People, options: DrawOptions): Draw[] {
  const { photos, frames, bad = [0, 0], draws, from = photos, choose = asDrawn } = options
  const random = createRandom(1)
  const lots = <T>(items: readonly T[], count = items.length): T[] => draw(items, count, random)
  const toTrack = (shots: readonly Shot[]): Sample[] => {
    const wanted = bad[0] + Math.floor(random() * (bad[1] - bad[0] + 1))
    const worse = lots(
      shots.filter(s => s.worse),
      wanted,
    )
    const clear = lots(
      shots.filter(s => !worse.includes(s)),
      frames - worse.length,
    )
    return lots([...clear, ...worse.map(s => s.worse!)]).filter(({ quality }) => quality >= MIN_QUALITY)
  }
  return Array.from({ length: draws }, () => {
    const atHand = known.map(shots => {
      const good = shots.filter(({ quality }) => quality >= MIN_ENROLMENT_QUALITY)
      return lots(good.length >= from ? good : shots, from)
    })
    const people = [...known.map((shots, i) => shots.filter(s => !atHand[i]!.includes(s))), ...strangers]
    const tracks = people.flatMap((shots, person) => (shots.length >= frames ? [{ person, frames: toTrack(shots) }] : []))
    return { references: atHand.map(shots => choose(shots, photos)), tracks }
  })
}
