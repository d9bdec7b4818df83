// The program around its commands, with the help a newcomer can live from.

import { Command } from 'commander'
import type { AddCommand } from './commands.ts'
import type { Context } from './context.ts'
import { packageVersion } from './version.ts'

const HELP = `
First steps:
  rostro start                    open the page: register yourself, be named
  rostro demo                     no camera? see it work on sample photos

In the terminal (where there is a screen, the first two open the page):
  rostro register -n Ana          look at the camera, press S a few times, Q
  rostro recognize                and be named
  rostro register -n Bo --photos bo1.jpg bo2.jpg
  rostro recognize --source party.mp4 --save named.mp4
  rostro recognize --source rtsp://user:password@camera/stream
  rostro serve --help             the page for other machines: TLS, proxies
  rostro recognize --help         everything a command can do

Exit codes: 0 done, 1 unexpected, 2 wrong usage, 3 input refused, 4 storage,
5 models or device, 6 camera or video, 7 not allowed, 130 interrupted.
People and models are kept in the folder ROSTRO_HOME names, otherwise in the
system's folder for user data; "rostro doctor" says where that is.`

/** Commands with their options, ready to parse; failures to parse throw CommanderError. */
export function buildProgram(context: Context, adding: readonly AddCommand[]): Command {
  const program = new Command('rostro')
    .description('Self-hosted, real-time face recognition: register a person in seconds, then name them live.')
    .version(packageVersion())
    .option('--debug', 'show where an error came from')
    .addHelpText('after', HELP)
    .showHelpAfterError('(rostro --help shows what there is)')
    .exitOverride()
  for (const add of adding) add(program, context)
  for (const command of [...program.commands, ...program.commands.flatMap(c => c.commands)]) command.exitOverride()
  return program
}
