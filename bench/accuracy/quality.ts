// Section on quality: whether dropping poor faces drops errors, and what a quality means.

import { clamp } from '../../src/core/geometry/box.ts'
import { dot } from '../../src/core/template.ts'
import type { Estimate, FaceSignals } from '../../src/core/types.ts'
import { bootstrap } from '../../src/evaluation/bootstrap.ts'
import { clopperPearson } from '../../src/evaluation/intervals.ts'
import type { Figure } from '../../src/evaluation/report/evaluation.ts'
import { MIN_QUALITY } from '../../src/recognition/evidence.ts'
import { judge } from '../../src/recognition/quality.ts'
import { byPerson, lookAt, openSetList, type LfwPhoto } from './lfw.ts'
import { markdownTable, withInterval } from './markdown.ts'
import { PACKS, type AccuracyContext, type MeasuredPack, type Section } from './section.ts'
import { worsened, WORSENED } from './worsened.ts'
import { WORSENINGS } from './worse-photos.ts'

const DROPPED = [0, 0.05, 0.1, 0.2] as const
const BINS = [0, 10, 25, 40, 60, 80, 90, 101] as const
/** Two photos of one person. */
interface Genuine {
  readonly person: number
  readonly similarity: number
  /** Of the poorer photo, by each quality. */
  readonly quality: readonly [now: number, before: number]
}

export async function qualitySection(context: AccuracyContext): Promise<Section> {
  const parts = []
  for (const pack of PACKS) parts.push(await measure(context, pack))
  return {
    heading: 'Quality',
    text: [...parts.map(p => p.answer), ...parts.map(p => p.tables), NOTES].join('\n\n'),
    figures: parts.flatMap(p => p.figures),
  }
}

async function measure(context: AccuracyContext, pack: MeasuredPack) {
  const list = await openSetList(context)
  const photos = await lookAt(
    context,
    pack,
    list.filter(l => l.role !== 'stranger').map(l => l.image),
  )
  const strangers = await lookAt(
    context,
    pack,
    list.filter(l => l.role === 'stranger').map(l => l.image),
  )
  const lengths = (await context.observer(pack)).networks.embeddingLengths
  const both = ({ quality, face }: LfwPhoto): readonly [number, number] => [quality, before(face.signals, pack)]
  const people = [...byPerson(photos).values()]
  const pairs = people.flatMap((of, person) =>
    of.flatMap((a, i) =>
      of.slice(0, i).map((b): Genuine => {
        const [qa, qb] = [both(a), both(b)]
        const quality = [Math.min(qa[0], qb[0]), Math.min(qa[1], qb[1])] as const
        return { person, similarity: dot(a.template.vector, b.template.vector), quality }
      }),
    ),
  )
  // Strangers have one photo each: every comparison of two of them is of two people.
  const impostors = strangers.flatMap((a, i) => strangers.slice(0, i).map(b => dot(a.template.vector, b.template.vector)))
  impostors.sort((a, b) => b - a)
  const rows: (readonly (string | number)[])[] = []
  const figures: Figure[] = []
  const cuts: string[] = []
  for (const fmr of [1e-3, 1e-4]) {
    const threshold = impostors[Math.floor(fmr * impostors.length)]!
    for (const [which, name] of [
      [0, 'now'],
      [1, 'before'],
    ] as const) {
      const results = DROPPED.map(share => droppedFnmr(pairs, which, share, threshold, people.length))
      rows.push([`1 in ${1 / fmr}`, name, ...results.map(({ fnmr }) => withInterval(fnmr))])
      const { cut } = results[2]!
      if (which === 0) {
        cuts.push(`${withInterval(cut)} at one false match in ${(1 / fmr).toLocaleString('en')}`)
        figures.push({ metric: 'FNMR cut by dropping the worst 10 %', ...cut, n: pairs.length, pack, settings: { fmr } })
      }
    }
  }
  const reliability = await reliabilityOf(context, pack, lengths, impostors[Math.floor(1e-4 * impostors.length)]!)
  return {
    figures,
    answer: `**\`${pack}\`: leaving out the worst tenth of all pairs by quality cuts the share of missed pairs by ${cuts.join(', and by ')}.**`,
    tables: [
      `Pack \`${pack}\`: FNMR of ${pairs.length} pairs of ${people.length} people when the worst are dropped; "before" is the quality of version 0.1 without fitting.`,
      markdownTable(['false matches', 'quality', ...DROPPED.map(d => (d === 0 ? 'all' : `worst ${100 * d} % dropped`))], rows),
      `What a quality means: photos of ${reliability.people} other people, as they are and made worse in ${WORSENINGS.length} ways, against the good photos of their person, at one false match in 10,000.`,
      markdownTable(
        ['quality', 'photos', 'unlike their own person (95 %)'],
        reliability.bins.map(b => [b.name, b.n, b.n > 0 ? withInterval(b.missed) : '–']),
      ),
    ].join('\n\n'),
  }
}

/** FNMR without the worst share, and by how much that is less than with them. */
function droppedFnmr(pairs: readonly Genuine[], which: 0 | 1, share: number, threshold: number, people: number) {
  const ranked = [...pairs].sort((a, b) => a.quality[which] - b.quality[which])
  const kept = ranked.slice(Math.floor(share * ranked.length))
  const rate = (of: readonly Genuine[], weights?: ArrayLike<number>) => {
    let [missed, all] = [0, 0]
    for (const { person, similarity } of of) {
      const weight = weights ? weights[person]! : 1
      all += weight
      if (similarity <= threshold) missed += weight
    }
    return missed / all
  }
  const [fnmr, cut] = bootstrap([people], weights => [rate(kept, weights), 1 - rate(kept, weights) / rate(pairs, weights)], {
    rounds: 200,
  })
  const estimate = (value: number, interval: { low: number; high: number } | undefined): Estimate => ({
    value,
    low: interval?.low ?? value,
    high: interval?.high ?? value,
  })
  return { fnmr: estimate(rate(kept), fnmr), cut: estimate(1 - rate(kept) / rate(pairs), cut) }
}

/** People whom quality was fitted on; told apart from the table above, which nothing was fitted on. */
async function reliabilityOf(
  context: AccuracyContext,
  pack: MeasuredPack,
  lengths: Parameters<typeof judge>[1],
  threshold: number,
) {
  const people = await worsened(context, pack)
  const seen: { quality: number; isMissed: boolean }[] = []
  for (const { good, versions } of people) {
    for (const { face } of versions) {
      if (!face) continue
      const mean = good.reduce((sum, g) => sum + dot(face.template.vector, g.template.vector), 0) / good.length
      seen.push({ quality: judge(face.signals, lengths).value, isMissed: mean < threshold })
    }
  }
  const bins = BINS.slice(0, -1).map((from, i) => {
    const to = BINS[i + 1]!
    const within = seen.filter(s => s.quality >= from && s.quality < to)
    const missed = within.filter(s => s.isMissed).length
    const interval = within.length > 0 ? clopperPearson(missed, within.length) : { low: 0, high: 1 }
    const name = `${from}–${Math.min(100, to)}${to <= MIN_QUALITY ? ', never compared' : ''}`
    return { name, n: within.length, missed: { value: missed / within.length, ...interval } }
  })
  return { bins, people: WORSENED }
}

/** The quality of version 0.1: ramps set by hand, all multiplied. */
function before(signals: FaceSignals, pack: MeasuredPack): number {
  const ramp = (value: number, worst: number, best: number) => clamp((value - worst) / (best - worst), 0, 1)
  const length = signals.embeddingLength
  return (
    100 *
    ramp(signals.eyePx, 7, 28) *
    Math.min(ramp(Math.abs(signals.turn), 0.62, 0.22), ramp(Math.abs(signals.nod), 0.36, 0.16)) *
    ramp(signals.sharpness, 0.003, 0.014) *
    ramp(signals.luma, 28, 62) *
    ramp(signals.luma, 238, 212) *
    ramp(signals.insideShare, 0.7, 0.95) *
    ramp(signals.unsteadiness ?? 0, 0.55, 0.25) *
    (pack === 'mobile' && length !== undefined ? ramp(length, 1.3, 2.6) : 1)
  )
}

const NOTES = `Quality is fitted on the people of LFW who are in its list of pairs only, and on their photos made worse; the first table of each pack is of
the 152 people of the open-set list. Intervals: 200 samples of the people, and Clopper–Pearson for the bins, in which the copies of one photo count each. At NUAA's webcam nobody is missed
at these thresholds, so nothing can be cut there. Faces below ${MIN_QUALITY} are never compared: they come out undecided, not unknown and not named, and do not end a track either.`
