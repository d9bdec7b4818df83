// Section on finding faces: a part of WIDER FACE by every detector that is at hand.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { detectIn, openKeptDetections, withWeakBoxes } from '../../src/app/evaluation/detection.ts'
import { cacheFolderOf } from '../../src/app/evaluation/observer.ts'
import { parseBoxes } from '../../src/evaluation/detection-labels.ts'
import { detectionFigures } from '../../src/evaluation/detection-report.ts'
import { scoreDetection, type DetectionScore } from '../../src/evaluation/detection-score.ts'
import type { Figure } from '../../src/evaluation/report/evaluation.ts'
import { rostroHome } from '../../src/models/packs/home.ts'
import { openMobile, openShared, SHARED_DETECTORS, type OpenedPack } from '../shared-packs.ts'
import { markdownTable } from './markdown.ts'
import type { AccuracyContext, Section } from './section.ts'

/** Raised whenever detectors are fed or read differently. */
const LOOKED_AS = '3'

interface Candidate {
  readonly name: string
  readonly tiled: boolean
  readonly open: (changes: { readonly minScore?: number }) => Promise<OpenedPack>
}

export async function detectionSection({ shared }: AccuracyContext): Promise<Section> {
  const folder = join(shared, 'data/wider')
  const photos = parseBoxes(await readFile(join(folder, 'boxes.jsonl'), 'utf8'), 'boxes.jsonl')
  const open = (changes: { readonly minScore?: number }) => openMobile(1, changes)
  const candidates: readonly Candidate[] = [
    { name: 'UltraFace (`mobile`), whole', tiled: false, open },
    { name: 'UltraFace (`mobile`), in tiles', tiled: true, open },
    ...(Object.keys(SHARED_DETECTORS) as (keyof typeof SHARED_DETECTORS)[]).map(name => ({
      name,
      tiled: false,
      open: (changes: { readonly minScore?: number }) => openShared(join(shared, 'models'), name, 1, changes),
    })),
  ]
  const measured: { name: string; score: DetectionScore }[] = []
  const figures: Figure[] = []
  for (const { name, tiled, open } of candidates) {
    const used = await open({})
    const { minScore } = used.pack.networks.detector
    await used.close()
    const weak = withWeakBoxes(used.pack)
    const networks = await open({ minScore: weak.networks.detector.minScore })
    const kept = await openKeptDetections(cacheFolderOf(rostroHome()), weak, LOOKED_AS)
    try {
      const { seen } = await detectIn(photos, image => join(folder, image), { networks, minScore, tiled, kept })
      const score = scoreDetection(seen, minScore)
      measured.push({ name, score })
      figures.push(...detectionFigures({ name, minScore, score }, 'WIDER part').filter(({ metric }) => metric === 'AP'))
    } finally {
      await kept.close()
      await networks.close()
    }
  }
  const first = measured[0]!.score
  return {
    heading: 'Finding faces',
    text: `A part of WIDER FACE: ${first.photos} photos, boxes found at IoU 0.4. Recall by the face's height at the score each detector is used with; average precision over the
${first.all.found.of} faces of 20 pixels and more; "sure" is what it takes to confirm a track after a second, closer look.

${markdownTable(
  [
    'detector',
    'AP (95 %)',
    ...first.bySize.map(({ fromPx, toPx }) => (toPx === Infinity ? `over ${fromPx} px` : `${fromPx}–${toPx} px`)),
    'found',
    'false alarms',
    'found, sure',
    'false alarms, sure',
  ],
  measured.map(({ name, score: { averagePrecision, averagePrecisionInterval: interval, bySize, all, sure } }) => [
    name,
    `${averagePrecision.toFixed(3)}${interval ? ` (${interval.low.toFixed(3)}–${interval.high.toFixed(3)})` : ''}`,
    ...bySize.map(({ recall }) => (recall.count / recall.of).toFixed(2)),
    all.found.count,
    all.falseAlarms,
    sure.found.count,
    sure.falseAlarms,
  ]),
)}

Photos are looked at in tiles; video whole, and in tiles with \`--far\`. This RetinaFace export lacks the outputs for faces below about 80 pixels. The faces that are found and not sure are
mostly small, blurred, covered or turned: a track has many frames in which to become sure.`,
    figures,
  }
}
