#!/usr/bin/env node
// The command line: parses what was typed, runs one command, answers with one exit code.

import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { RostroError, messageOf } from '../core/errors.ts'
import { addDemo } from './commands/demo.ts'
import { addDoctor } from './commands/doctor.ts'
import { addImport } from './commands/import.ts'
import { addModels } from './commands/models.ts'
import { addPeople } from './commands/people.ts'
import { addRecognize } from './commands/recognize.ts'
import { addRegister } from './commands/register.ts'
import { addStart } from './commands/start.ts'
import type { Context } from './context.ts'
import { EXIT_CODES, INTERRUPTED, UNEXPECTED } from './exit-codes.ts'
import { openTerminal } from './terminal.ts'

const HELP = `
First steps:
  rostro register -n Ana          look at the camera, press S a few times, then Q
  rostro recognize                and be named
  rostro demo                     no camera? see it work on sample photos

More:
  rostro register -n Bo --photos bo1.jpg bo2.jpg
  rostro recognize --source party.mp4 --save named.mp4
  rostro recognize --source rtsp://user:password@camera/stream
  rostro recognize --help         everything a command can do

Exit codes: 0 done, 1 unexpected, 2 wrong usage, 3 input refused, 4 storage,
5 models or device, 6 camera or video, 130 interrupted.
People and models are kept in the folder ROSTRO_HOME names, otherwise in the
system's folder for user data; "rostro doctor" says where that is.`

function buildProgram(context: Context): Command {
  const program = new Command('rostro')
    .description('Self-hosted, real-time face recognition: register a person in seconds, then name them live.')
    .version(packageVersion())
    .option('--debug', 'show where an error came from')
    .addHelpText('after', HELP)
    .showHelpAfterError('(rostro --help shows what there is)')
    .exitOverride()
  for (const add of [addStart, addRegister, addRecognize, addImport, addPeople, addModels, addDoctor, addDemo])
    add(program, context)
  for (const command of [...program.commands, ...program.commands.flatMap(c => c.commands)]) command.exitOverride()
  return program
}

async function main(argv: readonly string[]): Promise<number> {
  const { stdin, stdout, stderr, env } = process
  const terminal = openTerminal({ stdin, stdout, stderr })
  const interrupt = new AbortController()
  const onSignal = () => {
    if (interrupt.signal.aborted) process.exit(INTERRUPTED)
    interrupt.abort()
  }
  let readerLeft = false
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  // Whoever reads our output may stop reading (`| head`): that ends us quietly, with what is open finished.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exit(UNEXPECTED)
    readerLeft = true
    interrupt.abort()
  })
  const program = buildProgram({ terminal, stdin, stderr, env, signal: interrupt.signal })
  const interrupted = () => (readerLeft ? 0 : INTERRUPTED)
  try {
    if (argv.length <= 2) program.outputHelp()
    else await program.parseAsync(argv)
    return interrupt.signal.aborted ? interrupted() : 0
  } catch (error) {
    terminal.clearStatus()
    // commander has printed its own message: 0 for --help and --version.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODES.usage
    if (interrupt.signal.aborted) return interrupted()
    if (program.opts<{ debug?: true }>().debug)
      stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    else
      terminal.note(
        `${terminal.colour.red('Error')} ${messageOf(error)}${error instanceof RostroError ? ` [${error.code}]` : ' (--debug shows where)'}`,
      )
    return error instanceof RostroError ? EXIT_CODES[error.kind] : UNEXPECTED
  }
}

const packageVersion = (): string =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version

process.exitCode = await main(process.argv)
