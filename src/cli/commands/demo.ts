// `rostro demo`: what Rostro does, on sample photos, without a camera and without touching the people registered.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Command } from 'commander'
import { createDemoReel, type ReelPhoto } from '../../app/demo-reel.ts'
import type { Rostro } from '../../app/open-rostro.ts'
import type { RecognitionLine } from '../../app/recognition-line.ts'
import { startEnrolment, storeEnrolment } from '../../app/register.ts'
import { rostroHome } from '../../models/packs/home.ts'
import { pullDemoPhotos } from '../../models/packs/demo-photos.ts'
import { isFace, type Face } from '../../recognition/examine.ts'
import { findFaces } from '../../recognition/find-faces.ts'
import { readPhoto } from '../../video/photos.ts'
import { openWithProgress, pullStatus, withModelOptions, type Context, type ModelOptions } from '../context.ts'
import { canPreview } from '../preview.ts'
import { bar } from '../terminal.ts'
import { plural } from '../wording.ts'
import { recognize } from './recognize.ts'

const MADE_UP_NAMES = ['Ada', 'Bruno', 'Clara', 'Darío', 'Elin', 'Farid', 'Gina', 'Hugo', 'Inés', 'Jonas', 'Kira', 'Luis']
const MIN_QUALITY = 40

export function addDemo(program: Command, context: Context): void {
  withModelOptions(
    program
      .command('demo')
      .description('register half the faces of some sample photos under made-up names, then name them in a moving picture'),
  ).action((options: ModelOptions) => demo(context, options))
}

/** Also what `rostro start` does where there is no camera. */
export async function demo(context: Context, options: ModelOptions): Promise<void> {
  const { terminal, signal, stderr, env } = context
  const photos = await pullDemoPhotos(rostroHome(env), { onProgress: pullStatus(terminal), signal })
  terminal.clearStatus()
  const scratch = await mkdtemp(join(tmpdir(), 'rostro-demo-'))
  try {
    const rostro = await openWithProgress(context, options, join(scratch, 'people.db'))
    try {
      const { reel, registered } = await registerHalf(context, rostro, photos)
      const out = join(rostro.home, 'demo')
      await mkdir(out, { recursive: true })
      const [clip, log] = [join(out, 'rostro-demo.mp4'), join(out, 'rostro-demo.jsonl')]
      const lines: RecognitionLine[] = []
      await recognize(context, rostro, createDemoReel(reel), {
        rule: 'fusion',
        save: clip,
        preview: canPreview(stderr, env),
        onLine: line => lines.push(line),
      })
      await writeFile(log, lines.map(line => `${JSON.stringify(line)}\n`).join(''))
      summarise(context, registered, lines)
      terminal.print(`Watch it:  ${clip}\nEvents:    ${log}`)
    } finally {
      await rostro.close()
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Every second face of each photo, from the left, gets a name; the others stay strangers. */
async function registerHalf(
  { terminal }: Context,
  rostro: Rostro,
  paths: readonly string[],
): Promise<{ reel: ReelPhoto[]; registered: string[] }> {
  const reel: ReelPhoto[] = []
  const registered: string[] = []
  let seen = 0
  for (const [i, path] of paths.entries()) {
    terminal.status(bar(i / paths.length, `Looking for faces in ${basename(path)}`))
    const { image } = await readPhoto(path)
    const faces = (await findFaces(image, rostro.networks)).filter(isFace).filter(isClear)
    faces.sort((a, b) => a.detection.box.x - b.detection.box.x)
    for (const face of faces) {
      const name = MADE_UP_NAMES[registered.length]
      if (seen++ % 2 === 1 || name === undefined) continue
      const enrolment = startEnrolment(rostro)
      await enrolment.keep(image, face, basename(path))
      await storeEnrolment(rostro, name, enrolment)
      registered.push(name)
    }
    reel.push({ image, faces: faces.map(face => face.detection.box) })
  }
  terminal.note(
    `Found ${plural(seen, 'face')} in ${plural(paths.length, 'photo')}; registered ${registered.join(', ')} from one photo each.`,
  )
  return { reel, registered }
}

const isClear = (face: Face): boolean => face.surelyAFace && face.quality.value >= MIN_QUALITY

function summarise({ terminal }: Context, registered: readonly string[], lines: readonly RecognitionLine[]): void {
  const named = registered.filter(name => lines.some(line => line.name === name))
  const strangers = lines.filter(line => line.type === 'decided' && line.outcome === 'unknown').length
  terminal.print('')
  terminal.print(`Named ${named.length} of the ${registered.length} registered; ${plural(strangers, 'face')} stayed unknown.`)
  terminal.print(
    'This shows how Rostro works, not how accurate it is: the photos named are the photos registered (see docs/accuracy.md).',
  )
}
