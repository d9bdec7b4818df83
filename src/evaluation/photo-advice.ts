// What to do about a photo of a folder, from what it did to its person and whom it is like: a sentence each, worst first.

import type { FolderPhoto, LeftOutPhoto } from './leave-one-out.ts'

export type PhotoFault = 'looks_like_another' | 'unlike_its_person' | 'harms_the_others' | 'poor'

export interface PhotoAdvice<Photo> {
  readonly left: LeftOutPhoto<Photo>
  readonly fault: PhotoFault
  readonly advice: string
}

/** The person's other photos must gain this much before one is called harmful: less is chance. */
const HARM = 0.02
/** Quality below which a photo says little. */
const POOR = 20

/** Undefined: nothing is wrong with it. @param threshold similarity from which a face is known */
export function adviceOn<Photo extends FolderPhoto>(
  left: LeftOutPhoto<Photo>,
  threshold: number,
  name: string,
): PhotoAdvice<Photo> | undefined {
  const { photo, own, nearest, othersGain } = left
  const { person, quality } = photo
  if (nearest && own !== undefined && nearest.similarity > own) {
    const certain = nearest.similarity >= threshold
    return {
      left,
      fault: 'looks_like_another',
      advice: certain
        ? `Remove ${name} or move it: it looks like ${nearest.person} (${nearest.similarity.toFixed(2)}), not like ${person} (${own.toFixed(2)}).`
        : `Look at ${name}: it is more like ${nearest.person} (${nearest.similarity.toFixed(2)}) than like ${person} (${own.toFixed(2)}).`,
    }
  }
  if (othersGain !== undefined && othersGain >= HARM) {
    return {
      left,
      fault: 'harms_the_others',
      advice: `Remove ${name}: without it the other photos of ${person} are more alike by ${othersGain.toFixed(2)}.`,
    }
  }
  if (own !== undefined && own < threshold) {
    return {
      left,
      fault: 'unlike_its_person',
      advice: `Look at ${name}: the other photos of ${person} would not name it (${own.toFixed(2)}); is it another person, or the only one of its kind?`,
    }
  }
  if (quality < POOR) {
    return { left, fault: 'poor', advice: `Replace ${name} when you can: its quality is ${quality.toFixed(0)} of 100.` }
  }
  return undefined
}

const ORDER: readonly PhotoFault[] = ['looks_like_another', 'harms_the_others', 'unlike_its_person', 'poor']

/** By fault, then by how far off. */
export const worstFirst = (a: PhotoAdvice<unknown>, b: PhotoAdvice<unknown>): number =>
  ORDER.indexOf(a.fault) - ORDER.indexOf(b.fault) || distance(b) - distance(a)

const distance = ({ left: { own = 0, nearest, othersGain = 0 }, fault }: PhotoAdvice<unknown>): number =>
  fault === 'looks_like_another' ? (nearest?.similarity ?? 0) - own : fault === 'harms_the_others' ? othersGain : -own
