// What really runs here: devices tried, networks timed, decoders and cameras found. Every check answers; none throws.

import { messageOf } from '../core/errors.ts'
import type { MonotonicClock, Source } from '../core/ports.ts'
import type { Image } from '../core/types.ts'
import { openNetworks } from '../models/open-networks.ts'
import type { PackManifest } from '../models/packs/manifest.ts'
import type { ModelCache } from '../models/packs/model-cache.ts'
import { DEVICES, type Device } from '../models/session.ts'
import { timeNetworks, type NetworkTimes } from './bench/network-times.ts'

export type DeviceReport = { readonly device: Device } & (
  { readonly works: true; readonly times: NetworkTimes } | { readonly works: false; readonly reason: string }
)

const CALLS = 9
const PICTURE = { width: 640, height: 360 }

/** Loads the pack on every device and times its networks there. */
export async function diagnoseDevices(models: ModelCache, pack: PackManifest, clock: MonotonicClock): Promise<DeviceReport[]> {
  const reports: DeviceReport[] = []
  for (const device of DEVICES) {
    try {
      const networks = await openNetworks(pack, file => models.readModel(pack.name, file), { device })
      try {
        reports.push({ device, works: true, times: await timeNetworks(networks, { clock, calls: CALLS, picture: PICTURE }) })
      } finally {
        await networks.close()
      }
    } catch (error) {
      reports.push({ device, works: false, reason: messageOf(error).replace(/^Device "\w+" cannot start: /, '') })
    }
  }
  return reports
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
