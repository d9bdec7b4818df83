// Whom each of many faces is most like, without holding up those who are being recognised.

import type { Candidate, Template } from '../core/types.ts'
import { whoIsNear, type People } from '../recognition/evidence.ts'

/** Most alike first; faces of another space are like nobody. */
export async function nearestPeople(
  people: People,
  faces: readonly Template[],
  limit: number,
): Promise<readonly (readonly Candidate[])[]> {
  const nearest: (readonly Candidate[])[] = []
  for (const face of faces) {
    nearest.push((await whoIsNear(people, [face])).byMean(face, limit))
    // Among a million it takes some milliseconds each.
    await new Promise(setImmediate)
  }
  return nearest
}
