// One run over a source at a time: decoding alone, recognition, recognition by stages, and what saving and showing cost on top.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PerformanceObserver } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import type { Source } from '../../core/ports.ts'
import type { Image } from '../../core/types.ts'
import { Recognizer, type RecognizerSettings } from '../../recognition/recognizer.ts'
import type { FrameResult } from '../../recognition/recognized.ts'
import { openClipWriter } from '../../video/clip-writer.ts'
import { encodeJpeg } from '../../video/photos.ts'
import { createAnnotator } from '../annotate.ts'
import type { Rostro } from '../open-rostro.ts'
import { watch } from '../watch.ts'
import { meterPorts, StageMeter, type Stage } from './stage-meter.ts'

export interface Timing {
  readonly frames: number
  readonly clockMs: number
  /** Of the whole process, with all its threads. */
  readonly cpuMs: number
  /** The most the process has held since it started, bytes of 1,000,000 a megabyte. */
  readonly peakRssMb: number
}

type Recognizing = Pick<Rostro, 'networks' | 'gallery'>

/** A recording decodes ahead in the background, and an encoder works on: that is waited for, and counted where it belongs. */
const SETTLE = { leastMs: 15, windowMs: 5, quietCpuMs: 0.5, mostWindows: 40 }

export async function timed(work: () => Promise<number>): Promise<Timing> {
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const frames = await work()
  const clockMs = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpu)
  return { frames, clockMs, cpuMs: (user + system) / 1000, peakRssMb: (process.resourceUsage().maxRSS * 1024) / 1e6 }
}

/** The source, ended after so many frames. */
export const firstFrames = (source: Source, most: number): Source => ({
  ...source,
  async *frames(signal) {
    if (most === 0) return
    let frames = 0
    for await (const frame of source.frames(signal)) {
      yield frame
      if (++frames >= most) return
    }
  },
})

export const decodeAlone = (source: Source, signal?: AbortSignal): Promise<Timing> =>
  timed(async () => {
    let frames = 0
    for await (const frame of source.frames(signal)) {
      frame.close()
      frames++
    }
    return frames
  })

export interface Recognized extends Timing {
  /** Garbage collections of this thread, and how long it stood still for them. */
  readonly collections: number
  readonly collectingMs: number
}

/** As `rostro recognize` does it. */
export async function recognizeAll(
  rostro: Recognizing,
  source: Source,
  settings: RecognizerSettings,
  { signal, onResult = () => {} }: { readonly signal?: AbortSignal; readonly onResult?: (result: FrameResult) => void } = {},
): Promise<Recognized> {
  let [collections, collectingMs] = [0, 0]
  const take = (entries: readonly { readonly duration: number }[]) => {
    collections += entries.length
    collectingMs += entries.reduce((sum, { duration }) => sum + duration, 0)
  }
  const observer = new PerformanceObserver(list => {
    take(list.getEntries())
  })
  observer.observe({ entryTypes: ['gc'] })
  try {
    const timing = await timed(async () => {
      let frames = 0
      for await (const { frame, result } of watch(rostro, source, settings, signal)) {
        if (!frame) continue
        frames++
        onResult(result)
      }
      return frames
    })
    take(observer.takeRecords())
    return { ...timing, collections, collectingMs }
  } finally {
    observer.disconnect()
  }
}

/** Its clock and CPU time include the waiting for decoders. */
export interface Staged extends Timing {
  /** Of everything from a frame's coming to its closing. */
  readonly meter: StageMeter<Stage>
}

/** Recognition with all that it asks of the world on a meter; decoding is left out by waiting for it. */
export async function recognizeByStages(
  rostro: Recognizing,
  source: Source,
  settings: RecognizerSettings,
  signal?: AbortSignal,
): Promise<Staged> {
  const meter = new StageMeter<Stage>()
  const ports = meterPorts(meter)
  const recognizer = new Recognizer(ports.networks(rostro.networks), settings)
  const timing = await timed(async () => {
    let frames = 0
    for await (const frame of source.frames(signal)) {
      try {
        await settled()
        meter.switchTo('track')
        const followed = await recognizer.follow(ports.frame(frame))
        ports.lookCloser()
        await followed.lookCloser(rostro.gallery)
        meter.switchTo(undefined)
        frames++
      } finally {
        frame.close()
      }
    }
    return frames
  })
  return { ...timing, meter }
}

/** Resolves when the process has had next to nothing to do for a moment; after a fifth of a second at the latest. */
async function settled(): Promise<void> {
  await delay(SETTLE.leastMs)
  for (let i = 0; i < SETTLE.mostWindows; i++) {
    const cpu = process.cpuUsage()
    await delay(SETTLE.windowMs)
    const { user, system } = process.cpuUsage(cpu)
    if ((user + system) / 1000 < SETTLE.quietCpuMs) return
  }
}

/** What comes on top where somebody saves a clip or watches: names drawn, H.264 as `--save` writes it, a JPEG as the page gets it. */
export const EXTRAS = ['draw', 'encode', 'jpeg'] as const
export type Extra = (typeof EXTRAS)[number]
const JPEG_QUALITY = 80

export interface Extras {
  readonly frames: number
  readonly meter: StageMeter<Extra>
}

/** The clip is written to the system's folder for temporary files and deleted. */
export async function saveAndShow(
  rostro: Recognizing,
  source: Source,
  settings: RecognizerSettings,
  signal?: AbortSignal,
): Promise<Extras> {
  const meter = new StageMeter<Extra>()
  const annotator = createAnnotator()
  const folder = await mkdtemp(join(tmpdir(), 'rostro-bench-'))
  let writer: Awaited<ReturnType<typeof openClipWriter>> | undefined
  let frames = 0
  try {
    for await (const { frame, result } of watch(rostro, source, settings, signal)) {
      if (!frame) continue
      const image = await frame.image()
      writer ??= await openClipWriter(join(folder, 'clip.mp4'), { ...image, framesPerSecond: 25 })
      await extra(meter, 'jpeg', () => encodeJpeg(image, JPEG_QUALITY))
      const copy = copyOf(image)
      await extra(meter, 'draw', () => annotator.annotate(copy, result.faces))
      // In threads of its own, which are not done when a picture is given to it.
      await extra(meter, 'encode', () => writer!.write(copy, frame.atMs).then(settled))
      frames++
    }
    const finish = writer
    if (finish) await extra(meter, 'encode', () => finish.close())
    return { frames, meter }
  } finally {
    await writer?.abort()
    await rm(folder, { recursive: true, force: true })
  }
}

async function extra(meter: StageMeter<Extra>, stage: Extra, work: () => Promise<unknown>): Promise<void> {
  await settled()
  meter.switchTo(stage)
  await work()
  meter.count(stage)
  meter.switchTo(undefined)
}

const copyOf = ({ width, height, data }: Image): Image => ({ width, height, data: new Uint8Array(data) })
