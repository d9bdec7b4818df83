// A pack as `buffalo_m` and `buffalo_l` are built: SCRFD-2.5G of the shared folder, and an embedder of IResNet-50's shape with weights by chance.

import { createHash } from 'node:crypto'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openModels } from '../../src/app/open-rostro.ts'
import { SHARED_DETECTORS } from '../shared-packs.ts'
import { iresnet50 } from './resnet50.ts'

export const STAND_IN = 'stand-in-r50'
const EMBEDDER = 'by-chance-r50.onnx'

/** Adds it to the models of this data folder, as `rostro models add` does. */
export async function addStandIn(home: string, models: string): Promise<void> {
  const folder = join(home, 'stand-in')
  await mkdir(folder, { recursive: true })
  const detector = SHARED_DETECTORS['SCRFD 2.5G']
  await copyFile(join(models, detector.file), join(folder, detector.file))
  await writeFile(join(folder, EMBEDDER), iresnet50())
  const file = async (name: string) => {
    const bytes = await readFile(join(folder, name))
    return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
  }
  const manifest = {
    name: STAND_IN,
    title: 'SCRFD-2.5G and the shape of IResNet-50',
    description: 'For timing only: what its embedder says means nothing.',
    version: '1',
    licence: { terms: 'see INDEX.md', use: 'non-commercial-research', whoMayUse: 'Nobody outside development.' },
    sources: {},
    files: [await file(detector.file), await file(EMBEDDER)],
    networks: {
      detector,
      embedder: { decoder: 'arcface', file: EMBEDDER, channels: 'rgb', mean: 127.5, std: 127.5, dimensions: 512 },
    },
    startThreshold: { similarity: 0.5, basis: 'nothing: its weights are by chance' },
  }
  await writeFile(join(folder, 'rostro-pack.json'), JSON.stringify(manifest))
  await openModels(home).addFolder(folder)
}
