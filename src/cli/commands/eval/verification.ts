// `rostro eval verification`: a list of pairs of photos, and how often they are told apart.

import { dirname } from 'node:path'
import type { Command } from 'commander'
import { measureVerification } from '../../../app/evaluation/verification.ts'
import { parsePairs } from '../../../evaluation/pairs.ts'
import { positiveInteger, type Context } from '../../context.ts'
import { readLabels } from './labels.ts'
import { runEvaluation, withEvalOptions, type EvalOptions } from './run.ts'

interface Options extends EvalOptions {
  readonly pairs: string
  readonly images?: string
  readonly folds?: number
  readonly allPairs?: true
}

export function addEvalVerification(parent: Command, context: Context): void {
  const command = parent
    .command('verification')
    .description('are two photos one person? A list of pairs, as that of LFW')
    .requiredOption('--pairs <file>', 'lines of image, image, 1 or 0 for same person or not, with tabs; or LFW’s pairs.txt')
    .option('--images <dir>', 'what the images’ paths are relative to (default: the list’s folder)')
    .option('--folds <n>', 'consecutive folds of one size (default: 10, or what the list divides into)', positiveInteger)
    .option('--all-pairs', 'also compare all images with each other; each person’s in a folder of their own')
  withEvalOptions(command).action(async (options: Options) => {
    const { text, name: list } = await readLabels(options.pairs)
    const pairs = parsePairs(text, list)
    await runEvaluation(context, options, ({ observer, progress: onProgress, signal }) =>
      measureVerification(observer, {
        pairs,
        list,
        folder: options.images ?? dirname(options.pairs),
        folds: options.folds,
        allPairs: options.allPairs,
        onProgress,
        signal,
      }),
    )
  })
}
