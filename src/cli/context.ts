// What every command gets: the terminal, the way to open Rostro with progress shown, and a signal for Ctrl-C.

import { InvalidArgumentError, Option, type Command } from 'commander'
import { incomparable } from '../app/change-pack.ts'
import { openRostro, type Rostro } from '../app/open-rostro.ts'
import type { Source } from '../core/ports.ts'
import { messageOf, RostroError } from '../core/errors.ts'
import { DEVICES, type Device } from '../models/session.ts'
import { listCameras } from '../video/cameras.ts'
import { openSource, type SourceOptions } from '../video/open-source.ts'
import { bar, megabytes, type Terminal } from './terminal.ts'
import { statusSentence } from './wording.ts'

export interface Context {
  readonly terminal: Terminal
  readonly stdin: NodeJS.ReadStream
  readonly stderr: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
  /** Aborts at the first Ctrl-C or SIGTERM, so that what is open is finished; a second one ends the process. */
  readonly signal: AbortSignal
  /** For a command that runs until it is stopped: Ctrl-C and SIGTERM are its good end, exit code 0. */
  readonly endsWhenStopped: () => void
}

export interface ModelOptions {
  readonly device: Device | 'auto'
  readonly pack?: string
  readonly threads?: number
}

/** Adds the options of every command that runs networks. */
export function withModelOptions(command: Command): Command {
  return command
    .addOption(new Option('--device <device>', 'what to run the networks on').choices(['auto', ...DEVICES]).default('auto'))
    .option('--pack <pack>', 'the model pack (default: the one in use)')
    .option('--threads <n>', 'CPU threads a network may use (default: chosen for the machine)', positiveInteger)
}

export async function openWithProgress({ terminal, signal }: Context, options: ModelOptions, people?: string): Promise<Rostro> {
  const rostro = await openRostro({
    ...options,
    people,
    signal,
    onPull: pullStatus(terminal),
    onProblem: error => {
      terminal.note(`The people cannot be read anew: ${messageOf(error)}`)
    },
  })
  terminal.clearStatus()
  const hint = incomparable(await rostro.store.templates.gaps(rostro.gallery.space), rostro.pack.name)
  if (hint !== undefined) terminal.note(hint)
  return rostro
}

export type DecoderChoice = NonNullable<SourceOptions['decoder']>

export const DEFAULT_CAMERA = 'camera:0'

/**
 * Opens what a command looks at and tells what becomes of it. `${NAME}` in the address is taken from the environment, so
 * that a camera's password need not be typed where others can read it.
 * @throws RostroError source_*, file_not_found, decoder_missing, usage_invalid
 */
export async function openToldSource({ terminal, env }: Context, named: string, decoder?: DecoderChoice): Promise<Source> {
  const address = withSecrets(named, env)
  if (address === DEFAULT_CAMERA && (await listCameras()).length === 0) {
    throw new RostroError(
      'source_unavailable',
      'No camera is found on this machine; plug one in, or name a clip, photo, folder or stream with --source.',
    )
  }
  let isAway = false
  return openSource(address, {
    ...(decoder && { decoder }),
    onStatus: status => {
      // That it comes at all goes without saying.
      if (status.state !== 'online' || isAway) terminal.note(statusSentence(status))
      isAway = status.state !== 'online'
    },
  })
}

/** `${NAME}` taken from the environment, so that a password need not be typed where others can read it. @throws RostroError usage_invalid */
export function withSecrets(address: string, env: NodeJS.ProcessEnv): string {
  return address.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = env[name]
    if (value === undefined)
      throw new RostroError('usage_invalid', `The address names \${${name}}, which the environment does not have.`)
    return value
  })
}

export function pullStatus(terminal: Terminal): (progress: { file: string; receivedBytes: number; totalBytes: number }) => void {
  let announced = ''
  return ({ file, receivedBytes, totalBytes }) => {
    if (!terminal.interactive && announced !== file) terminal.note(`Downloading ${file} (${megabytes(totalBytes)}) …`)
    announced = file
    terminal.status(
      bar(receivedBytes / Math.max(1, totalBytes), `${file}  ${megabytes(receivedBytes)} of ${megabytes(totalBytes)}`),
    )
  }
}

export function positiveInteger(value: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It must be a whole number of at least 1.')
  return number
}
