// `rostro eval folder`: would a folder of people work as a gallery, and which photos harm it.

import type { Command } from 'commander'
import { measureFolder } from '../../../app/evaluation/folder.ts'
import type { Context } from '../../context.ts'
import { parseSimilarity } from '../../operating-words.ts'
import { runEvaluation, withEvalOptions, type EvalOptions } from './run.ts'

interface Options extends EvalOptions {
  readonly threshold?: number
}

export function addEvalFolder(parent: Command, context: Context): void {
  const command = parent
    .command('folder')
    .argument('<dir>', 'a folder with one folder of photos for each person, named after them')
    .description('is everybody told from everybody else, and which photos harm?')
    .option('--threshold <t>', 'similarity from which a face is known (default: the pack’s)', parseSimilarity)
  withEvalOptions(command).action((dir: string, options: Options) =>
    runEvaluation(context, options, ({ observer, progress: onProgress, signal }) =>
      measureFolder(observer, { folder: dir, threshold: options.threshold, onProgress, signal }),
    ),
  )
}
