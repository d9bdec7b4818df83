// Section on evidence: what to make of the frames of a track, all rules on the same tracks at the same operating point.

import { createRandom } from '../../src/core/random.ts'
import { draw } from '../../src/evaluation/draw.ts'
import { runTrials, type Trial, type TrialResult } from '../../src/evaluation/fusion-trial.ts'
import type { Figure } from '../../src/evaluation/report/evaluation.ts'
import { drawTracks, type DrawOptions } from './draws.ts'
import { BEST, fitOnOthers, FUSION, fusionRules, MAJORITY, ONE_FRAME, VOTE } from './fusion-rules.ts'
import { lfwShots } from './lfw-shots.ts'
import { markdownTable, percent, withInterval } from './markdown.ts'
import { PACKS, type AccuracyContext, type MeasuredPack, type Section } from './section.ts'
import { Comparer, tryRules } from './tracks.ts'

const FPIR = 0.01
const TRIAL = { fpir: FPIR, folds: 5, rounds: 400 }
const DRAWS = 6
const COHORT = 300

type Tracks = Omit<DrawOptions, 'draws'>
/** Photos enrolled, frames of a track, and how many of them are bad: far, blurred, moving or dark. */
const SETS: readonly (readonly [name: string, Tracks])[] = [
  ['5 clear', { photos: 3, frames: 5, bad: [0, 0] }],
  ['1–2 of 5 bad', { photos: 3, frames: 5, bad: [1, 2] }],
  ['3 of 5 bad', { photos: 3, frames: 5, bad: [3, 3] }],
  ['1 of 3 bad', { photos: 3, frames: 3, bad: [1, 1] }],
  ['1 of 3 bad, one photo enrolled', { photos: 1, frames: 3, bad: [1, 1] }],
]
const FRAMES = [1, 2, 3, 5] as const

export async function evidenceSection(context: AccuracyContext): Promise<Section> {
  const parts = []
  for (const pack of PACKS) parts.push(await measure(context, pack))
  return {
    heading: 'What to make of many frames',
    text: [...parts.map(p => p.answer), ...parts.map(p => p.tables), NOTES].join('\n\n'),
    figures: parts.flatMap(p => p.figures),
  }
}

async function measure(context: AccuracyContext, pack: MeasuredPack) {
  const shots = await lfwShots(context, pack)
  const singles = shots.others.filter(of => of.length === 1).flat()
  const cohort = draw(singles, COHORT, createRandom(1))
  const comparer = new Comparer([...shots.known.flat(), ...cohort])
  const others = shots.others.filter(of => of.length >= 3)
  const rules = fusionRules(fitOnOthers(shots))
  const at = (rule: { name: string }) => rules.findIndex(({ name }) => name === rule.name)
  const trials = SETS.map(([, tracks]) =>
    tryRules(drawTracks(shots.known, others, { ...tracks, draws: DRAWS }), rules, comparer, cohort),
  )
  const each = trials.map(of =>
    runTrials(
      of.map(trial => [trial]),
      { ...TRIAL, rounds: 2 },
    ),
  )
  const all = runTrials(
    rules.map((_, i) => trials.map(of => of[i]!)),
    TRIAL,
  )
  const against = (rule: { name: string }) =>
    runTrials(
      [at(rule), at(FUSION)].map(i => trials.map((of): Trial => of[i]!)),
      TRIAL,
    )[1]!.fewerThanFirst
  const [vote, majority, oneFrame] = [against(VOTE), against(MAJORITY), against(ONE_FRAME)]
  // The interval of one set alone: the plain question.
  const [five] = runTrials([[trials[0]![at(FUSION)]!]], TRIAL)
  const byFrames = FRAMES.map(frames => {
    const drawn = drawTracks(shots.known, others, { photos: 3, frames, bad: [0, 0], draws: DRAWS })
    return runTrials(
      tryRules(drawn, [FUSION], comparer).map(trial => [trial]),
      TRIAL,
    )[0]!
  })
  const fewer = (estimate: TrialResult['fewerThanFirst']) => (estimate ? withInterval(estimate) : 'not told')
  const figure = (metric: string, { value, low, high }: { value: number; low: number; high: number }, settings = {}): Figure => ({
    metric,
    value,
    low,
    high,
    n: all[0]!.people.known,
    pack,
    settings: { fpir: FPIR, ...settings },
  })
  const named = (rule: { name: string }) => all[at(rule)]!
  return {
    answer:
      `**\`${pack}\`: pooling many frames is what counts, not how.** One frame misses ${percent(named(ONE_FRAME).fnir.value)} of registered people, the majority of frames ` +
      `${percent(named(MAJORITY).fnir.value)}, the product's \`vote\` ${percent(named(VOTE).fnir.value)}, \`best\` ${percent(named(BEST).fnir.value)}, \`fusion\` ${percent(named(FUSION).fnir.value)}. ` +
      `Of the errors of one frame \`fusion\` saves ${fewer(oneFrame)}, of those of the majority ${fewer(majority)}; it makes ${vote ? times(vote) : 'as many'} times the errors of \`vote\`.`,
    tables: [
      `Pack \`${pack}\`: share of registered people's tracks not given their name (FNIR) at one stranger's track in a hundred named; ${all[0]!.people.known} people of 152 enrolled, ${all[0]!.people.strangers} strangers.`,
      markdownTable(
        ['rule', ...SETS.map(([name]) => name), 'all (95 %)', 'errors, `vote` = 1 (95 %)'],
        rules.map(({ name }, i) => [
          name,
          ...each.map(of => percent(of[i]!.fnir.value)),
          withInterval(all[i]!.fnir),
          all[i]!.fewerThanFirst && i > 0 ? times(all[i]!.fewerThanFirst) : '–',
        ]),
      ),
      `\`fusion\` by the number of clear frames: ${FRAMES.map((frames, i) => `${frames}: ${withInterval(byFrames[i]!.fnir)}`).join('; ')}.`,
    ].join('\n\n'),
    figures: [
      figure('FNIR, five frames, 152 people, FPIR 1 %', five!.fnir),
      ...(vote ? [figure('errors fewer than the vote', vote)] : []),
      ...(majority ? [figure('errors fewer than the majority of frames', majority)] : []),
      ...rules.map(({ name }, i) => figure('FNIR', all[i]!.fnir, { rule: name.replace(/\*\*/g, '') })),
    ],
  }
}

/** Errors as a multiple of the first rule's. */
const times = ({ value, low, high }: { value: number; low: number; high: number }): string =>
  `${(1 - value).toFixed(2)} (${(1 - high).toFixed(2)}–${(1 - low).toFixed(2)})`

const NOTES = `How it was measured: six draws of who is enrolled with which photos and which photos make a track, from LFW. Bad frames are photos made
worse as a camera does it (eyes 10–14 pixels apart, out of focus, moving, a tenth of the light). Every rule has the threshold at which one stranger's track in a hundred is
named; strangers are 215 other people of three photos and more, and each registered person taken out of the gallery. A fifth of the people is judged at the threshold of the
others. Intervals: 400 samples of the people; each person counts the same.

Why the vote does so well here: the product's \`vote\` asks for one name among the nearest photos of all frames above a threshold, so at the threshold that lets few strangers
through one very similar frame decides it, as in \`best\`. A vote in which most frames must agree fails where most frames are bad. The mean of the embeddings needs neither: it is as good with
one clear frame as with many poor ones, its threshold can be calibrated (a maximum over frames grows with their number), and one similarity can be explained. So \`fusion\` stays the default.

Not adopted: score normalisation makes fewer errors than \`fusion\` alone with both packs, yet inside the intervals, and needs strangers' faces kept and thresholds of its own; likelihood ratios summed over frames (what a sequential test
decides by) miss no fewer; a larger lead over the second person changes nothing at these sizes. A sequential test's early stopping and its discount for frames that are alike were not measured
on video: names come after three frames of evidence as before.`
