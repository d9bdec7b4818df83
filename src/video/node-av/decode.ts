// Decodes streams in this process with node-av.

import type { Frame, Stream } from 'node-av/lib'
import type { Decode } from '../decoder.ts'
import { checkEnd } from '../check-end.ts'
import { Freshness } from '../freshness.ts'
import { toOrientation } from '../orientation.ts'
import { freshFrames } from './fresh-frames.ts'
import { loadNodeAv, type NodeAv } from './load.ts'
import { createNativePicture } from './native-picture.ts'
import { createScalers } from './scalers.ts'
import { openVideoInput } from './video-input.ts'

export const decodeWithNodeAv: Decode = async function* (input, signal, onDamage) {
  const av = await loadNodeAv()
  const video = await openVideoInput(av, input, signal).catch((error: unknown) => {
    if (signal.aborted) return undefined
    throw error
  })
  if (!video) return
  const scalers = createScalers(av)
  const mediaMs = createMediaClock(av, video.stream)
  let last: number | undefined
  try {
    for await (const { native, leftOut } of freshFrames(video, signal, onDamage, input.live ? new Freshness() : undefined)) {
      last = mediaMs(native)
      scalers.hold()
      yield createNativePicture(native, scalers, orientationOf(av, native), { mediaMs: last, leftOut })
    }
    if (!signal.aborted) checkEnd(input, last, durationMs(video.stream), onDamage)
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    scalers.release()
    await video.close()
  }
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
