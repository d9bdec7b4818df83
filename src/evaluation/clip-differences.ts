// Compares what two runs over one clip said of the same faces: nobody says who is right, only what differs.

import { iou } from '../core/geometry/box.ts'
import type { Outcome } from '../core/types.ts'
import type { TrackStory } from './clip-tracks.ts'

/** What was said of a face when it was last seen. */
export interface ClipAnswer {
  readonly outcome: Outcome
  readonly name: string | undefined
  /** To that person, else to the nearest; undefined when nobody was compared. */
  readonly similarity: number | undefined
  /** From the first detection to the first name. */
  readonly toNameMs: number | undefined
}

/** One face of the clip; undefined on the side that did not follow it. */
export interface ClipFace {
  readonly fromMs: number
  readonly toMs: number
  readonly before: ClipAnswer | undefined
  readonly after: ClipAnswer | undefined
}

/** Boxes that overlap by less are not of one face. */
const SAME_PLACE_IOU = 0.4

/** In the order in which the faces appear. Two tracks are of one face when they share most pictures, and in them the place. */
export function clipDifferences(before: readonly TrackStory[], after: readonly TrackStory[]): ClipFace[] {
  const pairs = before
    .flatMap(one => after.map(other => ({ one, other, shared: sharedPictures(one, other) })))
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared)
  const partner = new Map<TrackStory, TrackStory>()
  const taken = new Set<TrackStory>()
  for (const { one, other } of pairs) {
    if (partner.has(one) || taken.has(other)) continue
    partner.set(one, other)
    taken.add(other)
  }
  const faces = [
    ...before.map(one => face(one, partner.get(one))),
    ...after.filter(other => !taken.has(other)).map(other => face(undefined, other)),
  ]
  return faces.sort((a, b) => a.fromMs - b.fromMs)
}

export const isChanged = ({ before, after }: ClipFace): boolean =>
  before?.outcome !== after?.outcome || before?.name !== after?.name

function sharedPictures(one: TrackStory, other: TrackStory): number {
  const boxes = new Map(other.seen.map(({ atMs, box }) => [atMs, box]))
  return one.seen.filter(({ atMs, box }) => {
    const there = boxes.get(atMs)
    return there && iou(box, there) >= SAME_PLACE_IOU
  }).length
}

function face(before: TrackStory | undefined, after: TrackStory | undefined): ClipFace {
  const stories = [before, after].filter(story => story !== undefined)
  return {
    fromMs: Math.min(...stories.map(s => s.firstSeenAtMs)),
    toMs: Math.max(...stories.map(s => s.seen.at(-1)!.atMs)),
    before: before && answer(before),
    after: after && answer(after),
  }
}

function answer({ firstSeenAtMs, seen }: TrackStory): ClipAnswer {
  const { outcome, name, similarities } = seen.at(-1)!
  const highest = Math.max(...Object.values(similarities))
  const named = seen.find(s => s.name !== undefined)
  return {
    outcome,
    name,
    similarity: name === undefined ? (Number.isFinite(highest) ? highest : undefined) : similarities[name],
    toNameMs: named && named.atMs - firstSeenAtMs,
  }
}
