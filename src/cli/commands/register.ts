// `rostro register`: a person before a camera, or photos of one, become known under a name.

import { stat } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { Option, type Command } from 'commander'
import type { Rostro } from '../../app/open-rostro.ts'
import {
  knownUnderAnotherName,
  looksUnlikeNamesake,
  photoFile,
  startEnrolment,
  storeEnrolment,
  tryPhotos,
  type PhotoVerdict,
} from '../../app/register.ts'
import { RostroError } from '../../core/errors.ts'
import type { Enrolment } from '../../recognition/enrolment.ts'
import { openSource, type SourceOptions } from '../../video/open-source.ts'
import { photosIn } from '../../video/photo-source.ts'
import { openWithProgress, positiveInteger, withModelOptions, type Context, type ModelOptions } from '../context.ts'
import { photograph } from '../photograph.ts'
import type { Terminal } from '../terminal.ts'
import { HINTS, plural, statusSentence } from '../wording.ts'

interface Options extends ModelOptions {
  readonly name: string
  readonly source: string
  readonly photos?: readonly string[]
  readonly count: number
  readonly auto: boolean
  readonly preview?: boolean
  readonly yes: boolean
  readonly decoder?: NonNullable<SourceOptions['decoder']>
}

export function addRegister(program: Command, context: Context): void {
  const command = program
    .command('register')
    .description('make a person known: live before a camera (S takes a photo, Q ends and stores), or from photos')
    .requiredOption('-n, --name <name>', 'what the person is called')
    .option('--source <source>', 'camera, stream or clip to take photos from', 'camera:0')
    .option('--photos <files...>', 'photos, or folders of photos, instead of a camera')
    .option('--count <n>', 'photos to take; then it ends by itself', positiveInteger, 6)
    .option('--auto', 'take photos by itself whenever the face is good and new', false)
    .option('--no-preview', 'no picture in the terminal')
    .option('-y, --yes', 'store without asking, also when the person looks like somebody of another name', false)
    .addOption(new Option('--decoder <decoder>', 'what decodes video').choices(['node-av', 'ffmpeg']))
  withModelOptions(command).action(async (options: Options) => {
    const rostro = await openWithProgress(context, options)
    try {
      await register(context, rostro, options)
    } finally {
      await rostro.close()
    }
  })
}

/** Also what `rostro start` does with a newcomer. */
export async function register(context: Context, rostro: Rostro, options: Options): Promise<void> {
  const { terminal, signal } = context
  const enrolment = startEnrolment(rostro)
  if (options.photos) await fromPhotos(terminal, enrolment, options.photos)
  else {
    const source = await openSource(options.source, {
      ...(options.decoder && { decoder: options.decoder }),
      onStatus: status => {
        terminal.note(statusSentence(status))
      },
    })
    await photograph(context, enrolment, source, options)
    if (signal.aborted) {
      terminal.note('Stopped; nothing was stored.')
      return
    }
  }
  if (enrolment.references.length > 0) await confirmDoubts(context, rostro, enrolment, options)
  const { person, isNew, photos } = await storeEnrolment(rostro, options.name, enrolment)
  terminal.print(
    isNew
      ? `${terminal.colour.green('Registered')} ${person.name} with ${plural(photos, 'photo')}.`
      : `${terminal.colour.green('Added')} ${plural(photos, 'photo')} to ${person.name}.`,
  )
}

async function fromPhotos(terminal: Terminal, enrolment: Enrolment, paths: readonly string[]): Promise<void> {
  const files: string[] = []
  for (const path of paths) files.push(...((await isFolder(path)) ? await photosIn(path) : [path]))
  for await (const verdict of tryPhotos(enrolment, files.map(photoFile))) terminal.note(verdictLine(verdict, terminal.colour))
}

export function verdictLine({ photo, verdict }: PhotoVerdict, colour: Terminal['colour']): string {
  if (verdict.kept) {
    const alike = verdict.nearestPhoto === undefined ? '' : `, most like another at ${verdict.nearestPhoto.toFixed(2)}`
    return `  ${colour.green('kept')}     ${photo}  (quality ${verdict.quality}${alike})`
  }
  return `  ${colour.yellow('refused')}  ${photo}  ${'error' in verdict ? verdict.error.message : HINTS[verdict.reason]}`
}

/** Two people under one name, or one under two, are asked about; without anybody to ask, nothing is stored. */
async function confirmDoubts(
  { terminal, stdin, stderr, signal }: Context,
  rostro: Rostro,
  enrolment: Enrolment,
  { name, yes }: Options,
): Promise<void> {
  const other = await knownUnderAnotherName(rostro, name, enrolment)
  const unlike = await looksUnlikeNamesake(rostro, name, enrolment)
  const doubt = other
    ? `This person looks like ${other.name}, who is registered already (similarity ${other.similarity.toFixed(2)}).`
    : unlike === undefined
      ? undefined
      : `These photos do not look like the ${name} who is registered already (similarity ${unlike.toFixed(2)}).`
  if (!doubt) return
  if (yes) {
    terminal.note(doubt)
    return
  }
  if (terminal.interactive) {
    const prompt = createInterface({ input: stdin, output: stderr })
    const answer = await prompt.question(`${doubt} Store it as "${name}" all the same? [y/N] `, { signal }).finally(() => {
      prompt.close()
    })
    if (/^\s*(y|yes|s|sí|si)\s*$/i.test(answer)) return
  }
  throw new RostroError('already_enrolled', `${doubt} Nothing was stored; use that name, another one, or --yes.`)
}

const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isDirectory(),
    () => false,
  )
