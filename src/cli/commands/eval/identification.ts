// `rostro eval identification`: registered people and strangers of a list, and how often a name is missed or wrong.

import { dirname } from 'node:path'
import { InvalidArgumentError, type Command } from 'commander'
import { measureIdentification } from '../../../app/evaluation/identification.ts'
import { parseIdentificationList } from '../../../evaluation/identification-list.ts'
import { positiveInteger, type Context } from '../../context.ts'
import { readLabels } from './labels.ts'
import { runEvaluation, withEvalOptions, type EvalOptions } from './run.ts'

interface Options extends EvalOptions {
  readonly list: string
  readonly images?: string
  readonly sizes: readonly number[]
  readonly track?: number
}

export function addEvalIdentification(parent: Command, context: Context): void {
  const command = parent
    .command('identification')
    .description('who is this? A list of registered people and strangers')
    .requiredOption('--list <file>', 'lines of reference, probe or stranger, then person, then image, with tabs')
    .option('--images <dir>', 'what the images’ paths are relative to (default: the list’s folder)')
    .option('--sizes <n,n>', 'how many people are registered', sizes, [10, 50, 150])
    .option('--track <n>', 'also pool this many photos of a person, as a track does', positiveInteger)
  withEvalOptions(command).action(async (options: Options) => {
    const { text, name: list } = await readLabels(options.list)
    const listed = parseIdentificationList(text, list)
    await runEvaluation(context, options, ({ observer, progress: onProgress, signal }) =>
      measureIdentification(observer, {
        listed,
        list,
        folder: options.images ?? dirname(options.list),
        sizes: options.sizes,
        track: options.track,
        onProgress,
        signal,
      }),
    )
  })
}

function sizes(value: string): number[] {
  const numbers = value.split(',').map(Number)
  if (numbers.every(n => Number.isInteger(n) && n >= 1)) return numbers
  throw new InvalidArgumentError('It must be whole numbers of at least 1 with commas between, as 10,50,150.')
}
