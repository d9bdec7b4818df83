// `rostro eval detection`: which faces of labelled photos the pack's detector finds, by size, and what else it takes for a face.

import type { Command } from 'commander'
import { detectIn, openKeptDetections, withWeakBoxes } from '../../../app/evaluation/detection.ts'
import { cacheFolderOf } from '../../../app/evaluation/observer.ts'
import { openModels } from '../../../app/open-rostro.ts'
import { parseBoxes } from '../../../evaluation/detection-labels.ts'
import { measureDetection } from '../../../evaluation/detection-report.ts'
import { scoreDetection } from '../../../evaluation/detection-score.ts'
import { openNetworks } from '../../../models/open-networks.ts'
import { rostroHome } from '../../../models/packs/home.ts'
import type { Context } from '../../context.ts'
import { packageVersion } from '../../version.ts'
import { readLabels } from './labels.ts'
import { runEvaluation, withEvalOptions, type EvalOptions } from './run.ts'

interface Options extends EvalOptions {
  readonly boxes: string
  readonly images?: string
  readonly tiles?: boolean
}

export function addEvalDetection(parent: Command, context: Context): void {
  const command = parent
    .command('detection')
    .description('photos with labelled faces: which are found, by size, and what is taken for a face and is none')
    .requiredOption('--boxes <file>', 'a line of JSON a photo: its file and the boxes of its faces')
    .option('--images <dir>', 'folder of the photos (default: the one of the list)')
    .option('--tiles', 'look at large photos in tiles too, as registering and photos do')
  withEvalOptions(command).action(async ({ boxes: file, images, tiles, ...options }: Options) => {
    const { text, name, pathOf } = await readLabels(file, images)
    const photos = parseBoxes(text, name)
    await runEvaluation(context, options, async ({ pack, networks: { device }, progress, signal }) => {
      const weak = withWeakBoxes(pack)
      const readModel = (name: string) => openModels().readModel(pack.name, name)
      const networks = await openNetworks(weak, readModel, { device, threads: options.threads })
      const folder = options.cache ? cacheFolderOf(rostroHome()) : undefined
      const kept = await openKeptDetections(folder, weak, packageVersion())
      const { minScore } = pack.networks.detector
      const measure = async (look: 'whole' | 'in tiles') => {
        const onProgress = (done: number, of: number) => {
          progress(done, of, `photos, ${look}`)
        }
        const tiled = look === 'in tiles'
        const { seen, leftOut } = await detectIn(photos, pathOf, { networks, minScore, tiled, kept, onProgress, signal })
        return { leftOut, measurement: { name: look, minScore, score: scoreDetection(seen, minScore) } }
      }
      try {
        const { leftOut, measurement: whole } = await measure('whole')
        const rest = tiles ? [(await measure('in tiles')).measurement] : []
        return measureDetection({ pack: pack.name, list: name, measurements: [whole, ...rest], leftOut })
      } finally {
        await kept.close()
        await networks.close()
      }
    })
  })
}
