// `rostro models quantize`: makes a pack's embedder in whole numbers, measures on the operator's photos whether it is as good, and keeps it if it is.

import type { Command } from 'commander'
import { openEvaluator } from '../../app/evaluation/open-evaluator.ts'
import { openModels } from '../../app/open-rostro.ts'
import { personFolders } from '../../app/person-folders.ts'
import { quantizePack } from '../../app/quantize-pack.ts'
import type { Int8Measured } from '../../models/packs/own-int8.ts'
import { pullStatus, type Context } from '../context.ts'
import { bar, table, type Terminal } from '../terminal.ts'

interface Options {
  readonly pack?: string
  readonly save?: true
  readonly remove?: true
}

/** Adds to the command `models`. */
export function addModelsQuantize(program: Command, context: Context): void {
  program.commands
    .find(command => command.name() === 'models')
    ?.command('quantize')
    .argument('[dir]', 'a folder with one folder of photos for each person: hundreds of people, best with three photos each')
    .description('make the embedder in whole numbers of 8 bits, quicker on some processors, and measure whether it is as good')
    .option('--pack <pack>', 'the model pack (default: the one in use)')
    .option('--save', 'use it from the next start on, if it is as good within 0.1 points; without it you only see the figures')
    .option('--remove', 'go back to the embedder as it was published')
    .action((dir: string | undefined, options: Options) => run(context, dir, options))
}

async function run(context: Context, dir: string | undefined, { pack, save, remove }: Options): Promise<void> {
  const { terminal } = context
  const models = openModels()
  const name = pack ?? (await models.current())
  if (remove) {
    await models.adoptInt8(name, undefined)
    terminal.print(`${name} runs as it was published from the next start on.`)
  } else if (dir === undefined) {
    const kept = await models.int8(name)
    if (kept) for (const line of linesOf(name, kept.measured, terminal.colour)) terminal.print(line)
    else
      terminal.print(
        `${name} runs as it was published. Give a folder of people's photos to make and measure its embedder in whole numbers.`,
      )
  } else await quantize(context, dir, name, save === true)
}

async function quantize({ terminal, signal }: Context, dir: string, name: string, save: boolean): Promise<void> {
  const folders = await personFolders(dir)
  const evaluator = await openEvaluator({ device: 'cpu', pack: name, signal, onPull: pullStatus(terminal) })
  try {
    const onProgress = (done: number, of: number, what: string) => {
      terminal.status(bar(done / of, `${done} of ${of} ${what}`))
    }
    const { int8, against } = await quantizePack(evaluator, folders, { onProgress, signal })
    terminal.clearStatus()
    for (const line of linesOf(name, int8.measured, terminal.colour)) terminal.print(line)
    if (against !== undefined) {
      terminal.note(`The embedder of ${name} stays as it was published: ${against}.`)
      return
    }
    if (!save) {
      terminal.note('It is as good. Nothing is changed; add --save to use it.')
      return
    }
    await openModels().adoptInt8(name, int8)
    terminal.print(`It is as good, and used from the next start on (ROSTRO_PRECISION=float leaves it out).`)
  } finally {
    terminal.clearStatus()
    await evaluator.close()
  }
}

function linesOf(
  name: string,
  { photos, people, genuine, impostors, cosine, points, runMs, measuredAt }: Int8Measured,
  colour: Terminal['colour'],
): string[] {
  const share = (missed: number) => `${((100 * missed) / genuine).toFixed(2)} %`
  const rows = points.map(({ falseMatchRate, missed, falseMatches }) => [
    `1 in ${Math.round(1 / falseMatchRate).toLocaleString('en')}`,
    ...[missed.float, missed.int8, missed.mixed].map(share),
    `${falseMatches.float} / ${falseMatches.int8} / ${falseMatches.mixed}`,
  ])
  return [
    `${name}: the embedder in whole numbers of 8 bits, measured on ${measuredAt} on ${photos} photos of ${people} people (${genuine} pairs of one person, ${impostors} of two).`,
    `A run takes ${runMs.int8.toFixed(2)} ms instead of ${runMs.float.toFixed(2)}; its templates have a cosine of ${cosine.median.toFixed(4)} with the floats' (at least ${cosine.least.toFixed(3)}).`,
    ...table([['FALSE MATCHES', 'MISSED: FLOATS', 'WHOLE', 'MIXED', 'FALSE MATCHES COUNTED, EACH'], ...rows], colour),
  ]
}
