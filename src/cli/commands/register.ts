// `rostro register`: a person before a camera, or photos of one, become known under a name.

import { stat } from 'node:fs/promises'
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
import type { Source } from '../../core/ports.ts'
import type { Enrolment } from '../../recognition/enrolment.ts'
import { toName } from '../../stores/names.ts'
import { photosIn } from '../../video/photo-source.ts'
import { ask } from '../ask.ts'
import {
  DEFAULT_CAMERA,
  openToldSource,
  openWithProgress,
  positiveInteger,
  withModelOptions,
  type Context,
  type DecoderChoice,
  type ModelOptions,
} from '../context.ts'
import { prefersPage } from '../open-page.ts'
import { photograph } from '../photograph.ts'
import type { Terminal } from '../terminal.ts'
import { PHOTO_FAULTS, plural } from '../wording.ts'

interface Options extends ModelOptions {
  readonly name: string
  readonly source: string
  readonly photos?: readonly string[]
  readonly count: number
  readonly auto?: boolean
  readonly preview?: boolean
  readonly yes?: boolean
  readonly decoder?: DecoderChoice
  readonly open: boolean
}

const DEFAULT_COUNT = 6

export function addRegister(program: Command, context: Context): void {
  const command = program
    .command('register')
    .description('make a person known: live before a camera (S takes a photo, Q ends and stores), or from photos')
    .requiredOption('-n, --name <name>', 'what the person is called')
    .option('--source <source>', 'camera, stream or clip to take photos from', DEFAULT_CAMERA)
    .option('--photos <files...>', 'photos, or folders of photos, instead of a camera')
    .option('--count <n>', 'photos to take; then it ends by itself', positiveInteger, DEFAULT_COUNT)
    .option('--auto', 'take photos by itself whenever the face is good and new')
    .option('--no-preview', 'no picture in the terminal')
    .option('-y, --yes', 'store without asking, also when the person looks like somebody of another name')
    .option('--no-open', 'stay in the terminal: where there is a screen, the page opens for the camera')
    .addOption(new Option('--decoder <decoder>', 'what decodes video').choices(['node-av', 'ffmpeg']))
  withModelOptions(command).action(async (options: Options) => {
    const name = toName(options.name)
    if (!isForTerminal(options) && prefersPage(context, options)) {
      const { showPage } = await import('./serve.ts')
      await showPage(context, options, `/register?${new URLSearchParams({ name }).toString()}`)
      return
    }
    const source = options.photos ? undefined : await openToldSource(context, options.source, options.decoder)
    const rostro = await openWithProgress(context, options)
    try {
      await register(context, rostro, source, options)
    } finally {
      await rostro.close()
    }
  })
}

/** Anything the page does not do was asked for. */
const isForTerminal = ({ photos, source, count, auto, preview, yes, decoder }: Options): boolean =>
  source !== DEFAULT_CAMERA ||
  count !== DEFAULT_COUNT ||
  preview === false ||
  [photos, auto, yes, decoder].some(asked => asked !== undefined)

export type RegisterSettings = Pick<Options, 'name' | 'photos' | 'count' | 'auto' | 'preview' | 'yes'>

/** From the source if there is one, else from the photos. */
export async function register(
  context: Context,
  rostro: Rostro,
  source: Source | undefined,
  options: RegisterSettings,
): Promise<void> {
  const { terminal, signal } = context
  const enrolment = startEnrolment(rostro)
  if (source) await photograph(context, enrolment, source, options)
  else await fromPhotos(context, enrolment, options.photos ?? [])
  if (signal.aborted) {
    terminal.note('Stopped; nothing was stored.')
    return
  }
  if (source && enrolment.references.length === 0)
    throw new RostroError('nothing_enrolled', 'No photo was taken, so nothing was stored.')
  if (enrolment.references.length > 0) await confirmDoubts(context, rostro, enrolment, options)
  const { person, isNew, photos } = await storeEnrolment(rostro, options.name, enrolment)
  terminal.print(
    isNew
      ? `${terminal.colour.green('Registered')} ${person.name} with ${plural(photos, 'photo')}.`
      : `${terminal.colour.green('Added')} ${plural(photos, 'photo')} to ${person.name}.`,
  )
}

async function fromPhotos({ terminal, signal }: Context, enrolment: Enrolment, paths: readonly string[]): Promise<void> {
  const files: string[] = []
  for (const path of paths) files.push(...((await isFolder(path)) ? await photosIn(path) : [path]))
  for await (const verdict of tryPhotos(enrolment, files.map(photoFile))) {
    terminal.note(verdictLine(verdict, terminal.colour))
    if (signal.aborted) return
  }
}

export function verdictLine({ photo, verdict }: PhotoVerdict, colour: Terminal['colour']): string {
  if (verdict.kept) {
    const alike = verdict.nearestPhoto === undefined ? '' : `, most like another at ${verdict.nearestPhoto.toFixed(2)}`
    return `  ${colour.green('kept')}     ${photo}  (quality ${verdict.quality}${alike})`
  }
  // The sentence of an error names the file.
  return `  ${colour.yellow('refused')}  ${'error' in verdict ? verdict.error.message : `${photo}  ${PHOTO_FAULTS[verdict.reason]}`}`
}

/** Two people under one name, or one under two, are asked about; without anybody to ask, nothing is stored. */
async function confirmDoubts(
  context: Context,
  rostro: Rostro,
  enrolment: Enrolment,
  { name, yes }: RegisterSettings,
): Promise<void> {
  const { terminal } = context
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
    if (/^(y|yes)$/i.test(await ask(context, `${doubt} Store it as "${name}" all the same? [y/N] `))) return
  }
  throw new RostroError(
    'already_enrolled',
    `${doubt} Nothing was stored; ${other ? `to add the photos to ${other.name} use that name` : 'if they show somebody else choose another name'}, to store them all the same add --yes.`,
  )
}

const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isDirectory(),
    () => false,
  )
