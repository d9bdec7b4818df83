// `rostro doctor`: what runs where, really; what is missing and what to do about it.

import { constants } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import type { Command } from 'commander'
import { diagnoseDevices, diagnoseSource, type DeviceReport } from '../../app/diagnose.ts'
import type { Damage } from '../../core/ports.ts'
import { openModels, openStore } from '../../app/open-rostro.ts'
import { searchPlace } from '../../app/search-place.ts'
import { storeAddress } from '../../app/store-address.ts'
import { messageOf, RostroError } from '../../core/errors.ts'
import { rostroHome } from '../../models/packs/home.ts'
import { embeddingSpace, type PackManifest } from '../../models/packs/manifest.ts'
import { defaultThreads } from '../../models/session.ts'
import { openSearchAt } from '../../stores/open-search.ts'
import { hasPageChecksums } from '../../stores/page-checksums.ts'
import { storePlace } from '../../stores/open-store.ts'
import { listCameras } from '../../video/cameras.ts'
import { chooseDecoderName, tryDecodeDevice } from '../../video/choose-decoder.ts'
import { decodeDevice } from '../../video/decode-device.ts'
import { openSource } from '../../video/open-source.ts'
import type { Context } from '../context.ts'
import { plural } from '../wording.ts'

/** Where the findings start. */
const HANGING = 22

export function addDoctor(program: Command, context: Context): void {
  program
    .command('doctor')
    .description('check this machine: data folder, models, devices, decoders, cameras; times every network')
    .option('--source <source>', 'also open this camera, stream or clip and measure it')
    .action((options: { source?: string }) => doctor(context, options.source))
}

async function doctor({ terminal, env }: Context, address: string | undefined): Promise<void> {
  const { colour } = terminal
  const clock = () => performance.now()
  const problems: RostroError[] = []
  const good = (what: string, found: string) => {
    terminal.print(`${colour.green('ok')}       ${what.padEnd(12)} ${found}`, HANGING)
  }
  const absent = (what: string, found: string) => {
    terminal.print(`${colour.dim('–')}        ${what.padEnd(12)} ${found}`, HANGING)
  }
  const check = async (what: string, work: () => Promise<string>) => {
    terminal.status(`Checking ${what} …`)
    try {
      good(what, await work())
    } catch (error) {
      problems.push(error instanceof RostroError ? error : new RostroError('store_unavailable', messageOf(error)))
      terminal.print(`${colour.red('problem')}  ${what.padEnd(12)} ${messageOf(error)}`, HANGING)
    }
  }

  const home = rostroHome(env)
  const models = openModels(home)
  good(
    'machine',
    `Node ${process.version} on ${process.platform} ${process.arch}, ${plural(defaultThreads(), 'thread')} a network`,
  )
  await check('data folder', async () => {
    await mkdir(home, { recursive: true, mode: 0o700 })
    await access(home, constants.W_OK)
    return home
  })
  await check('people', async () => {
    const store = await openStore(home)
    try {
      const damage = await store.damage()
      if (damage.length > 0) throw new RostroError('store_corrupt', damageSentence(damage))
      return `${(await store.people()).length} registered, in ${storePlace(storeAddress(home, env))}`
    } finally {
      await store.close()
    }
  })
  if (!(await hasPageChecksums(storeAddress(home, env)).catch(() => true)))
    absent(
      'people',
      'PostgreSQL does not notice damage to its files; turn on its checksums ("pg_checksums --enable", with the database stopped)',
    )
  const name = await models.current()
  if (searchPlace(env) === 'database')
    await check('search', async () => searchSentence(storeAddress(home, env), await models.manifest(name)))
  if (await models.isReady(name)) {
    await check('models', async () => {
      const wrong = (await models.verify(name)).filter(file => file.state !== 'ok')
      if (wrong.length > 0)
        throw new RostroError(
          'model_corrupt',
          `${wrong.map(file => file.file).join(', ')} of ${name} are damaged; run "rostro models pull ${name}".`,
        )
      return `${name}, every byte verified`
    })
    terminal.status('Timing the networks on every device …')
    const reports = await diagnoseDevices(models, await models.manifest(name), clock)
    for (const report of reports) {
      if (report.works) good(report.device, times(report))
      else absent(report.device, report.reason)
    }
    if (!reports.some(report => report.works))
      problems.push(new RostroError('device_unavailable', 'The networks run on no device.'))
  } else absent('models', `${name} is not here yet; it comes by itself on first use, or now with "rostro models pull ${name}"`)

  for (const decoder of ['node-av', 'ffmpeg'] as const) {
    await chooseDecoderName(decoder).then(
      () => {
        good('video', `${decoder} decodes`)
      },
      (error: unknown) => {
        absent('video', messageOf(error))
      },
    )
  }
  await check('video', async () => `clips and cameras are decoded by ${await chooseDecoderName(undefined)}`)
  await check('decoding', async () => {
    const device = decodeDevice(env)
    if (!device) return 'by the CPU; ROSTRO_DECODE=hardware asks for a GPU'
    const refused = await tryDecodeDevice(device).catch((error: unknown) => messageOf(error))
    return refused === undefined ? `by ${device}, what it can` : `by the CPU, for ${refused}`
  })
  const cameras = await listCameras()
  if (cameras.length === 0) absent('cameras', 'none found; use --source with a stream or clip')
  for (const camera of cameras) good('camera', `camera:${camera.id}  ${camera.name}`)
  if (address !== undefined) {
    await check('source', async () => {
      const report = await diagnoseSource(await openSource(address), clock)
      if (!report) throw new RostroError('source_unavailable', `${address} showed nothing.`)
      return `${report.width}×${report.height}, ${report.framesPerSecond.toFixed(1)} frames/s, first after ${report.firstFrameMs.toFixed(0)} ms`
    })
  }
  terminal.clearStatus()
  if (problems[0]) throw new RostroError(problems[0].code, `${plural(problems.length, 'problem')} found; see above.`)
}

function times(report: DeviceReport & { works: true }): string {
  const { detect, landmarks, embed } = report.times
  const parts = [
    `detect ${detect.clockMs.toFixed(1)} ms`,
    landmarks === undefined ? '' : `landmarks ${landmarks.clockMs.toFixed(1)} ms`,
    `embed ${embed.clockMs.toFixed(1)} ms a face`,
  ]
  return parts.filter(Boolean).join(', ')
}

/** @throws RostroError search_unavailable where it is not ready */
async function searchSentence(address: string, pack: PackManifest): Promise<string> {
  const search = await openSearchAt(address, embeddingSpace(pack), pack.networks.embedder.dimensions)
  try {
    const [indexed, { templates, of }] = [await search.indexed(), await search.progress()]
    const have = `${templates.toLocaleString('en')} of ${plural(of, 'template')}`
    if (!indexed) {
      const sentence = `The index has ${have}, and is not ready; a running server fills it`
      throw new RostroError('search_unavailable', `${sentence}, and until then nobody is called unknown.`)
    }
    const { found, of: asked, reach } = indexed.recall
    const measured = asked === 0 ? 'too few to measure' : `found ${found} of ${asked} when it was measured, looking at ${reach}`
    return `in the database by ${search.about}, ${have}; ${measured}`
  } finally {
    await search.close()
  }
}

/** Ids and no names: a name that was tampered with cannot be told. */
function damageSentence(damage: readonly Damage[]): string {
  const people = [...new Set(damage.map(({ personId }) => personId))]
  const sentence = `What is kept of ${plural(people.length, 'person', 'people')} is damaged or was tampered with, and is not used`
  return `${sentence}: ${people.join(', ')}. Restore a backup, or delete them and register them again.`
}
