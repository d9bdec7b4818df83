// Counts names frame by frame against who is really there; the same count for Rostro and for its peers.

import { appearanceAt, type Appearance } from '../../src/evaluation/clip-labels.ts'
import type { NamedFace } from './peer.ts'

export interface NameCount {
  readonly frames: number
  readonly faces: number
  /** People to be seen, summed over the frames. */
  readonly toBeNamed: number
  readonly right: number
  /** Another person's name on somebody, or a name where nobody of the labels is. */
  readonly wrong: number
  /** A face was found there and got no name. */
  readonly unnamed: number
  readonly notFound: number
}

export function countNames(
  seen: readonly { readonly atMs: number; readonly faces: readonly NamedFace[] }[],
  labels: readonly Appearance[],
): NameCount {
  const count = { frames: seen.length, faces: 0, toBeNamed: 0, right: 0, wrong: 0, unnamed: 0, notFound: 0 }
  for (const { atMs, faces } of seen) {
    count.faces += faces.length
    const placed = faces.map(face => ({ ...face, truth: appearanceAt(labels, atMs, face) }))
    count.wrong += placed.filter(({ name, truth }) => name !== undefined && name !== truth?.name).length
    const present = labels.filter(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs)
    count.toBeNamed += present.length
    for (const appearance of present) {
      const there = placed.filter(({ truth }) => truth === appearance)
      if (there.some(({ name }) => name === appearance.name)) count.right++
      else if (there.length === 0) count.notFound++
      else if (there.every(({ name }) => name === undefined)) count.unnamed++
    }
  }
  return count
}
