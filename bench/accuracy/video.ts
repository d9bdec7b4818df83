// Section on clips: who is named, by each rule, in the clips of the development data.

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { cacheFolderOf } from '../../src/app/evaluation/observer.ts'
import { followClip, peopleIn, withPeople } from '../../src/app/evaluation/follow-clip.ts'
import { openKept } from '../../src/app/evaluation/kept.ts'
import { decisionSettings, recognizerSettings } from '../../src/app/open-rostro.ts'
import { parseClipLabels, type Appearance } from '../../src/evaluation/clip-labels.ts'
import { scoreClip, type ClipStory } from '../../src/evaluation/clip-tracks.ts'
import type { Figure } from '../../src/evaluation/report/evaluation.ts'
import { shareFigure, shareWords } from '../../src/evaluation/report/share.ts'
import { rostroHome } from '../../src/models/packs/home.ts'
import { RULES, type Rule } from '../../src/recognition/evidence.ts'
import { markdownTable } from './markdown.ts'
import type { AccuracyContext, Section } from './section.ts'

const PACK = 'mobile'
/** Raised whenever tracks are followed or decided differently. */
const FOLLOWED_AS = 3
const MUSICIANS = ['lin-manuel-miranda', 'alex-lacamoire']

const Story: z.ZodType<{ threshold: number; story: ClipStory }> = z.any()

export async function videoSection(context: AccuracyContext): Promise<Section> {
  const kept = await openKept(join(cacheFolderOf(rostroHome()), 'clips.jsonl'), Story)
  const video = join(context.shared, 'data/video')
  const labels = async (name: string) =>
    parseClipLabels(await readFile(join('bench/truth', `${name}.json`), 'utf8'), `${name}.json`)
  const observer = await context.observer(PACK)
  const follow = async (clip: string, people: Awaited<ReturnType<typeof peopleIn>>, rule: Rule) => {
    const path = join(video, clip)
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
    return kept.get([FOLLOWED_AS, sha256, people.map(p => p.name), rule, observer.pack], () =>
      withPeople(
        observer,
        people,
        () => {},
        async rostro => {
          const story = await followClip(rostro, path, recognizerSettings(decisionSettings({ rule })))
          return { threshold: rostro.gallery.threshold, story }
        },
      ),
    )
  }
  try {
    const friends = await peopleIn(join(video, 'six-friends-faces'))
    const musicians = MUSICIANS.map(name => ({ name, photos: [join(video, `${name}.png`)] }))
    const six = await labels('six-friends')
    const rows = []
    const figures: Figure[] = []
    const named: string[] = []
    for (const rule of RULES) {
      const { threshold, story } = await follow('six-friends.mp4', friends, rule)
      const score = scoreClip(story, six)
      const { count, tracks } = score
      rows.push([
        `\`${rule}\``,
        tracks.length,
        count.right,
        count.wrong,
        count.undecided,
        count.unknown,
        score.identitySwitches,
        `${score.named} of ${score.toBeNamed}`,
        score.medianToNameMs === undefined ? '–' : Math.round(score.medianToNameMs),
        shareWords({ count: count.wrong, of: tracks.length }),
      ])
      const settings = { clip: 'six-friends', rule, threshold: Number(threshold.toFixed(4)) }
      figures.push(shareFigure('tracks wrong', { count: count.wrong, of: tracks.length }, PACK, settings))
      figures.push(shareFigure('people named', { count: score.named, of: score.toBeNamed }, PACK, settings))
      const crowd = (await follow('crowd.mp4', friends, rule)).story.tracks
      const wrongly = crowd.filter(t => t.seen.some(s => s.name !== undefined)).length
      named.push(`\`${rule}\` ${wrongly} of ${crowd.length}`)
      figures.push(shareFigure('tracks wrong', { count: wrongly, of: crowd.length }, PACK, { clip: 'crowd', rule }))
    }
    const hamilton = await labels('hamilton')
    const { story } = await follow('hamilton.mp4', musicians, 'fusion')
    return {
      heading: 'Naming people in video',
      text: `\`six-friends.mp4\`: 632 frames of 1280×720, six people registered with **one** photo each, who is where looked up by eye; the threshold follows from
six people and 1 wrong name in 1,000 strangers.

${markdownTable(['rule', 'tracks', 'right', 'wrong', 'undecided', 'unknown', 'identity switches', 'people seen frontally and named', 'ms to a name', 'wrong (95 %)'], rows)}

A track counts as wrong when it carries a wrong name for more than 150 ms: the frames between a cut and the next detection still carry the old name.

\`crowd.mp4\`, 460 frames of a street with the same six registered, none of whom is there; tracks named: ${named.join(', ')}.

\`hamilton.mp4\`, 275 frames of a dark stage, two registered with one photo each: ${tracksInWords(story, hamilton)}

With so few tracks the rules cannot be told apart by these clips, and no wrong one means little more than that there were not many.`,
      figures,
    }
  } finally {
    await kept.close()
  }
}

function tracksInWords(story: ClipStory, labels: readonly Appearance[]): string {
  const words = scoreClip(story, labels).tracks.map(
    ({ truth, verdict, fromMs, toMs, similarity }) =>
      `${truth?.name ?? 'somebody of the audience'} from ${(fromMs / 1000).toFixed(1)} to ${(toMs / 1000).toFixed(1)} s ${verdict === 'nobody' ? 'is not named' : `is ${verdict}`}` +
      (similarity === undefined ? '' : ` (${similarity.toFixed(2)})`),
  )
  return `${words.join('; ')}.`
}
