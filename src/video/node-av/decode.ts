// Decodes streams in this process with node-av.

import type { Frame, Stream } from 'node-av/lib'
import type { DecodeDevice } from '../decode-device.ts'
import type { Decode } from '../decoder.ts'
import { checkEnd } from '../check-end.ts'
import { Freshness } from '../freshness.ts'
import { toOrientation } from '../orientation.ts'
import { freshFrames } from './fresh-frames.ts'
import { loadNodeAv, type NodeAv } from './load.ts'
import { createNativePicture } from './native-picture.ts'
import { openDevice, type OpenDevice } from './device.ts'
import { createScalers } from './scalers.ts'
import { openVideoInput } from './video-input.ts'

export const decodeWithNodeAv: Decode = async function* (input, signal, onDamage) {
  yield* decode(await loadNodeAv(), undefined, input, signal, onDamage)
}

/** @throws DeviceRefused before the first picture, where the device does not decode the stream */
export const decodeOnDevice = (kind: DecodeDevice): Decode =>
  async function* (input, signal, onDamage) {
    const av = await loadNodeAv()
    const device = openDevice(av, kind)
    try {
      yield* decode(av, device, input, signal, onDamage)
    } finally {
      device.close()
    }
  }

async function* decode(av: NodeAv, device: OpenDevice | undefined, ...[input, signal, onDamage]: Parameters<Decode>) {
  const video = await openVideoInput(av, input, signal, device).catch((error: unknown) => {
    if (signal.aborted) return undefined
    throw error
  })
  if (!video) return
  const scalers = createScalers(av)
  const mediaMs = createMediaClock(av, video.stream)
  let last: number | undefined
  try {
    for await (const { native, leftOut } of freshFrames(video, signal, onDamage, input.live ? new Freshness() : undefined)) {
      const shownBy = device ? await device.scalersFor(native, scalers).catch(giveBack(native)) : scalers
      last = mediaMs(native)
      shownBy.hold()
      yield createNativePicture(native, shownBy, orientationOf(av, native), { mediaMs: last, leftOut })
    }
    if (!signal.aborted) checkEnd(input, last, durationMs(video.stream), onDamage)
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    scalers.release()
    await video.close()
  }
}

const giveBack = (frame: Frame) => (error: unknown) => {
  frame.free()
  throw error
}

/** 0 when unknown. */
const durationMs = ({ duration, timeBase }: Stream) =>
  duration > 0n ? (Number(duration) * timeBase.num * 1000) / timeBase.den : 0

/** Milliseconds of each frame; where the stream does not say, one frame after the one before. */
function createMediaClock(av: NodeAv, stream: Stream): (frame: Frame) => number {
  const { num, den } = stream.timeBase
  const rate = stream.avgFrameRate.num > 0 ? stream.avgFrameRate : { num: 25, den: 1 }
  const frameMs = (rate.den * 1000) / rate.num
  let last = -frameMs
  return frame => {
    const stamp = frame.bestEffortTimestamp
    const stampMs = stamp === av.constants.AV_NOPTS_VALUE ? last + frameMs : (Number(stamp) * num * 1000) / den
    return (last = Math.max(stampMs, last))
  }
}

const orientationOf = ({ constants }: NodeAv, frame: Frame) =>
  toOrientation(frame.getSideData(constants.AV_FRAME_DATA_DISPLAYMATRIX))
