// What a frame cannot cost less than: its decoding, the bytes that have to move, and the products of its networks.

import type { Size } from '../../core/ports.ts'
import type { Device } from '../../models/session.ts'
import type { CallTime, CallWork, NetworkTimes } from './network-times.ts'
import type { StageFigures } from './bench.ts'
import type { Stage } from './stage-meter.ts'

/** One network; liveness may have several, timed together. */
export interface NetworkRow extends CallWork {
  /** A call, with making its input and reading its output; undefined where it is not the only one of its role. */
  readonly time: CallTime | undefined
  /** Floating-point operations a second of a call, thousands of millions; a multiply-add is two. */
  readonly gigaflops: number | undefined
  readonly callsPerFrame: number
}

export const networkRows = (
  work: readonly CallWork[],
  times: NetworkTimes,
  stages: Readonly<Record<Stage, StageFigures>>,
  device: Device,
): NetworkRow[] =>
  work.map(call => {
    const time = work.filter(({ role }) => role === call.role).length === 1 ? times[call.role] : undefined
    const callsPerFrame = stages[call.role].times
    // The time of a busy machine's processor says more than its clock; elsewhere it is the device that is waited for.
    const ms = device === 'cpu' ? time?.cpuMs : time?.clockMs
    return { ...call, time, gigaflops: ms && (2 * call.multiplyAdds) / ms / 1e6, callsPerFrame }
  })

/** Bytes and milliseconds of one frame, on average. */
export interface FrameFloor {
  /** The decoded picture: 8 bits a number, colours at half the size each way. */
  readonly decodedBytes: number
  /** What networks are given. */
  readonly tensorBytes: number
  /** RGB that was made of decoded pictures: for the detector, and whole ones. */
  readonly rgbBytes: number
  /** Weights that runs of networks read, from memory or from a cache. */
  readonly weightBytes: number
  /** New memory asked for, as far as it was seen. */
  readonly allocatedBytes: number
  readonly multiplyAdds: number
  /** Those at the rate of the quickest network of the pack on this device. */
  readonly productsMs: number
  /** Decoding and products. */
  readonly cpuMs: number
}

const YUV420_BYTES = 1.5
const RGB_BYTES = 3
const F32_BYTES = 4

export function frameFloor(of: {
  readonly picture: Size
  readonly detectorSize: Size
  readonly stages: Readonly<Record<Stage, StageFigures>>
  readonly networks: readonly NetworkRow[]
  readonly decodeCpuMs: number
}): FrameFloor {
  const { picture, detectorSize, stages, networks, decodeCpuMs } = of
  const pixels = picture.width * picture.height
  const each = (pick: (row: NetworkRow) => number) => networks.reduce((sum, row) => sum + row.callsPerFrame * pick(row), 0)
  const multiplyAdds = each(row => row.multiplyAdds)
  const quickest = Math.max(0, ...networks.map(row => row.gigaflops ?? 0))
  const productsMs = quickest > 0 ? (2 * multiplyAdds) / quickest / 1e6 : 0
  return {
    decodedBytes: pixels * YUV420_BYTES,
    tensorBytes: each(row => row.inputs * F32_BYTES),
    rgbBytes: RGB_BYTES * (stages.shrink.times * detectorSize.width * detectorSize.height + stages.picture.times * pixels),
    weightBytes: each(row => row.runs * row.modelBytes),
    allocatedBytes: Object.values(stages).reduce((sum, { heapBytes, bufferBytes }) => sum + heapBytes + bufferBytes, 0),
    ...{ multiplyAdds, productsMs },
    cpuMs: decodeCpuMs + productsMs,
  }
}
