// Attacks that never were before a camera: a picture that stands still, a recording round and round, one spliced in. No networks needed.

import { join } from 'node:path'
import type { Image } from '../../src/core/types.ts'
import { createRandom } from '../../src/core/random.ts'
import type { Figure } from '../../src/evaluation/report/evaluation.ts'
import { shareFigure, shareWords } from '../../src/evaluation/report/share.ts'
import { PictureMotion, type Motion } from '../../src/recognition/picture-motion.ts'
import { SceneCutDetector } from '../../src/recognition/scene-cut.ts'
import { openSource } from '../../src/video/open-source.ts'
import { markdownTable } from '../accuracy/markdown.ts'

export const CLIPS = ['six-friends.mp4', 'hamilton.mp4', 'crowd.mp4'] as const
const ATTACKS = 160
/** As recognition looks: every 120 ms, a little early or late. */
const LOOK_EVERY_MS = 120
const JITTER_MS = 30

interface Small {
  readonly small: Image
  readonly atMs: number
}

/** Every frame at the size of the default detector. */
async function readClip(path: string): Promise<Small[]> {
  const frames: Small[] = []
  for await (const frame of (await openSource(path)).frames()) {
    frames.push({ small: await frame.resized(320, 240), atMs: frame.atMs })
    frame.close()
  }
  const startMs = frames[0]?.atMs ?? 0
  return frames.map(({ small, atMs }) => ({ small, atMs: atMs - startMs }))
}

/** What is shown at a time. */
type Show = (atMs: number) => Image

interface Watched {
  /** When it was first said, ms. */
  readonly first: Partial<Record<Motion | 'cut', number>>
}

function watch(show: Show, forMs: number, random: () => number): Watched {
  const motion = new PictureMotion()
  const cuts = new SceneCutDetector()
  const first: Partial<Record<Motion | 'cut', number>> = {}
  for (let atMs = 0; atMs < forMs; atMs += LOOK_EVERY_MS + JITTER_MS * (random() - 0.5)) {
    const small = show(atMs)
    first[motion.take(small, atMs)] ??= atMs
    if (cuts.isCut(small)) first.cut ??= atMs
  }
  return { first }
}

export async function injectedTable(shared: string): Promise<{ readonly text: string; readonly figures: readonly Figure[] }> {
  const random = createRandom(1)
  const clips = await Promise.all(CLIPS.map(clip => readClip(join(shared, 'data/video', clip))))
  const between = (low: number, high: number) => low + (high - low) * random()
  const drawClip = () => clips[Math.floor(random() * clips.length)]!
  const playFrom =
    (clip: readonly Small[], fromMs: number): Show =>
    atMs =>
      clip[
        Math.min(
          clip.length - 1,
          clip.findIndex(f => f.atMs >= fromMs + atMs),
        )
      ]?.small ?? clip.at(-1)!.small
  const lengthOf = (clip: readonly Small[]) => clip.at(-1)!.atMs

  const frozen = Array.from({ length: ATTACKS }, () => {
    const still = playFrom(drawClip(), between(0, 8000))(0)
    return watch(() => still, 4000, random).first.frozen
  })
  const loops = Array.from({ length: ATTACKS }, () => {
    const clip = drawClip()
    const roundMs = between(1500, Math.min(8000, lengthOf(clip) - 500))
    const play = playFrom(clip, between(0, lengthOf(clip) - roundMs - 100))
    const { first } = watch(atMs => play(atMs % roundMs), 3 * roundMs + 4000, random)
    return first.looping === undefined ? undefined : first.looping - roundMs
  })
  const cutIns = Array.from({ length: ATTACKS }, () => {
    const [live, replayed] = [drawClip(), drawClip()]
    const [from, other, cutMs] = [between(0, 4000), between(4000, lengthOf(replayed) - 2500), between(1000, 2500)]
    const [before, after] = [playFrom(live, from), playFrom(replayed, other)]
    const { first } = watch(atMs => (atMs < cutMs ? before(atMs) : after(atMs - cutMs)), cutMs + 200, random)
    return first.cut !== undefined && first.cut >= cutMs ? first.cut - cutMs : undefined
  })
  const genuine = clips.map((clip, i) => ({
    name: CLIPS[i]!,
    first: watch(playFrom(clip, 0), lengthOf(clip) - 50, random).first,
  }))
  const figures: Figure[] = []
  const row = (species: string, seen: readonly (number | undefined)[], word: string) => {
    const missed = { count: seen.filter(ms => ms === undefined).length, of: seen.length }
    figures.push(shareFigure('APCER', missed, 'picture motion', { species }))
    const times = seen.filter(ms => ms !== undefined).sort((a, b) => a - b)
    const at = (share: number) =>
      times.length > 0 ? `${(times[Math.floor(share * (times.length - 1))]! / 1000).toFixed(1)} s` : '–'
    return [species, seen.length, shareWords(missed), word, at(0.5), at(0.95)]
  }
  const alarms = {
    count: genuine.filter(({ first }) => first.frozen !== undefined || first.looping !== undefined).length,
    of: genuine.length,
  }
  figures.push(shareFigure('BPCER', alarms, 'picture motion', {}))
  const seconds = clips.reduce((sum, clip) => sum + lengthOf(clip) / 1000, 0)
  return {
    text: `${markdownTable(
      ['species', 'n', 'not noticed', 'noticed as', 'after, median', 'after, 95 %'],
      [
        row('synthetic-frozen', frozen, 'frozen'),
        row('synthetic-loop', loops, 'looping, counted from the second round'),
        row('synthetic-cut-in', cutIns, 'a cut, which ends every track'),
      ],
    )}\n\nOf the untouched clips, ${seconds.toFixed(0)} s in all, ${alarms.count} of ${alarms.of} were called frozen or looping for a moment.`,
    figures,
  }
}
