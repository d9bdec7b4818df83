// How fast, how heavy and how soon: six-friends.mp4 end to end on the built code, each figure from fresh processes.

import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openModels, openRostro } from '../src/app/open-rostro.ts'
import { rostroHome } from '../src/models/packs/home.ts'
import { openCameras, type MeasuredCameras } from './cameras/open-cameras.ts'
import { compileBench, isBuilt, runCli, runScript } from './built.ts'
import { machine, median, printTable, readOptions, round, writeJson } from './common.ts'
import { enrolPhotos } from './enrol-photos.ts'
import { arePeersInstalled, HOW_TO_INSTALL } from './peers/peer.ts'
import { compareWithPeers, openPeers, printSideBySide, type PeerRun } from './peers/side-by-side.ts'
import { STAGES } from '../src/app/bench/stage-meter.ts'
import type { Timing } from '../src/app/bench/runs.ts'
import type { SpeedRun } from './speed-child.ts'

const PEOPLE = ['Chandler', 'Joey', 'Monica', 'Phoebe', 'Rachel', 'Ross']
const PATTERN = 'test:?width=1280&height=720&frames=300'
/** Medians of so many processes. */
const RUNS = Number(process.env['RUNS'] ?? 5)
const CAMERAS = { count: 4, framesPerSecond: 25, seconds: 30 }
const AIM = { framesPerSecond: 60, rssMb: 300, coldStartMs: 2000, decisionAgeP99Ms: 300 }

/** `--only rostro` leaves out its peers, which take most of the time. */
const { shared, json, only } = readOptions()
const video = join(shared, 'data/video')
const hasClip = existsSync(join(video, 'six-friends.mp4'))
const clip = hasClip ? join(video, 'six-friends.mp4') : PATTERN
const photos = PEOPLE.map(name => join(video, 'six-friends-faces', `${name}.png`))
if (!isBuilt()) throw new Error('dist is missing; run "npm run build" first.')
if (!hasClip) console.log(`There is no ${video}: timing ${PATTERN} instead, which has no faces in it.`)

const home = await mkdtemp(join(tmpdir(), 'rostro-bench-'))
try {
  await prepare()
  const figures = await measure()
  print(figures)
  await writeJson(json, figures)
} finally {
  await rm(home, { recursive: true, force: true })
}

/** A home with the machine's models and with the six people, and no others. */
async function prepare(): Promise<void> {
  const models = openModels()
  await models.pull('mobile')
  await mkdir(home, { recursive: true })
  await symlink(join(rostroHome(), 'models'), join(home, 'models'))
  if (!hasClip) return
  const rostro = await openRostro({ home, pack: 'mobile' })
  await enrolPhotos(rostro, photos)
  await rostro.close()
}

async function measure() {
  const script = await compileBench(['speed-child'])
  const withPeers = hasClip && arePeersInstalled() && !only.includes('rostro')
  const runPeers = withPeers ? await openPeers(home, photos, clip) : undefined
  const runs: { whole: Timing; decode: Timing; cli: Awaited<ReturnType<typeof runCli>> }[] = []
  const turns: { whole: Timing; peers: PeerRun }[] = []
  for (let i = 0; i < RUNS; i++) {
    const whole = await runScript<Timing>(script, ['whole', clip, home])
    const decode = await runScript<Timing>(script, ['decode', clip, home])
    runs.push({ whole, decode, cli: await runCli(clip, home) })
    if (runPeers) turns.push({ whole, peers: await runPeers() })
    console.error(`Turn ${i + 1} of ${RUNS} is done.`)
  }
  const staged = await runScript<SpeedRun>(script, ['stages', clip, home])
  const { seen = [] } = await runScript<SpeedRun>(script, ['names', clip, home])
  const sideBySide = runPeers && (await compareWithPeers(turns, seen))

  const cameras = hasClip && existsSync('/proc/self/stat') ? await watchCameras() : undefined

  const of = (pick: (run: (typeof runs)[number]) => number) => median(runs.map(pick))
  const cpuMsPerFrame = of(({ whole }) => whole.cpuMs / whole.frames)
  const decodeCpuMsPerFrame = of(({ decode }) => decode.cpuMs / decode.frames)
  const stages = Object.fromEntries(STAGES.map(stage => [stage, (staged.stages?.[stage]?.cpuMs ?? 0) / staged.frames]))
  const known = Object.values(stages).reduce((sum, ms) => sum + ms, decodeCpuMsPerFrame)
  const named = runs.flatMap(({ cli }) => cli.firstNameMs ?? [])
  return {
    framesPerSecond: round(
      of(({ whole }) => (1000 * whole.frames) / whole.clockMs),
      1,
    ),
    cpuMsPerFrame: round(cpuMsPerFrame, 2),
    decodeCpuMsPerFrame: round(decodeCpuMsPerFrame, 2),
    rssMb: round(
      of(({ whole, cli }) => Math.max(whole.peakRssMb, cli.rssMb)),
      0,
    ),
    coldStartMs: named.length === 0 ? null : round(median(named), 0),
    stageCpuMsPerFrame: Object.fromEntries(
      Object.entries({ decode: decodeCpuMsPerFrame, ...stages, rest: cpuMsPerFrame - known }).map(([k, ms]) => [k, round(ms, 2)]),
    ),
    ...(cameras && { decisionAgeP99Ms: cameras.decisionAgeP99Ms, cameras }),
    ...(sideBySide && {
      ratioHuman: sideBySide.peers.human.ratio,
      ratioFaceApi: sideBySide.peers['face-api'].ratio,
      sideBySide,
    }),
    ratioToDecoding: round(cpuMsPerFrame / decodeCpuMsPerFrame, 2),
    decodeFramesPerSecond: round(
      of(({ decode }) => (1000 * decode.frames) / decode.clockMs),
      1,
    ),
    decodeRssMb: round(
      of(({ decode }) => decode.peakRssMb),
      0,
    ),
    frames: staged.frames,
    clip: hasClip ? 'six-friends.mp4' : PATTERN,
    pack: 'mobile',
    machine: machine(),
    runs: RUNS,
  }
}

/** Four live cameras before one server; bench/cameras.ts tells more. */
async function watchCameras(): Promise<MeasuredCameras> {
  const cameras = await openCameras({ photos, clip, framesPerSecond: CAMERAS.framesPerSecond })
  try {
    return await cameras.measure(CAMERAS.count, CAMERAS.seconds)
  } finally {
    await cameras.close()
  }
}

function print(figures: Awaited<ReturnType<typeof measure>>): void {
  console.log(`Speed on ${figures.clip}, pack mobile, ${figures.machine}, medians of ${RUNS} processes\n`)
  printTable(
    ['', 'measured', 'aim'],
    [
      ['frames a second', figures.framesPerSecond, `≥ ${AIM.framesPerSecond}`],
      ['CPU ms a frame', figures.cpuMsPerFrame, ''],
      ['CPU ms a frame, decoding alone', figures.decodeCpuMsPerFrame, ''],
      ['ratio to decoding alone', figures.ratioToDecoding, ''],
      ['peak memory MB', figures.rssMb, `≤ ${AIM.rssMb}`],
      ['start to first name ms', figures.coldStartMs ?? 'nobody named', `≤ ${AIM.coldStartMs}`],
    ],
  )
  const { cameras } = figures
  if (cameras)
    printTable(
      [`${cameras.cameras} live cameras at ${cameras.sentPerSecond} frames a second`, 'measured', 'aim'],
      [
        ['decision age p99 ms, worst camera', cameras.decisionAgeP99Ms, `≤ ${AIM.decisionAgeP99Ms}`],
        ['answered a second, worst camera', cameras.answeredPerSecond, '≥ 10'],
        ['CPU cores of the server', cameras.serverCores, ''],
      ],
    )
  printTable(['stage', 'CPU ms a frame'], Object.entries(figures.stageCpuMsPerFrame))
  if (figures.sideBySide) printSideBySide(figures.sideBySide, figures)
  else console.log(`Not compared with Human and face-api: they need the clip and "${HOW_TO_INSTALL}".`)
}
