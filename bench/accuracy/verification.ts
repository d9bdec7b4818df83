// Section "Comparing two photos": LFW's pairs through the whole pipeline, and all their images with each other.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FALSE_MATCH_RATES, figuresOf, type Verified } from '../../src/app/evaluation/verification-report.ts'
import { verify } from '../../src/app/evaluation/verification.ts'
import { parsePairs } from '../../src/evaluation/pairs.ts'
import type { Figure } from '../../src/evaluation/report/evaluation.ts'
import { count, cosine, percent, percentEstimate, rate, withInterval } from '../../src/evaluation/report/numbers.ts'
import { markdownTable } from './markdown.ts'
import { PACKS, type AccuracyContext, type MeasuredPack, type Section } from './section.ts'

/** As published for these weights (InsightFace model zoo, LFW). */
const PUBLISHED: Partial<Record<MeasuredPack, number>> = { 'scrfd_2.5g+y1': 0.995 }

export async function verificationSection(context: AccuracyContext): Promise<Section> {
  const folder = join(context.shared, 'data/lfw')
  const pairs = parsePairs(await readFile(join(folder, 'pairs.tsv'), 'utf8'), 'pairs.tsv')
  const measured: { readonly pack: MeasuredPack; readonly verified: Verified }[] = []
  for (const pack of PACKS) {
    const observer = await context.observer(pack)
    const { verified } = await verify(observer, { pairs, list: 'pairs.tsv', folder, allPairs: true })
    measured.push({ pack, verified: { ...verified, pack } })
  }
  const { compared, images, all } = measured[0]!.verified
  const accuracies = measured.map(({ pack, verified: { accuracy, withoutFace } }) => {
    const published = PUBLISHED[pack]
    return [
      `\`${pack}\``,
      withInterval(accuracy.mean, accuracy.interval),
      `± ${(100 * accuracy.sd).toFixed(2)}`,
      published === undefined ? '–' : `${(100 * published).toFixed(2)} %`,
      published === undefined ? '–' : `${(100 * (accuracy.mean - published)).toFixed(2)} points`,
      withoutFace,
    ]
  })
  const listed = measured.flatMap(({ pack, verified: { points } }) =>
    points.flatMap(point =>
      point
        ? [
            [
              `\`${pack}\``,
              percent(point.falseMatchRate),
              cosine(point.threshold),
              withInterval(point.falseNonMatchRate, point.interval),
            ],
          ]
        : [],
    ),
  )
  const everybody = FALSE_MATCH_RATES.filter(fmr => fmr <= 1e-3 && fmr >= 1e-5).map(fmr => [
    rate(fmr),
    ...measured.flatMap(({ verified }) => {
      const at = verified.all?.rates.find(r => r.falseMatchRate === fmr)
      return [
        at?.threshold ? `${cosine(at.threshold.value)} (${cosine(at.threshold.low)} to ${cosine(at.threshold.high)})` : '–',
        at?.falseNonMatchRate ? percentEstimate(at.falseNonMatchRate) : '–',
      ]
    }),
  ])
  const text = `LFW, View 2, folds 1–5: ${count(compared.length)} pairs of ${count(images)} images, from the JPEG through the whole pipeline; of several faces the one
nearest the picture's centre. Each fold is judged at the threshold that is best on the other four; a pair with an image without a face
would count as not matching. Intervals (95 %) are Clopper–Pearson over pairs; ± is the standard deviation between folds.

${markdownTable(['networks', 'accuracy', '', 'published', 'difference', 'images without a face'], accuracies)}

At a rate of false matches, on the ${count(compared.filter(c => !c.same).length)} pairs of two people; one pair more or less moves the threshold:

${markdownTable(['networks', 'FMR', 'threshold', 'FNMR'], listed)}

**All images with each other**: ${count(all!.pairs.genuine.similarity.length)} pairs of one person and ${count(all!.pairs.impostors)} of two, of ${count(all!.pairs.people)} people, so that small rates can be
measured. Pairs share people: the intervals come from drawing people anew (bootstrap), for threshold and misses together. Some of LFW's
names are wrong (one photo is there under two names), which makes the strictest rates look worse than they are.

${markdownTable(['FMR', ...measured.flatMap(({ pack }) => [`threshold, \`${pack}\``, `FNMR, \`${pack}\``])], everybody)}`
  return { heading: 'Comparing two photos', text, figures: measured.flatMap(({ verified }) => comparable(figuresOf(verified))) }
}

/** Named alike on every run: without folds, and without the thresholds found on the way. */
const comparable = (figures: readonly Figure[]): Figure[] =>
  figures
    .filter(({ settings }) => settings['fold'] === undefined)
    .map(figure => {
      const stable = Object.entries(figure.settings).filter(([name]) => name !== 'threshold' && name !== 'standardDeviation')
      return { ...figure, settings: Object.fromEntries(stable) }
    })
