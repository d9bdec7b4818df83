// What really runs here: devices tried, networks timed, decoders and cameras found. Every check answers; none throws.

import { messageOf } from '../core/errors.ts'
import { alignFace, alignedPoints } from '../core/image/align.ts'
import { fivePoints } from '../core/geometry/detection.ts'
import type { MonotonicClock, Networks, Source } from '../core/ports.ts'
import type { Image } from '../core/types.ts'
import { openNetworks } from '../models/open-networks.ts'
import type { PackManifest } from '../models/packs/manifest.ts'
import type { ModelCache } from '../models/packs/model-cache.ts'
import { DEVICES, type Device } from '../models/session.ts'
import { drawPattern } from '../video/test-pattern.ts'

export type DeviceReport = { readonly device: Device } & (
  { readonly works: true; readonly milliseconds: NetworkTimes } | { readonly works: false; readonly reason: string }
)

/** Median of some runs, one picture or face each. */
export interface NetworkTimes {
  readonly detect: number
  readonly landmarks: number | undefined
  readonly embed: number
}

const RUNS = 9

/** Loads the pack on every device and times its networks there. */
export async function diagnoseDevices(models: ModelCache, pack: PackManifest, clock: MonotonicClock): Promise<DeviceReport[]> {
  const reports: DeviceReport[] = []
  for (const device of DEVICES) {
    try {
      const networks = await openNetworks(pack, file => models.readModel(pack.name, file), { device })
      try {
        reports.push({ device, works: true, milliseconds: await time(networks, clock) })
      } finally {
        await networks.close()
      }
    } catch (error) {
      reports.push({ device, works: false, reason: messageOf(error).replace(/^Device "\w+" cannot start: /, '') })
    }
  }
  return reports
}

async function time({ detector, landmarker, embedder }: Networks, clock: MonotonicClock): Promise<NetworkTimes> {
  const picture = drawPattern(640, 360, 0)
  const size = detector.workingSize(picture)
  const small = drawPattern(size.width, size.height, 0)
  const face = alignFace(
    picture,
    fivePoints(k => alignedPoints[k]!),
  )!
  return {
    detect: await median(clock, () => detector.detect(small)),
    landmarks: landmarker && (await median(clock, () => landmarker.locate(picture, { x: 100, y: 50, width: 120, height: 150 }))),
    embed: await median(clock, () => embedder.embed([face])),
  }
}

async function median(clock: MonotonicClock, run: () => Promise<unknown>): Promise<number> {
  await run()
  const times: number[] = []
  for (let i = 0; i < RUNS; i++) {
    const start = clock()
    await run()
    times.push(clock() - start)
  }
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)]!
}

export interface SourceReport {
  readonly width: number
  readonly height: number
  readonly framesPerSecond: number
  readonly firstFrameMs: number
}

/** Takes frames of a source for a while, at most `maxFrames`. @throws what the source throws. */
export async function diagnoseSource(source: Source, clock: MonotonicClock, maxFrames = 60): Promise<SourceReport | undefined> {
  const start = clock()
  let first: { atMs: number; image: Image } | undefined
  let frames = 0
  for await (const frame of source.frames()) {
    try {
      first ??= { atMs: clock(), image: await frame.image() }
    } finally {
      frame.close()
    }
    if (++frames >= maxFrames) break
  }
  if (!first) return undefined
  const seconds = (clock() - first.atMs) / 1000
  const { width, height } = first.image
  return { width, height, framesPerSecond: frames > 1 ? (frames - 1) / seconds : 0, firstFrameMs: first.atMs - start }
}
