// Section on presentation attacks: print attacks of NUAA, by each network that is at hand.

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assessAll, openKeptLiveness } from '../../src/app/evaluation/pad.ts'
import { cacheFolderOf } from '../../src/app/evaluation/observer.ts'
import { openModels } from '../../src/app/open-rostro.ts'
import { answeredOf, errorRates, halves, parsePresentations, separation, thresholdAtBpcer } from '../../src/evaluation/pad.ts'
import type { Figure } from '../../src/evaluation/report/evaluation.ts'
import { shareFigure, shareWords } from '../../src/evaluation/report/share.ts'
import { openPad } from '../../src/models/open-pad.ts'
import { rostroHome } from '../../src/models/packs/home.ts'
import type { PackManifest } from '../../src/models/packs/manifest.ts'
import { markdownTable } from './markdown.ts'
import type { AccuracyContext, Section } from './section.ts'

const BPCER = 0.05
const SEED = 1

const MINIFASNET = {
  decoder: 'minifasnet',
  channels: 'bgr',
  mean: 0,
  std: 1,
  input: { width: 80, height: 80 },
  liveClass: 1,
} as const
const SHARED = [
  { name: 'MiniFASNetV2', pad: { ...MINIFASNET, file: 'MiniFASNetV2.onnx', cropScale: 2.7 } },
  { name: 'MiniFASNetV1SE', pad: { ...MINIFASNET, file: 'MiniFASNetV1SE.onnx', cropScale: 4 } },
] as const

export async function padSection(context: AccuracyContext): Promise<Section> {
  const folder = join(context.shared, 'data/pad')
  const presentations = parsePresentations(await readFile(join(folder, 'labels.tsv'), 'utf8'), 'labels.tsv')
  const nuaa = presentations.filter(p => p.species === 'print')
  const photos = nuaa.map(presentation => {
    const path = join(folder, presentation.image)
    return { presentation, name: path, bytes: () => readFile(path) }
  })
  const observer = await context.observer('mobile')
  const rows = []
  const figures: Figure[] = []
  for (const { name, pack, read } of await networks(context, observer.pack)) {
    const pad = await openPad(pack, read, 'cpu', 1)
    const kept = await openKeptLiveness(cacheFolderOf(rostroHome()), pack)
    try {
      const { assessed } = await assessAll(photos, { observer, pad, kept })
      const answered = answeredOf(assessed)
      const { chosenBy } = halves(answered, SEED)
      const by = (chosen: boolean) => answered.filter(({ subject }) => chosenBy.has(subject) === chosen)
      const threshold = thresholdAtBpcer(by(true), BPCER)
      const { apcer, bpcer } = errorRates(by(false), threshold)
      const { auc, eer, aucInterval } = separation(answered, SEED)
      rows.push([
        name,
        answered.length,
        `${auc.toFixed(3)}${aucInterval ? ` (${aucInterval.low.toFixed(3)}–${aucInterval.high.toFixed(3)})` : ''}`,
        `${(100 * eer).toFixed(1)} %`,
        apcer[0] ? shareWords(apcer[0]) : '–',
        shareWords(bpcer),
      ])
      if (apcer[0]) figures.push(shareFigure('APCER', apcer[0], name, { species: 'print', bpcer: BPCER }))
      figures.push(shareFigure('BPCER', bpcer, name, { bpcer: BPCER }))
    } finally {
      await kept.close()
      await pad.close()
    }
  }
  const subjects = new Set(nuaa.map(p => p.subject)).size
  return {
    heading: 'Attacks: a photo held up',
    text: `**There is no liveness check in recognition yet; this says what single-image networks would do.** ${nuaa.length} presentations of ${subjects} subjects of NUAA (bona fide, and paper prints
held up to a webcam); the threshold chosen on half of the subjects for ${100 * BPCER} % of bona fide turned away, the rates of the other half:

${markdownTable(['network', 'answered', 'AUC (95 %)', 'EER', 'print attacks that pass (APCER)', 'bona fide turned away (BPCER)'], rows)}

Only matte paper prints of one webcam, eight people: nothing is said of screens, glossy prints, cut-outs, masks or replays. Presentations of one subject are alike, so the intervals
are too narrow.`,
    figures,
  }
}

async function networks({ shared }: AccuracyContext, mobile: PackManifest) {
  const hash = async (file: string) =>
    createHash('sha256')
      .update(await readFile(join(shared, 'models', file)))
      .digest('hex')
  const others = await Promise.all(
    SHARED.map(async ({ name, pad }) => ({
      name,
      pack: {
        ...mobile,
        networks: { ...mobile.networks, pad },
        files: [{ name: pad.file, sha256: await hash(pad.file), bytes: 1 }],
      },
      read: () => readFile(join(shared, 'models', pad.file)),
    })),
  )
  return [{ name: 'mobile', pack: mobile, read: () => openModels().readModel('mobile', 'pad') }, ...others]
}
