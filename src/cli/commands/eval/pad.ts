// `rostro eval pad`: which attacks a pack's networks for presentation attack detection let through, on the user's own photos.

import { readFile } from 'node:fs/promises'
import { InvalidArgumentError, type Command } from 'commander'
import { cacheFolderOf } from '../../../app/evaluation/observer.ts'
import { assessAll } from '../../../app/evaluation/pad.ts'
import { RostroError } from '../../../core/errors.ts'
import { parsePresentations } from '../../../evaluation/pad.ts'
import { measurePad } from '../../../evaluation/pad-report.ts'
import { rostroHome } from '../../../models/packs/home.ts'
import { positiveInteger, type Context } from '../../context.ts'
import { readLabels } from './labels.ts'
import { runEvaluation, withEvalOptions, type EvalOptions } from './run.ts'

interface Options extends EvalOptions {
  readonly labels: string
  readonly images?: string
  readonly threshold?: number
  readonly bpcer: number
  readonly seed: number
}

export function addEvalPad(parent: Command, context: Context): void {
  const command = parent
    .command('pad')
    .description('photos of people and of pictures of them: which attacks pass, and who is turned away')
    .requiredOption('--labels <file>', 'a line a photo: image, bona-fide or attack, species, subject, with tabs between')
    .option('--images <dir>', 'folder of the photos (default: the one of the list)')
    .option('--threshold <t>', 'liveness from which a face passes, 0 to 1 (default: chosen on half of the subjects)', share)
    .option('--bpcer <share>', 'share of bona fide photos that may be turned away when it is chosen', share, 0.05)
    .option('--seed <n>', 'which half of the subjects chooses', positiveInteger, 1)
  withEvalOptions(command).action(async ({ labels: file, images, threshold, bpcer, seed, ...options }: Options) => {
    const { text, name, pathOf } = await readLabels(file, images)
    const presentations = parsePresentations(text, name)
    const photos = presentations.map(presentation => {
      const path = pathOf(presentation.image)
      return { presentation, name: path, bytes: () => readFile(path) }
    })
    await runEvaluation(context, options, async ({ observer, networks, pack, progress, signal }) => {
      if (networks.pads.length === 0) {
        throw new RostroError(
          'pack_invalid',
          `The pack "${pack.name}" has no network for presentation attack detection; choose one that has with --pack.`,
        )
      }
      const cacheFolder = options.cache ? cacheFolderOf(rostroHome()) : undefined
      const judged = await assessAll(photos, { observer, networks, pack, cacheFolder, onProgress: progress, signal })
      return measurePad({ ...judged, pack: pack.name, list: name, threshold, thresholds: pack.liveness, bpcer, seed })
    })
  })
}

function share(value: string): number {
  const number = Number(value)
  if (value.trim() === '' || !(number >= 0 && number <= 1)) throw new InvalidArgumentError('It must be a number from 0 to 1.')
  return number
}
