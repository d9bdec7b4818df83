// Packs built as InsightFace's are, of the development networks: for timing, never to publish.

import { createHash } from 'node:crypto'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openModels } from '../../src/app/open-rostro.ts'
import { SHARED_DETECTORS, Y1 } from '../shared-packs.ts'
import { iresnet50 } from './resnet50.ts'

const R50 = {
  decoder: 'arcface',
  file: 'by-chance-r50.onnx',
  channels: 'rgb',
  mean: 127.5,
  std: 127.5,
  dimensions: 512,
} as const

const BUILT = {
  /** As `buffalo_s`: its detector, and an embedder of the shape of its. */
  'like-buffalo-s': { detector: SHARED_DETECTORS['SCRFD 500M'], embedder: Y1 },
  /** As `buffalo_m`, whose embedder is also that of `buffalo_l`: weights by chance. The detector of `buffalo_l` computes four times as much. */
  'like-buffalo-m': { detector: SHARED_DETECTORS['SCRFD 2.5G'], embedder: R50 },
} as const

export type BuiltPack = keyof typeof BUILT

/** Adds it to the models of this data folder, as `rostro models add` does. */
export async function addBuiltPack(home: string, name: BuiltPack, models: string): Promise<void> {
  const { detector, embedder } = BUILT[name]
  const folder = join(home, `built-${name}`)
  await mkdir(folder, { recursive: true })
  await copyFile(join(models, detector.file), join(folder, detector.file))
  if (embedder === R50) await writeFile(join(folder, R50.file), iresnet50())
  else await copyFile(join(models, embedder.file), join(folder, embedder.file))
  const file = async (of: string) => {
    const bytes = await readFile(join(folder, of))
    return { name: of, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
  }
  const manifest = {
    name,
    title: `${detector.file} and ${embedder.file}`,
    description: 'Development networks, for timing only.',
    version: '1',
    licence: { terms: 'see INDEX.md', use: 'non-commercial-research', whoMayUse: 'Nobody outside development.' },
    sources: {},
    files: [await file(detector.file), await file(embedder.file)],
    networks: { detector, embedder },
    startThreshold: { similarity: 0.5, basis: 'not measured' },
  }
  await writeFile(join(folder, 'rostro-pack.json'), JSON.stringify(manifest))
  await openModels(home).addFolder(folder)
}
