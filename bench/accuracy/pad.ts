// Section on presentation attacks: print attacks of NUAA, by each network and by all together, calibrated and judged across subjects.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assessAll, FUSED } from '../../src/app/evaluation/pad.ts'
import { cacheFolderOf } from '../../src/app/evaluation/observer.ts'
import { logitOf } from '../../src/core/liveness.ts'
import { fitLogistic, type Logistic } from '../../src/evaluation/fit-logistic.ts'
import {
  answeredOf,
  errorRates,
  halves,
  parsePresentations,
  separation,
  thresholdAtBpcer,
  type Answered,
} from '../../src/evaluation/pad.ts'
import type { Figure } from '../../src/evaluation/report/evaluation.ts'
import { percent, shareFigure, shareWords } from '../../src/evaluation/report/share.ts'
import { fuseLiveness } from '../../src/models/networks/fused-pad.ts'
import { rostroHome } from '../../src/models/packs/home.ts'
import { openSharedPad } from '../shared-packs.ts'
import { markdownTable } from './markdown.ts'
import type { AccuracyContext, Section } from './section.ts'

const BPCER = 0.05
const SEED = 1

export async function padSection(context: AccuracyContext): Promise<Section> {
  const folder = join(context.shared, 'data/pad')
  const presentations = parsePresentations(await readFile(join(folder, 'labels.tsv'), 'utf8'), 'labels.tsv')
  const nuaa = presentations.filter(p => p.species === 'print')
  const photos = nuaa.map(presentation => {
    const path = join(folder, presentation.image)
    return { presentation, name: path, bytes: () => readFile(path) }
  })
  const observer = await context.observer('mobile')
  const networks = await openSharedPad(join(context.shared, 'models'), 1)
  try {
    const { pack } = networks
    const cacheFolder = cacheFolderOf(rostroHome())
    const { judges } = await assessAll(photos, { observer, networks, pack, cacheFolder })
    const single = judges
      .filter(({ network }) => network !== FUSED)
      .map(({ network, assessed }) => ({ network, answered: answeredOf(assessed) }))
    const [first, second] = halves(nuaa, SEED)
    const figures: Figure[] = []
    const rowOf = (name: string, of: readonly (typeof single)[number][]) => {
      const judged = [
        [first, second],
        [second, first],
      ].map(([choosing, reported]) => acrossSubjects(of, choosing!, reported!))
      const answered = judged.flatMap(one => one.reported)
      const thresholdOf = ({ subject }: { readonly subject: string }) => judged[first.has(subject) ? 1 : 0]!.threshold
      const { apcer, bpcer } = errorRates(answered, thresholdOf)
      // Over all thresholds the calibrations of both halves cannot be mixed: the pack's own serve.
      const { auc, eer, aucInterval } = separation(
        answeredOf(judges.find(({ network }) => network === name)?.assessed ?? []),
        SEED,
      )
      if (apcer[0]) figures.push(shareFigure('APCER', apcer[0], name, { species: 'print', bpcer: BPCER }))
      figures.push(shareFigure('BPCER', bpcer, name, { bpcer: BPCER }))
      const bySubject = bpcer.bySubject ? `${percent(bpcer.bySubject.low)}–${percent(bpcer.bySubject.high)}` : '–'
      const aucWords = `${auc.toFixed(3)}${aucInterval ? ` (${aucInterval.low.toFixed(3)}–${aucInterval.high.toFixed(3)})` : ''}`
      return [
        name,
        answered.length,
        aucWords,
        `${percent(eer)} %`,
        apcer[0] ? shareWords(apcer[0]) : '–',
        shareWords(bpcer),
        bySubject,
      ]
    }
    const rows = [...single.map(one => rowOf(one.network, [one])), rowOf(FUSED, single)]
    const fitted = single.map(({ network, answered }) => ({ network, ...calibrate(answered) }))
    return {
      heading: 'Attacks: a photo held up',
      text: `${nuaa.length} presentations of ${first.size + second.size} subjects of NUAA (bona fide, and paper prints held up to a webcam), single frames. Calibration and threshold (at most ${100 * BPCER} % of bona fide
turned away, and as few attacks let through) are chosen on one half of the subjects and reported on the other, in both directions. \`fr_liveness\` is the network of \`mobile\`; \`${FUSED}\` is \`mobile-pad\`:

${markdownTable(['network', 'answered', 'AUC (95 %)', 'EER', 'print attacks that pass (APCER)', 'bona fide turned away (BPCER)', 'BPCER by subject'], rows)}

Fitted to all eight subjects, as the packs carry it: ${fitted.map(f => `${f.network} slope ${f.slope.toFixed(2)}, offset ${f.offset.toFixed(2)}`).join('; ')}. Only matte paper prints of one
webcam, eight people; presentations of one subject are alike, so exact intervals are too narrow. More species, tracks and what is not claimed: [liveness](liveness-accuracy.md).`,
      figures,
    }
  } finally {
    await networks.close()
  }
}

const calibrate = (answered: readonly Answered[]): Logistic =>
  fitLogistic(
    answered.filter(a => !a.isAttack).map(a => logitOf(a.liveness)),
    answered.filter(a => a.isAttack).map(a => logitOf(a.liveness)),
  )

/** Calibrates and chooses the threshold by some subjects, and scores the others. */
function acrossSubjects(
  networks: readonly { readonly answered: readonly Answered[] }[],
  choosing: ReadonlySet<string>,
  reported: ReadonlySet<string>,
): { readonly threshold: number; readonly reported: Answered[] } {
  const calibrations = networks.map(({ answered }) => calibrate(answered.filter(a => choosing.has(a.subject))))
  const livenessOf = networks.map(({ answered }) => new Map(answered.map(a => [a.image, a.liveness])))
  const scored = networks[0]!.answered.map(a => {
    const liveness = livenessOf.map(of => ({ liveness: of.get(a.image) ?? NaN }))
    const fused = fuseLiveness(liveness, calibrations)
    return { ...a, liveness: 'liveness' in fused ? fused.liveness : NaN }
  })
  const chosen = scored.filter(a => choosing.has(a.subject))
  return { threshold: thresholdAtBpcer(chosen, BPCER), reported: scored.filter(a => reported.has(a.subject)) }
}
