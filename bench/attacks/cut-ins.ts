// Recordings cut in that no cut gives away: whose face goes on under the name of the one before.

import { join } from 'node:path'
import { decisionSettings, recognizerSettings } from '../../src/app/open-rostro.ts'
import { similarity } from '../../src/core/template.ts'
import type { Image, Template } from '../../src/core/types.ts'
import { createRandom } from '../../src/core/random.ts'
import type { Figure } from '../../src/evaluation/report/evaluation.ts'
import { shareFigure, shareWords } from '../../src/evaluation/report/share.ts'
import { Gallery } from '../../src/gallery/gallery.ts'
import { embeddingSpace } from '../../src/models/packs/manifest.ts'
import { lookForChallenge } from '../../src/recognition/challenge/challenge-look.ts'
import { Recognizer } from '../../src/recognition/recognizer.ts'
import { createFrame } from '../../src/video/frame.ts'
import { createImagePicture } from '../../src/video/image-picture.ts'
import { openSource } from '../../src/video/open-source.ts'
import { markdownTable } from '../accuracy/markdown.ts'
import type { OpenedPack } from '../shared-packs.ts'
import { CLIPS } from './injected.ts'

const CUTS = 60
/** Looks: more than a second, then as long as a name that nobody confirms lasts. */
const BEFORE = 10
const AFTER = 20
const LOOK_EVERY_MS = 120
/** As in a challenge: a face less like itself is another's (see SameFace). */
const SAME = 0.35
/** Whoever is cut in is registered, and named readily: thresholds in use are higher. */
const CUT_IN = { id: 'cut in', name: 'cut in', createdAt: new Date(0) }
const THRESHOLD = 0.3

/** Cuts within one clip alone: those between two clips are noticed, as a picture of another place. */
export async function cutInTable(
  shared: string,
  opened: OpenedPack,
): Promise<{ readonly text: string; readonly figures: readonly Figure[] }> {
  const random = createRandom(2)
  const clips = await Promise.all(CLIPS.map(clip => readClip(join(shared, 'data/video', clip))))
  const outcomes: Outcome[] = []
  while (outcomes.length < CUTS) {
    const clip = clips[outcomes.length % clips.length]!
    const place = () => BEFORE + Math.floor(random() * (clip.length - BEFORE - AFTER))
    const [from, to] = [place(), place()]
    if (Math.abs(from - to) < BEFORE) continue
    outcomes.push(await afterCut([...clip.slice(from - BEFORE, from), ...clip.slice(to, to + AFTER)], opened))
  }
  const unnoticed = { count: outcomes.filter(o => o.goesOn.length > 0).length, of: CUTS }
  const read = outcomes.flatMap(o => o.goesOn)
  const another = { count: read.filter(face => face.isAnother).length, of: read.length }
  const taken = { count: outcomes.filter(o => o.goesOn.some(face => face.isNamed)).length, of: CUTS }
  const row = (what: string, { count, of }: typeof taken) => [what, of, shareWords({ count, of })]
  const figure = (name: string, of: typeof taken) => shareFigure(name, of, opened.pack.name, { species: 'synthetic-cut-in' })
  return {
    text: markdownTable(
      ['cuts within a clip', 'n', 'share'],
      [
        row('a track goes on over the cut', unnoticed),
        row('of these tracks: the face is somebody else’s', another),
        row('cuts after which a track of before is named as the face that was cut in', taken),
      ],
    ),
    figures: [
      figure('cut not noticed', unnoticed),
      figure('another face goes on', another),
      figure('named by the face cut in', taken),
    ],
  }
}

interface Outcome {
  /** Tracks that go on over the cut, with their face read before and after. */
  readonly goesOn: readonly { readonly isAnother: boolean; readonly isNamed: boolean }[]
}

/** Faces that were cut in are registered: a door would open for them, on what was seen of others before, were they named in their tracks. */
async function afterCut(shown: readonly Image[], opened: OpenedPack): Promise<Outcome> {
  const blind = await run(shown, opened, [])
  const others = [...blind.after].flatMap(([id, after]) => {
    const before = blind.before.get(id)
    return before ? [{ id, after, isAnother: (similarity(before, after) ?? 0) < SAME }] : []
  })
  const goesOn = []
  for (const { id, after, isAnother } of others) {
    const { named } = isAnother ? await run(shown, opened, [after]) : { named: new Set<number>() }
    goesOn.push({ isAnother, isNamed: named.has(id) })
  }
  return { goesOn }
}

async function run(shown: readonly Image[], opened: OpenedPack, registered: readonly Template[]) {
  const { pack, ...networks } = opened
  const recognizer = new Recognizer(networks, { ...recognizerSettings(decisionSettings()), liveness: 'mark' })
  const references = registered.map(template => ({ personId: CUT_IN.id, template, quality: 80 }))
  const gallery = new Gallery(embeddingSpace(pack), registered.length > 0 ? [CUT_IN] : [], references, [], THRESHOLD)
  const [before, after, named] = [new Map<number, Template>(), new Map<number, Template>(), new Set<number>()]
  const ofBefore = new Set<number>()
  for (const [index, image] of shown.entries()) {
    const atMs = index * LOOK_EVERY_MS
    const { faces } = await recognizer.process(createFrame(createImagePicture(image, atMs), 'bench', index, atMs), gallery)
    for (const { track, seen, decision } of faces) {
      const isAfter = index >= BEFORE
      if (!isAfter) ofBefore.add(track.id)
      if (!seen || !ofBefore.has(track.id)) continue
      if (isAfter && decision.outcome === 'known') named.add(track.id)
      if (index < BEFORE - 1 || after.has(track.id)) continue
      const face = { trackId: track.id, detection: seen }
      const look = await lookForChallenge(image, { atMs, faces: 1, face, liveness: undefined }, networks)
      if (look.face?.template) (isAfter ? after : before).set(track.id, look.face.template)
    }
    // Every track ended: it was noticed.
    if (index >= BEFORE && faces.every(({ track }) => !ofBefore.has(track.id))) break
  }
  return { before, after, named }
}

async function readClip(path: string): Promise<Image[]> {
  const images: Image[] = []
  let nextMs = -Infinity
  for await (const frame of (await openSource(path)).frames()) {
    if (frame.atMs >= nextMs) {
      nextMs = frame.atMs + LOOK_EVERY_MS - 10
      images.push(await frame.image())
    }
    frame.close()
  }
  return images
}
