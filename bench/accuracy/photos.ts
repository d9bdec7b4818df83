// How many photos a person needs, how to choose them, and what is made of them: LFW, at one wrong name in a hundred strangers.

import { dot } from '../../src/core/template.ts'
import { farthestFirst } from '../../src/evaluation/fusion-templates.ts'
import { runTrials, type TrialResult } from '../../src/evaluation/fusion-trial.ts'
import type { Figure } from '../../src/evaluation/report/evaluation.ts'
import { drawTracks, type DrawOptions } from './draws.ts'
import { FUSION, TEMPLATE_RULES } from './fusion-rules.ts'
import { lfwShots, type LfwShots, type Shot } from './lfw-shots.ts'
import { markdownTable, percent, withInterval } from './markdown.ts'
import { PACKS, type AccuracyContext, type MeasuredPack, type Section } from './section.ts'
import { Comparer, tryRules, type RuleToTry } from './tracks.ts'

const FPIR = 0.01
const TRIAL = { fpir: FPIR, folds: 5, rounds: 1000 }
const COUNTS = [1, 2, 3, 4, 5, 6, 8, 10, 12]
const MOST = 12
const DRAWS = 10
const TRACK = 5

type Choice = readonly [name: string, choose: NonNullable<DrawOptions['choose']>]
const byQuality = (shots: readonly Shot[]) => [...shots].sort((a, b) => b.quality - a.quality)
const likeness = (shots: readonly Shot[]) => shots.map(a => shots.map(b => dot(a.template.vector, b.template.vector)))
const samePose = (shots: readonly Shot[]) => shots.map(a => shots.map(b => -Math.hypot(a.turn - b.turn, a.nod - b.nod)))
/** From the best photo on, each the least like all before it. */
const varied = (like: (shots: readonly Shot[]) => number[][]) => (shots: readonly Shot[], count: number) => {
  const ranked = byQuality(shots)
  return farthestFirst(like(ranked), Math.min(count, ranked.length), 0).map(i => ranked[i]!)
}
const better = (shots: readonly Shot[], count: number) =>
  byQuality(shots).slice(0, Math.max(count, Math.ceil(shots.length * 0.67)))

const CHOICES: readonly Choice[] = [
  ['by lot', (shots, count) => shots.slice(0, count)],
  ['the best by quality', (shots, count) => byQuality(shots).slice(0, count)],
  ['the least alike', varied(likeness)],
  ['as many poses as can be', varied(samePose)],
  ['the least alike of the better two thirds', (shots, count) => varied(likeness)(better(shots, count), count)],
]

export async function photosSection(context: AccuracyContext): Promise<Section> {
  const parts = []
  for (const pack of PACKS) parts.push(measure(pack, await lfwShots(context, pack, { worse: false })))
  return {
    heading: 'How many photos a person needs',
    text: [...parts.map(p => p.answer), ...parts.map(p => p.tables), NOTES].join('\n\n'),
    figures: parts.flatMap(p => p.figures),
  }
}

function measure(pack: MeasuredPack, { known, others, strangers }: LfwShots) {
  const comparer = new Comparer(known.flat())
  const singles = [...strangers.map(s => [s]), ...others]
  const tracks = others.filter(of => of.length >= 3)
  const run = (options: Omit<DrawOptions, 'draws'>, rules: readonly RuleToTry[] = [FUSION], people = known): TrialResult[] => {
    const draws = drawTracks(people, options.frames === 1 ? singles : tracks, { ...options, draws: DRAWS })
    return runTrials(
      tryRules(draws, rules, comparer).map(trial => [trial]),
      TRIAL,
    )
  }
  // Who has a photo left even when enrolled with most: the same people for every count.
  const rich = new Set(known.flatMap((shots, i) => (shots.length > MOST ? [i] : [])))
  const counts = COUNTS.map(photos => {
    const options = { photos, frames: 1 }
    const [single] = run(options)
    const [five] = run({ photos, frames: TRACK })
    const [same] = runTrials(
      tryRules(drawTracks(known, singles, { ...options, draws: DRAWS }), [FUSION], comparer).map(trial => [
        { ...trial, known: trial.known.filter(({ person }) => rich.has(person)) },
      ]),
      TRIAL,
    )
    return { photos, single: single!, five: five!, same: same! }
  })
  const choices = [3, 6].map(photos => ({
    photos,
    results: CHOICES.map(([, choose]) => run({ photos, from: MOST, frames: 1, choose })[0]!),
  }))
  const templates = run({ photos: 6, frames: 1 }, TEMPLATE_RULES)

  const figure = (metric: string, { fnir, people }: TrialResult, settings: Figure['settings']): Figure => ({
    metric,
    ...fnir,
    n: people.known,
    pack,
    settings: { fpir: FPIR, gallery: known.length, ...settings },
  })
  return {
    answer: answerOf(pack, counts),
    tables: [
      `Pack \`${pack}\`. Share of enrolled people not given their name (FNIR) at one stranger in a hundred named, by photos a person is enrolled with:`,
      markdownTable(
        ['photos', 'one photo shown', 'people', `the same ${rich.size} people`, `track of ${TRACK} photos`, 'people'],
        counts.map(c => [
          c.photos,
          withInterval(c.single.fnir),
          c.single.people.known,
          withInterval(c.same.fnir),
          c.five.people.known > 0 ? withInterval(c.five.fnir) : '–',
          c.five.people.known,
        ]),
      ),
      `Which of ${MOST} photos at hand, one photo shown, ${rich.size} people:`,
      markdownTable(
        ['chosen', ...choices.map(c => `${c.photos} photos`)],
        CHOICES.map(([name], i) => [name, ...choices.map(c => withInterval(c.results[i]!.fnir))]),
      ),
      'What six photos become, one photo shown:',
      markdownTable(
        ['template', 'FNIR', 'threshold'],
        templates.map((t, i) => [TEMPLATE_RULES[i]!.name, withInterval(t.fnir), t.threshold.toFixed(3)]),
      ),
    ].join('\n\n'),
    figures: [
      ...counts.flatMap(c => [
        figure('FNIR', c.single, { photos: c.photos, frames: 1 }),
        ...(c.five.people.known > 0 ? [figure('FNIR', c.five, { photos: c.photos, frames: TRACK })] : []),
      ]),
      ...choices.flatMap(c => c.results.map((r, i) => figure('FNIR', r, { photos: c.photos, of: MOST, chosen: CHOICES[i]![0] }))),
      ...templates.map((t, i) => figure('FNIR', t, { photos: 6, frames: 1, template: TEMPLATE_RULES[i]!.name })),
    ],
  }
}

interface Count {
  readonly photos: number
  readonly same: TrialResult
}

/** The first count from which on no count misses a fifth fewer. */
function answerOf(pack: MeasuredPack, counts: readonly Count[]): string {
  const missed = counts.map(c => c.same.fnir.value)
  const enough = counts.findIndex((_, i) => missed.slice(i + 1).every(later => later > 0.8 * missed[i]!))
  const at = (photos: number) => percent(counts.find(c => c.photos === photos)!.same.fnir.value)
  const { photos, same } = counts[enough]!
  return (
    `**${photos} photos a person are enough with \`${pack}\`.** Seen in one photo, ${at(1)} of ${same.people.known} people are missed when enrolled with one ` +
    `photo, ${at(3)} with three, ${at(6)} with six and ${at(MOST)} with twelve.`
  )
}

const NOTES =
  'Ten draws of who is enrolled with which photos; all 152 people are enrolled each time, those with photos left over are looked for. Strangers are everybody ' +
  'else of LFW and each enrolled person taken out of the gallery; a fifth of the people is judged at the threshold of the others. Intervals: 1,000 samples of the people. ' +
  'LFW photos of one person differ by years and places, a session before one camera does not: there five photos are less than five.'
