// Faces of a WIDER FACE part found by each detector, by size; false alarms before and after the second look.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { centre } from '../src/core/geometry/box.ts'
import { nms } from '../src/core/geometry/nms.ts'
import type { Detector } from '../src/core/ports.ts'
import type { Box as Place, Detection, Image, Point } from '../src/core/types.ts'
import { averagePrecision, matchFaces, type BoxVerdict, type LabelledFace } from '../src/evaluation/detection.ts'
import type { OpenedNetworks } from '../src/models/open-networks.ts'
import { examine, isFace } from '../src/recognition/examine.ts'
import { detectInTile, detectWithin, shrinkage, tiles } from '../src/recognition/views.ts'
import { readPhoto } from '../src/video/photos.ts'
import { machine, needs, printTable, readOptions, round, writeJson } from './common.ts'
import { openMobile, openShared, SHARED_DETECTORS } from './shared-packs.ts'

const MIN_IOU = 0.4
/** Average precision needs detections far below the score a detector is used with; below this one, nearly all are noise. */
const LOWEST_SCORE = 0.1
/** Smaller faces are ignored in average precision and in false alarms, and not examined: nobody can be known by them. */
const MIN_HEIGHT_PX = 20
const SIZES = [
  [8, 20],
  [20, 40],
  [40, 80],
  [80, 160],
  [160, Infinity],
] as const

interface Candidate {
  readonly name: string
  /** The score it is used with. */
  readonly minScore: number
  readonly open: (minScore: number) => Promise<OpenedNetworks>
  readonly tiled: boolean
}

interface Labelled {
  readonly image: string
  readonly faces: readonly { readonly box: readonly [number, number, number, number]; readonly invalid: 0 | 1 }[]
}

const { shared, json, threads = 1, only } = readOptions()
const folder = join(shared, 'data/wider')
needs(join(folder, 'boxes.jsonl'))

const mobile = { minScore: 0.5, open: (minScore: number) => openMobile(threads, { minScore }) }
const CANDIDATES: readonly Candidate[] = [
  { name: 'UltraFace (mobile), whole', ...mobile, tiled: false },
  { name: 'UltraFace (mobile), tiled', ...mobile, tiled: true },
  ...(Object.keys(SHARED_DETECTORS) as (keyof typeof SHARED_DETECTORS)[]).map(name => ({
    name,
    minScore: SHARED_DETECTORS[name].minScore,
    open: (minScore: number) => openShared(join(shared, 'models'), name, threads, { minScore }),
    tiled: false,
  })),
]

const labelled = (await readFile(join(folder, 'boxes.jsonl'), 'utf8'))
  .trim()
  .split('\n')
  .map(line => JSON.parse(line) as Labelled)
console.log(`WIDER FACE part, ${labelled.length} images, ${machine()}\n`)

const results = []
for (const candidate of CANDIDATES) {
  if (only.length > 0 && !only.includes(candidate.name)) continue
  results.push(await measure(candidate))
}
const sizeTitles = SIZES.map(([from, to]) => (to === Infinity ? `> ${from} px` : `${from}–${to} px`))
console.log(
  `Recall by face height at the score each detector is used with; average precision on faces of ${MIN_HEIGHT_PX} px and more`,
)
printTable(
  ['detector', 'AP', ...sizeTitles],
  results.map(r => [r.detector, r.averagePrecision.toFixed(3), ...r.bySize.map(s => s.recall.toFixed(3))]),
)
console.log('Precision by box height')
printTable(
  ['detector', ...sizeTitles],
  results.map(r => [r.detector, ...r.bySize.map(s => (s.boxes === 0 ? '–' : s.precision.toFixed(3)))]),
)
console.log(
  `Boxes of ${MIN_HEIGHT_PX} px and more before and after the second look; of the false alarms, those that lie on a face`,
)
printTable(
  ['detector', 'faces', 'found', 'false alarms', 'on a face', 'found, sure', 'false alarms, sure', 'on a face'],
  results.map(r => [
    r.detector,
    r.faces,
    r.found,
    r.falseAlarms,
    r.falseAlarmsOnFaces,
    r.foundSure,
    r.falseAlarmsSure,
    r.falseAlarmsSureOnFaces,
  ]),
)
await writeJson(json, { machine: machine(), images: labelled.length, minIou: MIN_IOU, results })

interface Box {
  readonly verdict: BoxVerdict
  readonly detectionScore: number
  readonly heightPx: number
  /** Its centre lies on a labelled face: a second or a badly placed box rather than a thing that is no face. */
  readonly onAFace: boolean
  readonly sure: boolean
  readonly embedded: boolean
}

async function measure({ name, minScore, open, tiled }: Candidate) {
  const startedAt = performance.now()
  const sensitive = await open(LOWEST_SCORE)
  const networks = await open(minScore)
  const boxes: Box[] = []
  const faces: { heightPx: number; found: boolean }[] = []
  let counting = 0
  for (const [i, { image: file, faces: truth }] of labelled.entries()) {
    if (process.stderr.isTTY) process.stderr.write(`\r${name}: ${i} of ${labelled.length} images`)
    const { image } = await readPhoto(join(folder, file))
    const detections = await detectAll(image, sensitive.detector, tiled)
    const labels = truth.map(({ box: [x, y, width, height], invalid }) => ({
      box: { x, y, width, height },
      invalid: invalid === 1,
    }))

    const forPrecision = labels.map(({ box, invalid }) => ({ box, counts: !invalid && box.height >= MIN_HEIGHT_PX }))
    counting += forPrecision.filter(face => face.counts).length
    const { verdicts } = matchFaces(detections, forPrecision, MIN_IOU)
    const worthALook = detections.filter(d => d.detectionScore >= minScore && d.box.height >= MIN_HEIGHT_PX)
    const examined = await examine(image, worthALook, networks, { secondLook: true })
    const closer = new Map(worthALook.map((d, k) => [d, examined[k]!]))
    for (const [k, detection] of detections.entries()) {
      const face = closer.get(detection)
      boxes.push({
        verdict: verdicts[k]!,
        detectionScore: detection.detectionScore,
        heightPx: detection.box.height,
        onAFace: labels.some(({ box }) => holds(box, centre(detection.box))),
        embedded: face !== undefined && isFace(face),
        sure: face !== undefined && isFace(face) && face.surelyAFace,
      })
    }
    const used = detections.filter(d => d.detectionScore >= minScore)
    const forRecall: LabelledFace[] = labels.map(({ box, invalid }) => ({ box, counts: !invalid }))
    const { found } = matchFaces(used, forRecall, MIN_IOU)
    for (const [k, face] of forRecall.entries()) if (face.counts) faces.push({ heightPx: face.box.height, found: found[k]! })
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  console.log(`${name}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
  await networks.close()
  await sensitive.close()

  const used = boxes.filter(b => b.detectionScore >= minScore)
  const large = used.filter(b => b.heightPx >= MIN_HEIGHT_PX)
  const count = (verdict: BoxVerdict, which: (b: Box) => boolean = () => true) =>
    large.filter(b => b.verdict === verdict && which(b)).length
  return {
    detector: name,
    minScore,
    averagePrecision: round(averagePrecision(boxes.map(ignoringSmall), counting), 4),
    bySize: SIZES.map(([from, to]) => {
      const inSize = ({ heightPx }: { heightPx: number }) => heightPx >= from && heightPx < to
      const truth = faces.filter(inSize)
      const found = used.filter(inSize)
      const right = found.filter(b => b.verdict !== 'false').length
      return {
        fromPx: from,
        faces: truth.length,
        recall: round(truth.filter(f => f.found).length / truth.length, 4),
        boxes: found.length,
        precision: round(right / found.length, 4),
      }
    }),
    faces: counting,
    found: count('hit'),
    falseAlarms: count('false'),
    falseAlarmsOnFaces: count('false', b => b.onAFace),
    foundEmbedded: count('hit', b => b.embedded),
    falseAlarmsEmbedded: count('false', b => b.embedded),
    foundSure: count('hit', b => b.sure),
    falseAlarmsSure: count('false', b => b.sure),
    falseAlarmsSureOnFaces: count('false', b => b.sure && b.onAFace),
  }
}

function holds(box: Place, { x, y }: Point): boolean {
  return x >= box.x && y >= box.y && x <= box.x + box.width && y <= box.y + box.height
}

/** A small box on nothing labelled is outside what average precision is asked about. */
function ignoringSmall(box: Box): Box {
  return box.verdict === 'false' && box.heightPx < MIN_HEIGHT_PX ? { ...box, verdict: 'ignored' } : box
}

/** The whole picture, or it and its tiles as findFaces() does. */
async function detectAll(image: Image, detector: Detector, tiled: boolean): Promise<Detection[]> {
  const { width, height } = image
  const found = await detectWithin(image, { x: 0, y: 0, width, height }, detector)
  if (!tiled || shrinkage(image, detector) < 2) return found
  for (const tile of tiles(image)) found.push(...(await detectInTile(image, tile, detector)))
  return nms(found, 0.35)
}
