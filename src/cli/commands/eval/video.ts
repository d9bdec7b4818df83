// `rostro eval video`: who is named in a labelled clip, by each rule on the same pictures.

import { Option, type Command } from 'commander'
import { peopleIn } from '../../../app/evaluation/follow-clip.ts'
import { measureVideo } from '../../../app/evaluation/video.ts'
import { parseClipLabels } from '../../../evaluation/clip-labels.ts'
import { RULES, type Rule } from '../../../recognition/evidence.ts'
import type { Context } from '../../context.ts'
import { parseSimilarity } from '../../operating-words.ts'
import { clockTime } from '../../terminal.ts'
import { readLabels } from './labels.ts'
import { runEvaluation, withEvalOptions, type EvalOptions } from './run.ts'

interface Options extends EvalOptions {
  readonly people: string
  readonly labels: string
  readonly rule: readonly Rule[]
  readonly threshold?: number
  readonly far?: true
}

export function addEvalVideo(parent: Command, context: Context): void {
  const command = parent
    .command('video')
    .argument('<clip>', 'a clip, or anything else "rostro recognize" can look at that ends')
    .description('a clip and who is where in it: which tracks get the right name, and how soon')
    .requiredOption('--people <dir>', 'photos of those registered: a folder for each person, or one photo each, named after them')
    .requiredOption('--labels <file>', 'who is to be seen where and when, as JSON')
    .addOption(new Option('--rule <rules...>', 'rules to compare').choices(RULES).default(['fusion']))
    .option('--threshold <t>', 'a fixed similarity, -1 to 1 (default: follows from the people registered)', parseSimilarity)
    .option('--far', 'look for small faces too')
  withEvalOptions(command).action(async (clip: string, { people, labels: file, rule, threshold, far, ...options }: Options) => {
    const { text, name } = await readLabels(file)
    const labels = parseClipLabels(text, name)
    const registered = await peopleIn(people)
    await runEvaluation(context, options, ({ observer, signal }) => {
      const onProgress = (seconds: number, by: Rule) => {
        context.terminal.status(`${clockTime(1000 * seconds)} of the clip, rule ${by}`)
      }
      return measureVideo(observer, { clip, people: registered, labels, rules: rule, threshold, far, signal, onProgress })
    })
  })
}
