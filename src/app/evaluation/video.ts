// A labelled clip measured: which tracks got the right name, by each rule on the same pictures.

import { RostroError } from '../../core/errors.ts'
import type { Appearance } from '../../evaluation/clip-labels.ts'
import { scoreClip, TRACK_VERDICTS, type ClipScore, type TrackScore } from '../../evaluation/clip-tracks.ts'
import type { Figure, Measured, Table } from '../../evaluation/report/evaluation.ts'
import { cosine } from '../../evaluation/report/numbers.ts'
import { shareFigure, shareWords } from '../../evaluation/report/share.ts'
import type { Rule } from '../../recognition/evidence.ts'
import { decisionSettings, recognizerSettings } from '../open-rostro.ts'
import type { PersonFolder } from '../person-folders.ts'
import { followClip, withPeople } from './follow-clip.ts'
import type { Observer } from './observer.ts'

export interface VideoMeasurement {
  readonly clip: string
  readonly people: readonly PersonFolder[]
  readonly labels: readonly Appearance[]
  readonly rules: readonly Rule[]
  /** A fixed similarity; otherwise the threshold follows from the people registered. */
  readonly threshold?: number | undefined
  readonly far?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((seconds: number, rule: Rule) => void) | undefined
}

interface RuleScore {
  readonly rule: Rule
  readonly threshold: number
  readonly score: ClipScore
}

/** @throws RostroError nothing_enrolled when nobody could be registered, usage_invalid when labels name nobody registered, source_* */
export async function measureVideo(
  { pack, networks }: Pick<Observer, 'pack' | 'networks'>,
  { clip, people, labels, rules, threshold, far, signal, onProgress }: VideoMeasurement,
): Promise<Measured> {
  const leftOut: { what: string; why: string }[] = []
  const onRefused = (what: string, why: string) => leftOut.push({ what, why })
  const { scores, registered } = await withPeople({ pack, networks }, people, onRefused, async rostro => {
    const registered = (await rostro.store.people()).map(({ name }) => name)
    if (registered.length === 0)
      throw new RostroError('nothing_enrolled', 'Nobody could be registered: no photo was good enough.')
    const scores: RuleScore[] = []
    for (const rule of rules) {
      const settings = recognizerSettings(decisionSettings({ rule, threshold }), far)
      const onFrame = (atMs: number) => onProgress?.(atMs / 1000, rule)
      const story = await followClip(rostro, clip, settings, { threshold }, { signal, onFrame })
      scores.push({ rule, threshold: threshold ?? rostro.gallery.threshold, score: scoreClip(story, labels) })
    }
    return { scores, registered }
  })
  const strangers = [...new Set(labels.map(a => a.name))].filter(name => !registered.includes(name))
  for (const name of strangers) leftOut.push({ what: name, why: 'is in the labels and not registered: nobody can be named so' })
  const first = scores[0]!
  return {
    kind: 'video',
    title: 'Naming people in a clip',
    on: { clip, people: registered.length, appearances: labels.length, tracks: first.score.tracks.length },
    summary: scores.map(
      ({ rule, threshold: used, score: { count, tracks, named, toBeNamed, medianToNameMs } }) =>
        `${rule}, threshold ${cosine(used)}: of ${tracks.length} tracks ${count.right} right, ${count.wrong} wrong, ${count.undecided} undecided, ${count.unknown} unknown, ` +
        `${count.nobody} on nobody of the labels; ${named} of ${toBeNamed} people seen frontally named${medianToNameMs === undefined ? '' : `, half of them within ${Math.round(medianToNameMs)} ms`}.`,
    ),
    figures: scores.flatMap(({ rule, threshold: used, score }) => figuresOf(score, pack.name, { rule, threshold: used })),
    tables: [rulesTable(scores), ...scores.map(({ rule, score }) => tracksTable(rule, score.tracks))],
    plots: [],
    pairs: [],
    leftOut,
    notCovered: [
      'Tracks of one clip share light, camera and people: the exact intervals take each for a trial of its own and are therefore too narrow.',
      'Faces that were never followed: only tracks are counted; "people named" tells who was missed.',
    ],
  }
}

function figuresOf(
  { count, tracks, named, toBeNamed, identitySwitches, medianToNameMs }: ClipScore,
  pack: string,
  settings: Figure['settings'],
): Figure[] {
  const plain = (metric: string, value: number | undefined, n: number): Figure => ({
    metric,
    value: value ?? null,
    low: null,
    high: null,
    n,
    pack,
    settings,
  })
  return [
    ...TRACK_VERDICTS.map(verdict =>
      shareFigure(`tracks ${verdict}`, { count: count[verdict], of: tracks.length }, pack, settings),
    ),
    shareFigure('people named', { count: named, of: toBeNamed }, pack, settings),
    plain('identity switches', identitySwitches, tracks.length),
    plain('median ms to a name', medianToNameMs, tracks.filter(t => t.toNameMs !== undefined).length),
  ]
}

const rulesTable = (scores: readonly RuleScore[]): Table => ({
  title: 'By rule',
  head: ['rule', 'threshold', 'tracks', ...TRACK_VERDICTS, 'wrong (95 %)', 'switches', 'people named', 'ms to a name'],
  rows: scores.map(({ rule, threshold, score }) => [
    rule,
    cosine(threshold),
    score.tracks.length,
    ...TRACK_VERDICTS.map(verdict => score.count[verdict]),
    shareWords({ count: score.count.wrong, of: score.tracks.length }),
    score.identitySwitches,
    `${score.named} of ${score.toBeNamed}`,
    score.medianToNameMs === undefined ? '–' : Math.round(score.medianToNameMs),
  ]),
  note: 'Wrong: a wrong name for more than 150 ms. Nobody: on a face of nobody in the labels, or on no face, and not named. Clopper–Pearson.',
})

const tracksTable = (rule: Rule, tracks: readonly TrackScore[]): Table => ({
  title: `Tracks by the rule ${rule}`,
  head: ['track', 'from s', 'to s', 'shows', 'verdict', 'named', 'highest similarity', 'ms to a name', 'ms wrongly named'],
  rows: tracks.map(t => [
    t.id,
    (t.fromMs / 1000).toFixed(1),
    (t.toMs / 1000).toFixed(1),
    t.truth?.name ?? 'nobody',
    t.verdict,
    t.names.join(', ') || '–',
    t.similarity === undefined ? '–' : cosine(t.similarity),
    t.toNameMs === undefined ? '–' : Math.round(t.toNameMs),
    Math.round(t.wrongMs),
  ]),
})
