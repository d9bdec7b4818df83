// Presentations as tracks: pictures that follow one another go through recognition as a live camera's do, and what it says is kept.

import { z } from 'zod'
import { decisionSettings, recognizerSettings } from '../../src/app/open-rostro.ts'
import { LIVENESS_REASONS, type LivenessOutcome } from '../../src/core/liveness.ts'
import type { Image, Landmarks5 } from '../../src/core/types.ts'
import { Gallery } from '../../src/gallery/gallery.ts'
import { embeddingSpace } from '../../src/models/packs/manifest.ts'
import { Recognizer } from '../../src/recognition/recognizer.ts'
import { createFrame } from '../../src/video/frame.ts'
import { createImagePicture } from '../../src/video/image-picture.ts'
import type { OpenedPack } from '../shared-packs.ts'
import { TRACK_SIGNALS } from './track-signals.ts'

const OUTCOMES = ['bona_fide', 'attack', 'undecided', 'unavailable'] as const satisfies readonly LivenessOutcome[]

export const Story = z.object({
  last: z.enum(OUTCOMES),
  reasons: z.array(z.enum(LIVENESS_REASONS)),
  everBonaFide: z.boolean(),
  everAttack: z.boolean(),
  /** Frames in which the track was there. */
  frames: z.number(),
  /** From the first frame with the face to the first answer: time of the source, and time spent computing; null without an answer. */
  decidedAfterMs: z.number().nullable(),
  computedMs: z.number().nullable(),
  signals: z.record(z.string(), z.number()),
})
export type Story = z.infer<typeof Story>

export interface Shown {
  readonly image: Image
  readonly atMs: number
}

/** The story of every confirmed track. A second answer of a track never takes back its first. */
export async function runTracks(pictures: AsyncIterable<Shown> | Iterable<Shown>, opened: OpenedPack): Promise<Story[]> {
  const { pack, ...networks } = opened
  const gallery = new Gallery(embeddingSpace(pack), [], [])
  const recognizer = new Recognizer(networks, { ...recognizerSettings(decisionSettings()), liveness: 'mark' })
  const stories = new Map<number, { story: Story; points: Landmarks5[] }>()
  const spent: { readonly atMs: number; readonly tookMs: number }[] = []
  const spentSince = (sinceMs: number) => spent.filter(s => s.atMs >= sinceMs).reduce((sum, { tookMs }) => sum + tookMs, 0)
  let index = 0
  for await (const { image, atMs } of pictures) {
    const frame = createFrame(createImagePicture(image, atMs), 'bench', index++, atMs)
    const startedAt = performance.now()
    const { faces } = await recognizer.process(frame, gallery)
    spent.push({ atMs, tookMs: performance.now() - startedAt })
    for (const { track, decision, seen } of faces) {
      const said = decision.liveness
      if (!said) continue
      const of = stories.get(track.id) ?? { story: untold(), points: [] }
      stories.set(track.id, of)
      const isAnswer = said.outcome === 'bona_fide' || said.outcome === 'attack'
      of.story = {
        ...of.story,
        last: said.outcome,
        reasons: [...said.reasons],
        everBonaFide: of.story.everBonaFide || said.outcome === 'bona_fide',
        everAttack: of.story.everAttack || said.outcome === 'attack',
        frames: of.story.frames + 1,
        decidedAfterMs: of.story.decidedAfterMs ?? (isAnswer ? atMs - track.firstSeenAtMs : null),
        computedMs: of.story.computedMs ?? (isAnswer ? spentSince(track.firstSeenAtMs) : null),
      }
      if (seen) of.points.push(seen.landmarks ?? (await networks.landmarker!.locate(image, seen.box)).landmarks)
    }
  }
  return [...stories.values()].map(({ story, points }) => ({
    ...story,
    signals: Object.fromEntries(Object.entries(TRACK_SIGNALS).map(([name, signal]) => [name, signal(points)])),
  }))
}

const untold = (): Story => ({
  last: 'undecided',
  reasons: [],
  everBonaFide: false,
  everAttack: false,
  frames: 0,
  decidedAfterMs: null,
  computedMs: null,
  signals: {},
})
