// The same photo in every known way worse: one photo each of people whom nothing is tested on otherwise.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { centralFace, type ObservedFace } from '../../src/evaluation/observation.ts'
import { calibrationPeople, type LfwPhoto } from './lfw.ts'
import type { AccuracyContext, MeasuredPack } from './section.ts'
import { nameOf, worsen, WORSENINGS, type Worsening } from './worse-photos.ts'

/** So many people's first photo. */
export const WORSENED = 100
const GOOD = 60

export interface Worsened {
  readonly person: string
  /** Their other photos that are good. */
  readonly good: readonly LfwPhoto[]
  /** The photo as it is (`how` undefined) and made worse; `face` undefined where none was found. */
  readonly versions: readonly { readonly how: Worsening | undefined; readonly face: ObservedFace | undefined }[]
}

export async function worsened(context: AccuracyContext, pack: MeasuredPack): Promise<Worsened[]> {
  const observer = await context.observer(pack)
  const people = [...(await calibrationPeople(context, pack))].filter(([, of]) => of.length >= 2)
  const step = people.length / WORSENED
  const chosen = Array.from({ length: WORSENED }, (_, i) => people[Math.floor(i * step)]!)
  const all: Worsened[] = []
  for (const [person, [photo, ...others]] of chosen) {
    const good = others.filter(({ quality }) => quality >= GOOD)
    if (!photo || good.length === 0) continue
    const bytes = await readFile(join(context.shared, 'data/lfw', photo.image))
    const where = { eyes: [photo.face.landmarks[0], photo.face.landmarks[1]] as const, box: photo.face.box }
    const photos = WORSENINGS.map(how => ({ how, name: nameOf(how), bytes: () => worsen(bytes, where, how) }))
    const seen = await observer.observeAll(photos)
    const versions = seen.map(({ photo: { how }, observation }) => ({ how, face: observation && centralFace(observation) }))
    all.push({ person, good, versions: [{ how: undefined, face: photo.face }, ...versions] })
  }
  return all
}
