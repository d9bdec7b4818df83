// The command line: parses what was typed, runs one command, answers with one exit code.

import { CommanderError } from 'commander'
import { RostroError, messageOf } from '../core/errors.ts'
import { commandsFor } from './commands.ts'
import { EXIT_CODES, INTERRUPTED, UNEXPECTED } from './exit-codes.ts'
import { buildProgram } from './program.ts'
import { openTerminal } from './terminal.ts'

async function main(argv: readonly string[]): Promise<number> {
  const { stdin, stdout, stderr, env } = process
  const terminal = openTerminal({ stdin, stdout, stderr })
  const interrupt = new AbortController()
  const onSignal = () => {
    if (interrupt.signal.aborted) process.exit(INTERRUPTED)
    interrupt.abort()
  }
  let readerLeft = false
  let whenStopped: number = INTERRUPTED
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  // Whoever reads our output may stop reading (`| head`): that ends us quietly, with what is open finished.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exit(UNEXPECTED)
    readerLeft = true
    interrupt.abort()
  })
  const endsWhenStopped = () => {
    whenStopped = 0
  }
  const context = { terminal, stdin, stderr, env, signal: interrupt.signal, endsWhenStopped }
  const program = buildProgram(context, await commandsFor(argv.slice(2)))
  const interrupted = () => (readerLeft ? 0 : whenStopped)
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

process.exitCode = await main(process.argv)
