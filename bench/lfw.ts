// LFW folds 1–5 through the whole pipeline from the JPEG: verification accuracy of a pack, single images.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dot } from '../src/core/template.ts'
import { parsePairs, toFolds } from '../src/evaluation/pairs.ts'
import { atFalseMatchRate, crossValidate, type Comparison } from '../src/evaluation/verification.ts'
import type { OpenedNetworks } from '../src/models/open-networks.ts'
import { machine, needs, printTable, readOptions, round, writeJson, type BenchOptions } from './common.ts'
import { openFaceCache, type CentralFace } from './face-cache.ts'
import { openMobile, openShared } from './shared-packs.ts'

const PAIRS_A_FOLD = 600
const FALSE_MATCH_RATE = 1e-3
/** Its images have 250 pixels a side: enlarging them to 640 costs four times as much and shows nothing more. */
const LFW_VIEW = { width: 320, height: 320 }

const options = readOptions()
const { shared, json, threads = 1, only } = options
const lfw = join(shared, 'data/lfw')
needs(join(lfw, 'pairs.tsv'))

const PACKS: Record<string, () => Promise<OpenedNetworks>> = {
  mobile: () => openMobile(threads),
  'scrfd_2.5g+y1': () => openShared(join(shared, 'models'), 'SCRFD 2.5G', threads, { input: LFW_VIEW }),
}
const GOALS: Record<string, { accuracy: number; trueAcceptRate?: number }> = {
  mobile: { accuracy: 0.992, trueAcceptRate: 0.98 },
  'scrfd_2.5g+y1': { accuracy: 0.993 },
}

console.log(`LFW, ${machine()}, single images, one face an image: the one nearest its centre\n`)
const results = []
for (const [name, open] of Object.entries(PACKS)) {
  if (only.length > 0 && !only.includes(name)) continue
  const networks = await open()
  results.push(await measure(name, networks, options))
  await networks.close()
}
printTable(
  [
    'pack',
    'pairs',
    'images',
    'no face',
    'too poor',
    'accuracy %',
    '± sd',
    'goal',
    'TAR at FAR 1e-3',
    '95 % interval',
    'threshold',
    'goal',
  ],
  results.map(({ pack, accuracy, rate, ...r }) => [
    pack,
    r.pairs,
    r.images,
    r.withoutFace.length,
    r.tooPoor.length,
    (100 * accuracy.mean).toFixed(2),
    (100 * accuracy.sd).toFixed(2),
    `≥ ${100 * GOALS[pack]!.accuracy}`,
    rate.trueAcceptRate.toFixed(4),
    `${rate.interval.low.toFixed(4)}–${rate.interval.high.toFixed(4)}`,
    rate.threshold.toFixed(3),
    GOALS[pack]!.trueAcceptRate === undefined ? '' : `≥ ${GOALS[pack]!.trueAcceptRate}`,
  ]),
)
for (const { pack, accuracy, withoutFace, tooPoor, withTooPoor } of results) {
  console.log(`${pack}, accuracy by fold: ${accuracy.byFold.map(f => `${(100 * f.accuracy).toFixed(2)} %`).join(', ')}`)
  console.log(
    `${pack}: ${tooPoor.length} faces are too poor for the recognizer, which would not compare them; of their ${withTooPoor.n} pairs ${withTooPoor.right} are right`,
  )
  if (withoutFace.length > 0) console.log(`${pack}, no face found in: ${withoutFace.join(', ')}`)
}
await writeJson(json, { machine: machine(), date: new Date().toISOString().slice(0, 10), results })

async function measure(pack: string, networks: OpenedNetworks, { shared: folder }: BenchOptions) {
  const pairs = parsePairs(await readFile(join(folder, 'data/lfw/pairs.tsv'), 'utf8'), 'pairs.tsv')
  const images = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))]
  const cache = await openFaceCache(networks, pack)
  const faces = new Map<string, CentralFace>()
  for (const [i, image] of images.entries()) {
    const face = await cache.centralFace(join(lfw, image))
    if (face) faces.set(image, face)
    if (process.stderr.isTTY && i % 50 === 0) process.stderr.write(`\r${pack}: ${i} of ${images.length} images`)
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')

  const compared = pairs.map(({ a, b, same }) => {
    const [one, other] = [faces.get(a), faces.get(b)]
    return { a, b, same, similarity: one && other ? dot(one.template.vector, other.template.vector) : -1 }
  })
  const comparisons: Comparison[] = compared
  const accuracy = crossValidate(toFolds(comparisons, PAIRS_A_FOLD))
  const threshold = accuracy.byFold.reduce((sum, f) => sum + f.threshold, 0) / accuracy.byFold.length
  const tooPoor = images.flatMap(image => {
    const refused = faces.get(image)?.refused
    return refused === undefined ? [] : [{ image, refused }]
  })
  const poor = new Set(tooPoor.map(p => p.image))
  const withTooPoor = compared.filter(c => poor.has(c.a) || poor.has(c.b))
  const errors = compared
    .filter(c => c.similarity >= threshold !== c.same)
    .map(c => ({ ...c, similarity: round(c.similarity, 3) }))
  return {
    pack,
    pairs: pairs.length,
    images: images.length,
    withoutFace: images.filter(image => !faces.has(image)),
    accuracy,
    rate: atFalseMatchRate(comparisons, FALSE_MATCH_RATE),
    /** Faces the recognizer would have refused for their quality; compared here all the same. */
    tooPoor,
    withTooPoor: { n: withTooPoor.length, right: withTooPoor.filter(c => c.similarity >= threshold === c.same).length },
    errors,
  }
}
