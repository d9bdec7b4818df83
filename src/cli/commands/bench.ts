// `rostro bench`: where each millisecond of a frame goes on this machine, and what it cannot go below.

import type { Command } from 'commander'
import { bench, rssMb } from '../../app/bench/bench.ts'
import { writePatternClip } from '../../app/bench/pattern-clip.ts'
import {
  openToldSource,
  openWithProgress,
  positiveInteger,
  withModelOptions,
  type Context,
  type ModelOptions,
} from '../context.ts'
import { benchLines } from '../bench-lines.ts'
import { checkWritable, writeReport } from '../report-file.ts'
import { packageVersion } from '../version.ts'

interface Options extends ModelOptions {
  readonly frames: number
  readonly runs: number
  readonly json?: string
}

const PATTERN = { width: 1280, height: 720 }

export function addBench(program: Command, context: Context): void {
  const command = program
    .command('bench')
    .description('time every stage of a frame on this machine, with the pack and device in use')
    .argument('[source]', 'a clip, camera or stream, as in recognize (default: a test pattern, which has no faces in it)')
    .option('--frames <n>', 'most frames to look at', positiveInteger, 300)
    .option('--runs <n>', 'runs the medians are of; a camera is watched once', positiveInteger, 3)
    .option('--json <file>', 'write the figures for programs')
  withModelOptions(command).action(async (named: string | undefined, options: Options) => {
    const { terminal, signal } = context
    const loaded = { atMs: performance.now(), rssMb: rssMb() }
    await checkWritable(options.json)
    if (named === undefined) terminal.status('Making a test pattern …')
    await using pattern = named === undefined ? await writePatternClip(PATTERN, options.frames) : undefined
    const source = await openToldSource(context, named ?? pattern!.path)
    const beginMs = performance.now()
    const rostro = await openWithProgress(context, options)
    try {
      const openingMs = performance.now() - beginMs
      const figures = await bench(rostro, source, {
        ...{ frames: options.frames, runs: options.runs, loaded, openingMs, signal },
        onPhase: sentence => {
          terminal.status(sentence)
        },
      })
      terminal.clearStatus()
      for (const line of benchLines(figures, terminal.colour)) terminal.print(line)
      if (named === undefined) terminal.note('A test pattern has no faces in it: name a clip or camera to see what they cost.')
      await writeReport(options.json, () => `${JSON.stringify({ rostro: packageVersion(), ...figures }, undefined, 2)}\n`)
      if (options.json !== undefined) terminal.note(`Written: ${options.json}`)
    } finally {
      terminal.clearStatus()
      await rostro.close()
    }
  })
}
