// `rostro recognize`: names appear and leave as lines, for people or, with --json, for programs.

import { realpath } from 'node:fs/promises'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { createAnnotator } from '../../app/annotate.ts'
import { decisionSettings, recognizerSettings, type Rostro } from '../../app/open-rostro.ts'
import { toLine, type RecognitionLine } from '../../app/recognition-line.ts'
import { watch } from '../../app/watch.ts'
import { RostroError } from '../../core/errors.ts'
import type { Source } from '../../core/ports.ts'
import type { Image } from '../../core/types.ts'
import { RULES, type Rule } from '../../recognition/evidence.ts'
import { LIVENESS_POLICIES, type LivenessPolicy } from '../../recognition/liveness.ts'
import { openClipWriter, type ClipWriter } from '../../video/clip-writer.ts'
import {
  DEFAULT_CAMERA,
  openToldSource,
  openWithProgress,
  withModelOptions,
  type Context,
  type DecoderChoice,
  type ModelOptions,
} from '../context.ts'
import { operatingLine, parseShare, parseSimilarity } from '../operating-words.ts'
import { prefersPage } from '../open-page.ts'
import { openPreview } from '../preview.ts'
import { keptSettings } from '../../server/settings.ts'
import { clockTime, type Terminal } from '../terminal.ts'
import { plural } from '../wording.ts'

interface Options extends ModelOptions {
  readonly source: string
  readonly rule: Rule
  readonly threshold?: number
  readonly wrongNames?: number
  readonly save?: string
  readonly far?: boolean
  readonly liveness?: LivenessPolicy
  readonly json?: boolean
  readonly preview?: boolean
  readonly decoder?: DecoderChoice
  readonly open: boolean
}

export function addRecognize(program: Command, context: Context): void {
  const command = program
    .command('recognize')
    .description('name the people a camera, stream, clip, photo or folder of photos shows')
    .option('--source <source>', 'camera:0, /dev/video0, rtsp://…, http://…, a clip, a photo, a folder or test:', DEFAULT_CAMERA)
    .addOption(
      new Option('--rule <rule>', 'fusion weighs all frames together, vote counts names, best takes the most similar photo')
        .choices(RULES)
        .default('fusion'),
    )
    .option('--wrong-names <share>', 'share of strangers who may get somebody’s name: 0.1%, 0.001 or 1/1000', parseShare)
    .option('--threshold <t>', 'a fixed similarity from which a face is known instead, -1 to 1', parseSimilarity)
    .option('--save <clip>', 'write the clip with boxes and names to this .mp4', parseClip)
    .option('--far', 'look for small faces too: people far away, at about twice the cost')
    .addOption(
      new Option(
        '--liveness <what>',
        'faces that look like pictures: refuse their names, mark them, or off (default: refuse before live sources, off in recordings)',
      ).choices(LIVENESS_POLICIES),
    )
    .option('--json', 'one event a line on stdout, for programs')
    .option('--preview', 'show the picture in the terminal')
    .option('--no-open', 'stay in the terminal: where there is a screen, the page opens for the camera')
    .addOption(new Option('--decoder <decoder>', 'what decodes video').choices(['node-av', 'ffmpeg']))
  withModelOptions(command).action(async (options: Options) => {
    if (!isForTerminal(options) && prefersPage(context, options)) {
      const { showPage } = await import('./serve.ts')
      await showPage(context, options, '/live')
      return
    }
    await refuseToOverwrite(options)
    const source = await openToldSource(context, options.source, options.decoder)
    const rostro = await openWithProgress(context, options)
    try {
      await recognize(context, rostro, source, options)
    } finally {
      await rostro.close()
    }
  })
}

/** Anything the page does not do was asked for. */
const isForTerminal = ({ source, rule, threshold, wrongNames, save, far, liveness, json, preview, decoder }: Options): boolean =>
  liveness !== undefined ||
  source !== DEFAULT_CAMERA ||
  rule !== 'fusion' ||
  [threshold, wrongNames, save, far, json, preview, decoder].some(asked => asked !== undefined)

export type RecognizeSettings = Pick<
  Options,
  'rule' | 'threshold' | 'wrongNames' | 'far' | 'liveness' | 'save' | 'json' | 'preview' | 'decoder'
> & {
  /** Hears every event too. */
  readonly onLine?: (line: RecognitionLine) => void
}

/** Also what the demo does. */
export async function recognize(context: Context, rostro: Rostro, source: Source, options: RecognizeSettings): Promise<void> {
  const { terminal, signal, stderr } = context
  await aim(rostro, options)
  const decision = decisionSettings(options)
  const liveness = options.liveness ?? (source.live ? 'refuse' : 'off')
  await announce(terminal, rostro, source, liveness)
  const annotator = createAnnotator()
  const preview = options.preview && stderr.isTTY ? openPreview(terminal, stderr, () => performance.now()) : undefined
  let clip: ClipWriter | undefined
  const since = new Map<number, number>()
  let frames = 0
  try {
    for await (const { frame, result } of watch(
      rostro,
      source,
      { ...recognizerSettings(decision, options.far), liveness },
      signal,
    )) {
      for (const event of result.events) {
        const line = toLine(event, source.id, frame)
        options.onLine?.(line)
        if (options.json) terminal.print(JSON.stringify(line))
        else printLine(terminal, line, since)
      }
      if (!frame) continue
      if (options.save !== undefined || preview) {
        const image = copyOf(await frame.image())
        await annotator.annotate(image, result.faces)
        preview?.show(image)
        if (options.save !== undefined) {
          clip ??= await openClipWriter(options.save, {
            ...image,
            framesPerSecond: 25,
            ...(options.decoder && { decoder: options.decoder }),
          })
          await clip.write(image, frame.atMs)
        }
      }
      frames++
      if (frames % 25 === 0) terminal.status(`${clockTime(result.atMs)}  ${plural(result.faces.length, 'face')}`)
    }
    await clip?.close()
    if (clip) terminal.note(`Saved ${options.save ?? ''}.`)
  } catch (error) {
    await clip?.abort()
    throw error
  } finally {
    terminal.clearStatus()
  }
  if (frames === 0 && !signal.aborted) terminal.note(`${source.id} showed nothing.`)
}

/** By what was chosen now, else by what was chosen for good: on the page or with `rostro threshold --save`. */
async function aim({ gallery, store }: Rostro, { threshold, wrongNames, rule }: RecognizeSettings): Promise<void> {
  const now = { threshold, wrongNames: wrongNames === undefined ? undefined : { per: 'stranger' as const, share: wrongNames } }
  const isChosen = threshold !== undefined || wrongNames !== undefined
  const { threshold: kept, wrongNames: accepted } = await keptSettings(store)
  gallery.aimFor(isChosen ? { ...now, rule } : { threshold: kept ?? undefined, wrongNames: accepted ?? undefined, rule })
}

async function announce(
  terminal: Terminal,
  { networks, pack, gallery, store }: Rostro,
  source: Source,
  liveness: LivenessPolicy,
): Promise<void> {
  terminal.note(`Pack ${pack.name} on ${networks.device}; ${plural(gallery.size, 'person', 'people')} to compare with.`)
  terminal.note(operatingLine(gallery.operatingPoint()))
  for (const { device, reason } of networks.passedOver) terminal.note(`Not on ${device}: ${reason}`)
  terminal.note(livenessLine(liveness, networks.pad?.thresholds !== undefined))
  const all = (await store.people()).length
  if (all === 0) terminal.note('Nobody is registered, so everybody is unknown. Register with: rostro register -n NAME')
  else if (gallery.size < all) {
    terminal.note(
      `${plural(all - gallery.size, 'person', 'people')} registered with another model pack cannot be compared with this one: register them again, or choose that pack with --pack.`,
    )
  }
}

/** Without a check for pictures, that is said wherever people are named. */
function livenessLine(policy: LivenessPolicy, isMeasured: boolean): string {
  if (policy === 'off') return 'Faces are not checked for photos and screens: a picture of somebody counts as that person.'
  if (!isMeasured) return 'This pack cannot tell faces from photos and screens: a picture of somebody counts as that person.'
  const what = policy === 'refuse' ? 'get no name' : 'are marked'
  return `Faces that look like photos or screens ${what}. Some pass, and some people are taken for pictures: see docs/liveness-accuracy.md.`
}

function printLine(terminal: Terminal, line: RecognitionLine, since: Map<number, number>): void {
  const { colour } = terminal
  const where = line.photo ?? clockTime(line.at)
  const head = `${where}  #${line.trackId}`
  const compared = line.similarity === null ? '' : line.similarity.toFixed(2)
  if (line.type === 'appeared') since.set(line.trackId, line.at)
  if (line.type === 'left') {
    const stayed = (line.at - (since.get(line.trackId) ?? line.at)) / 1000
    since.delete(line.trackId)
    terminal.print(colour.dim(`${head}  ${line.name ?? line.outcome} left after ${stayed.toFixed(1)} s`))
  } else if (line.type === 'decided' || line.photo !== undefined) {
    const picture = line.liveness === 'attack' ? `  ${colour.yellow('looks like a picture')}` : ''
    if (line.name !== null) terminal.print(`${head}  ${colour.green(line.name)}  ${compared}${picture}`)
    else if (line.outcome === 'unknown')
      terminal.print(`${head}  ${colour.yellow('unknown')}${compared && `  (nearest ${compared})`}${picture}`)
    else terminal.print(colour.dim(`${head}  undecided  (${line.reasons.join(', ')})`))
  }
}

/** A clip named on top of the recording it is made from would destroy that. @throws RostroError usage_invalid */
async function refuseToOverwrite({ source, save }: Options): Promise<void> {
  if (save === undefined) return
  const [from, to] = await Promise.all([source, save].map(path => realpath(path).catch(() => undefined)))
  if (from !== undefined && from === to)
    throw new RostroError('usage_invalid', `--save names the source itself, ${save}; choose another name.`)
}

/** The frame's own picture stays as it came. */
const copyOf = ({ width, height, data }: Image): Image => ({ width, height, data: data.slice() })

function parseClip(value: string): string {
  if (!/\.mp4$/i.test(value)) throw new InvalidArgumentError('It must end in .mp4.')
  return value
}
