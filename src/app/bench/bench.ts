// Where each millisecond of a frame goes on this machine, with this pack on this device, and what it could not go below.

import { availableParallelism, cpus } from 'node:os'
import { RostroError } from '../../core/errors.ts'
import type { Size, Source } from '../../core/ports.ts'
import type { LivenessPolicy } from '../../recognition/liveness.ts'
import { openModels, type Rostro } from '../open-rostro.ts'
import { decisionSettings, recognizerSettings } from '../open-rostro.ts'
import { frameFloor, networkRows, type FrameFloor, type NetworkRow } from './floor.ts'
import { callWork, timeNetworks } from './network-times.ts'
import {
  decodeAlone,
  EXTRAS,
  firstFrames,
  recognizeAll,
  recognizeByStages,
  saveAndShow,
  type Extra,
  type Recognized,
  type Timing,
} from './runs.ts'
import { STAGES, type Spent, type Stage } from './stage-meter.ts'
import { frameSize } from '../../recognition/views.ts'

/** Of one frame, on average. */
export interface StageFigures {
  readonly cpuMs: number
  readonly clockMs: number
  /** How often it was done. */
  readonly times: number
  readonly heapBytes: number
  readonly bufferBytes: number
}

export interface BenchFigures {
  readonly machine: { readonly cores: number; readonly processor: string; readonly node: string; readonly platform: string }
  readonly pack: string
  readonly device: string
  readonly people: number
  readonly picture: Size
  readonly live: boolean
  readonly frames: number
  /** That are followed and surely are faces; `named` have a name. */
  readonly faces: { readonly perFrame: number; readonly most: number; readonly namedPerFrame: number }
  /** Medians of so many runs. */
  readonly runs: number
  readonly framesPerSecond: number
  readonly cpuMsPerFrame: number
  readonly decoding: { readonly framesPerSecond: number; readonly cpuMsPerFrame: number; readonly clockMsPerFrame: number }
  readonly ratioToDecoding: number
  /** Milliseconds of CPU a frame that are in no stage: event loop, garbage collection, timers. */
  readonly restCpuMs: number
  readonly stages: Readonly<Record<Stage, StageFigures>>
  /** CPU milliseconds a picture, for whoever asks for it. */
  readonly extras: Readonly<Record<Extra, number>>
  readonly networks: readonly NetworkRow[]
  readonly floor: FrameFloor
  readonly collections: { readonly perSecond: number; readonly msPerFrame: number }
  readonly memoryMb: { readonly before: number; readonly opened: number; readonly peak: number }
  /** From the start of the process; undefined where it did not come to that. */
  readonly start: {
    readonly loadedMs: number
    readonly openedMs: number
    readonly firstFrameMs: number
    readonly firstNameMs: number | undefined
  }
}

export interface BenchOptions {
  /** Of the source; more are not looked at. */
  readonly frames: number
  /** Recognition and decoding alone are run so often; a camera is watched once. */
  readonly runs: number
  /** When the command's code was there, and what the process held then. */
  readonly loaded: { readonly atMs: number; readonly rssMb: number }
  /** How long opening `rostro` took. */
  readonly openingMs: number
  readonly signal: AbortSignal
  readonly onPhase: (sentence: string) => void
}

/** Pixels that are drawn on and encoded as well: a hundred frames of 720p, eleven of 4K. */
const MOST_SAVED = 100 * 1280 * 720
const NETWORK_CALLS = 31

export const rssMb = (): number => process.memoryUsage.rss() / 1e6

/**
 * Looks at the source several times, so it must be one that can be read again.
 * @throws RostroError source_unavailable when it shows nothing, source_unsupported for photos, and what source and networks throw
 */
export async function bench(rostro: Rostro, whole: Source, options: BenchOptions): Promise<BenchFigures> {
  const { signal, onPhase } = options
  if (whole.stills)
    throw new RostroError('source_unsupported', 'Photos do not continue one another; bench takes a clip or a camera.')
  const opened = rssMb()
  const source = firstFrames(whole, options.frames)
  const liveness: LivenessPolicy = source.live ? 'refuse' : 'off'
  const settings = { ...recognizerSettings(decisionSettings()), liveness }
  const runs = source.live ? 1 : options.runs

  const firsts: { frameMs?: number; nameMs?: number } = {}
  const seenFaces = { all: 0, named: 0, most: 0 }
  let picture: Size | undefined
  const seen: Source = {
    ...source,
    async *frames(until) {
      for await (const frame of source.frames(until)) {
        picture ??= { width: frame.width, height: frame.height }
        yield frame
      }
    },
  }
  const beginMs = performance.now()
  const recognized: Recognized[] = []
  const decoded: Timing[] = []
  let peakMb = 0
  for (let run = 1; run <= runs; run++) {
    onPhase(`Recognizing and decoding, ${run} of ${runs} …`)
    recognized.push(
      await recognizeAll(rostro, seen, settings, {
        signal,
        onResult: ({ faces }) => {
          firsts.frameMs ??= performance.now() - beginMs
          const named = faces.filter(({ decision }) => decision.outcome === 'known').length
          if (named > 0) firsts.nameMs ??= performance.now() - beginMs
          if (run > 1) return
          seenFaces.all += faces.length
          seenFaces.named += named
          seenFaces.most = Math.max(seenFaces.most, faces.length)
        },
      }),
    )
    if (run === 1) peakMb = recognized[0]!.peakRssMb
    signal.throwIfAborted()
    decoded.push(await decodeAlone(source, signal))
    signal.throwIfAborted()
  }
  if (!picture || firsts.frameMs === undefined)
    throw new RostroError('source_unavailable', `${whole.id} showed nothing, so there is nothing to measure.`)

  onPhase('Taking the time of each stage …')
  const { frames, meter } = await recognizeByStages(rostro, source, settings, signal)
  signal.throwIfAborted()
  onPhase('Drawing and encoding …')
  const saved = await saveAndShow(
    rostro,
    firstFrames(source, Math.ceil(MOST_SAVED / (picture.width * picture.height))),
    settings,
    signal,
  )
  signal.throwIfAborted()
  onPhase('Timing each network …')
  const clock = () => performance.now()
  const times = await timeNetworks(rostro.networks, { clock, calls: NETWORK_CALLS, picture })
  const models = openModels(rostro.home)
  const work = await callWork(rostro.pack, file => models.readModel(rostro.pack.name, file), rostro.networks, picture)

  const stages = Object.fromEntries(STAGES.map(stage => [stage, perFrame(meter.spent(stage), frames)])) as Record<
    Stage,
    StageFigures
  >
  const of = <T extends Timing>(all: readonly T[], pick: (one: T) => number) => median(all.map(pick))
  const cpuMsPerFrame = of(recognized, run => run.cpuMs / run.frames)
  const decodeCpuMs = of(decoded, run => run.cpuMs / run.frames)
  const inStages = STAGES.reduce((sum, stage) => sum + stages[stage].cpuMs, decodeCpuMs)
  const networks = networkRows(work, times, stages, rostro.networks.device)
  const before = options.loaded.atMs + options.openingMs
  return {
    machine: {
      cores: availableParallelism(),
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
    },
    pack: rostro.pack.name,
    device: rostro.networks.device,
    people: rostro.gallery.size,
    ...{ picture, live: source.live, frames, runs },
    faces: {
      perFrame: seenFaces.all / recognized[0]!.frames,
      most: seenFaces.most,
      namedPerFrame: seenFaces.named / recognized[0]!.frames,
    },
    framesPerSecond: of(recognized, run => (1000 * run.frames) / run.clockMs),
    cpuMsPerFrame,
    decoding: {
      framesPerSecond: of(decoded, run => (1000 * run.frames) / run.clockMs),
      cpuMsPerFrame: decodeCpuMs,
      clockMsPerFrame: of(decoded, run => run.clockMs / run.frames),
    },
    ratioToDecoding: cpuMsPerFrame / decodeCpuMs,
    restCpuMs: cpuMsPerFrame - inStages,
    stages,
    extras: Object.fromEntries(EXTRAS.map(one => [one, saved.meter.spent(one).cpuMs / Math.max(1, saved.frames)])) as Record<
      Extra,
      number
    >,
    networks,
    floor: frameFloor({ picture, stages, networks, decodeCpuMs, detectorSize: frameSize(picture, rostro.networks.detector) }),
    collections: {
      perSecond: of(recognized, run => (1000 * run.collections) / run.clockMs),
      msPerFrame: of(recognized, run => run.collectingMs / run.frames),
    },
    memoryMb: { before: options.loaded.rssMb, opened, peak: peakMb },
    start: {
      loadedMs: options.loaded.atMs,
      openedMs: before,
      firstFrameMs: before + firsts.frameMs,
      firstNameMs: firsts.nameMs === undefined ? undefined : before + firsts.nameMs,
    },
  }
}

const perFrame = ({ cpuMs, clockMs, times, heapBytes, bufferBytes }: Spent, frames: number): StageFigures => ({
  cpuMs: cpuMs / frames,
  clockMs: clockMs / frames,
  times: times / frames,
  heapBytes: heapBytes / frames,
  bufferBytes: bufferBytes / frames,
})

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
