// `rostro models calibrate`: measures how similar strangers come out with a pack, on photos of the operator's own, so that thresholds follow from it.

import { readFile } from 'node:fs/promises'
import { InvalidArgumentError, type Command } from 'commander'
import { openEvaluator } from '../../app/evaluation/open-evaluator.ts'
import { personFolders } from '../../app/person-folders.ts'
import { openModels } from '../../app/open-rostro.ts'
import { centralFace } from '../../evaluation/observation.ts'
import { calibrate } from '../../evaluation/calibrate.ts'
import { thresholdAt } from '../../gallery/calibrated.ts'
import { judge } from '../../recognition/quality.ts'
import { MIN_QUALITY } from '../../recognition/evidence.ts'
import { pullStatus, withModelOptions, type Context, type ModelOptions } from '../context.ts'
import { bar } from '../terminal.ts'
import { plural } from '../wording.ts'

interface Options extends ModelOptions {
  readonly about?: string
  readonly save?: true
}

/** Adds to the command `models`. */
export function addModelsCalibrate(program: Command, context: Context): void {
  const models = program.commands.find(command => command.name() === 'models')
  if (!models) return
  const command = models
    .command('calibrate')
    .argument(
      '<dir>',
      'a folder with one folder of photos for each person: as many people as you have, best with three photos each',
    )
    .description('measure which similarity means how many false matches, on photos of your own')
    .option('--about <sentence>', 'who these people and photos are, for whoever reads the figures', aboutOf)
    .option('--save', 'let thresholds of this pack follow from it; without it you only see it')
  withModelOptions(command).action((dir: string, options: Options) => run(context, dir, options))
}

async function run({ terminal, signal }: Context, dir: string, options: Options): Promise<void> {
  const { device, pack, threads } = options
  const folders = await personFolders(dir)
  const evaluator = await openEvaluator({ device, pack, threads, signal, onPull: pullStatus(terminal) })
  try {
    const photos = folders.flatMap(({ name, photos: paths }) =>
      paths.map(path => ({ name: path, person: name, bytes: () => readFile(path) })),
    )
    const onProgress = (done: number, of: number) => {
      terminal.status(bar(done / of, `${done} of ${of} photos`))
    }
    const people = new Map<string, { template: NonNullable<ReturnType<typeof centralFace>>['template']; quality: number }[]>()
    for (const { photo, observation } of await evaluator.observer.observeAll(photos, { onProgress, signal })) {
      const face = observation && centralFace(observation)
      const quality = face ? judge(face.signals, evaluator.networks.embeddingLengths).value : 0
      // As in recognition: poorer faces are never compared.
      if (face && quality >= MIN_QUALITY) {
        const kept = people.get(photo.person) ?? []
        people.set(photo.person, [...kept, { template: face.template, quality }])
      }
    }
    terminal.status('Comparing everybody with everybody …')
    const calibration = calibrate([...people.values()], {
      measuredOn: options.about ?? `photos of ${plural(people.size, 'person', 'people')} given by the operator`,
      measuredAt: new Date().toISOString().slice(0, 10),
    })
    terminal.clearStatus()
    terminal.print(
      `${plural(calibration.people, 'person', 'people')}, ${calibration.comparisons} comparisons of two people, pack ${evaluator.pack.name}.`,
    )
    for (const rate of [1e-2, 1e-3, 1e-4, 1e-5, 1e-6]) {
      const { value, low, high } = thresholdAt(calibration, rate)
      const fitted = rate < calibration.measuredDownTo ? ', on a fitted tail' : ''
      terminal.print(
        `  1 false match in ${(1 / rate).toLocaleString('en')}: similarity ${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)}${fitted})`,
      )
    }
    if (!options.save) {
      terminal.note('Nothing is changed; add --save to let thresholds follow from it.')
      return
    }
    await openModels().calibrate(evaluator.pack.name, calibration)
    terminal.print(`Thresholds of ${evaluator.pack.name} follow from it from the next start on ("rostro threshold" shows them).`)
  } finally {
    terminal.clearStatus()
    await evaluator.close()
  }
}

function aboutOf(value: string): string {
  if (value.trim() === '' || value.length > 500)
    throw new InvalidArgumentError('It must be a sentence of at most 500 characters.')
  return value
}
