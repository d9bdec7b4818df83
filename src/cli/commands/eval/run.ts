// What every kind of `rostro eval` does around its measurement: open, show progress, print, write files, end well when stopped.

import type { Command } from 'commander'
import { openEvaluator } from '../../../app/evaluation/open-evaluator.ts'
import type { Observer } from '../../../app/evaluation/observer.ts'
import { toThumbnails } from '../../../app/evaluation/thumbnails.ts'
import { toEvaluationJson, type Evaluation, type Measured } from '../../../evaluation/report/evaluation.ts'
import { toHtml } from '../../../evaluation/report/html.ts'
import type { OpenedNetworks } from '../../../models/open-networks.ts'
import type { PackManifest } from '../../../models/packs/manifest.ts'
import { pullStatus, withModelOptions, type Context, type ModelOptions } from '../../context.ts'
import { checkWritable, writeReport } from '../../report-file.ts'
import { bar } from '../../terminal.ts'
import { packageVersion } from '../../version.ts'
import { plural } from '../../wording.ts'
import { printEvaluation } from './print.ts'
import { createTimeLeft, roughly } from './time-left.ts'

export interface EvalOptions extends ModelOptions {
  readonly json?: string
  readonly html?: string
  readonly cache: boolean
  readonly pictures: boolean
}

/** The options of every kind of measurement. */
export const withEvalOptions = (command: Command): Command =>
  withModelOptions(
    command
      .option('--json <file>', 'write the figures for programs')
      .option('--html <file>', 'write a report with plots, to open in a browser')
      .option('--no-cache', 'look at every photo anew, and remember nothing')
      .option('--no-pictures', 'no faces in the report'),
  )

export interface EvalTools {
  /** Looks at photos. */
  readonly observer: Observer
  readonly pack: PackManifest
  readonly networks: OpenedNetworks
  /** Shows how far it is. @param what is counted; default `photos` */
  readonly progress: (done: number, of: number, what?: string) => void
  readonly signal: AbortSignal
}

/** Measures, prints the tables, writes the files asked for. @throws what `measure` throws; RostroError file_not_writable */
export async function runEvaluation(
  context: Context,
  options: EvalOptions,
  measure: (tools: EvalTools) => Promise<Measured>,
): Promise<void> {
  const { terminal, signal } = context
  // Said now and not after an hour of looking at photos.
  for (const file of [options.json, options.html]) await checkWritable(file)
  const { cache, device, pack: packName, threads } = options
  const onPull = pullStatus(terminal)
  const evaluator = await openEvaluator({ cache, device, pack: packName, threads, signal, onPull })
  const { pack, networks, observer } = evaluator
  try {
    terminal.note(`Pack ${pack.name} on ${networks.device}.`)
    for (const passed of networks.passedOver) terminal.note(`Not on ${passed.device}: ${passed.reason}`)
    const progress = showProgress(context)
    const measured = await measure({ observer, pack, networks, progress, signal })
    signal.throwIfAborted()
    terminal.clearStatus()
    const { seenAnew, fromCache } = observer.count
    if (fromCache > 0) terminal.note(`${plural(fromCache, 'photo')} known from before, ${seenAnew} looked at anew.`)
    const evaluation: Evaluation = {
      ...measured,
      measuredAt: new Date().toISOString(),
      rostro: packageVersion(),
      pack: pack.name,
      device: networks.device,
    }
    printEvaluation(terminal, evaluation)
    await writeReport(options.json, () => `${JSON.stringify(toEvaluationJson(evaluation), undefined, 2)}\n`)
    await writeReport(options.html, async () =>
      toHtml(evaluation, options.pictures ? await toThumbnails(observer, evaluation.pairs) : new Map()),
    )
    for (const file of [options.json, options.html]) if (file !== undefined) terminal.note(`Written: ${file}`)
  } catch (error) {
    terminal.clearStatus()
    if (signal.aborted && cache) {
      const seen = plural(observer.count.seenAnew + observer.count.fromCache, 'photo')
      terminal.note(`Stopped. What was seen of ${seen} is kept: the same command goes on from there.`)
    }
    throw error
  } finally {
    await evaluator.close()
  }
}

function showProgress({ terminal, signal }: Context): EvalTools['progress'] {
  const timeLeft = createTimeLeft(() => performance.now())
  return (done, of, what = 'photos') => {
    if (signal.aborted) return
    const left = timeLeft(done, of)
    const rest = left === undefined || done === of ? '' : `  ${roughly(left)} left`
    terminal.status(bar(done / Math.max(1, of), `${done} of ${of} ${what}${rest}`))
  }
}
