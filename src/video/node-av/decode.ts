// Decodes streams in this process with node-av.

import type { Frame, Stream } from 'node-av/lib'
import type { Decode, OnDamage } from '../decoder.ts'
import { checkEnd } from '../check-end.ts'
import { toOrientation } from '../orientation.ts'
import { loadNodeAv, type NodeAv } from './load.ts'
import { createNativePicture } from './native-picture.ts'
import { createScalers } from './scalers.ts'
import { openVideoInput, type VideoInput } from './video-input.ts'

/** Frames a decoder can hold; more errors than that in a row while emptying it mean it has none left to give. */
const MAX_FRAMES_INSIDE = 64

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
    for await (const frame of nativeFrames(video, signal, onDamage)) {
      last = mediaMs(frame)
      scalers.hold()
      yield createNativePicture(frame, scalers, orientationOf(av, frame), last)
    }
    if (!signal.aborted) checkEnd(input, last, durationMs(video.stream), onDamage)
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    scalers.release()
    await video.close()
  }
}

async function* nativeFrames(video: VideoInput, signal: AbortSignal, onDamage: OnDamage): AsyncGenerator<Frame, void, void> {
  while (!signal.aborted) {
    const read = await video.readPacket()
    if (read === 'damaged') onDamage('part of the video cannot be decoded')
    if (read === 'end') break
    for (let frame = video.receiveFrame(); frame; frame = video.receiveFrame()) {
      if (frame !== 'damaged') yield frame
      else onDamage('a frame cannot be decoded')
    }
  }
  await video.drain()
  for (let errors = 0; errors < MAX_FRAMES_INSIDE && !signal.aborted;) {
    const frame = video.receiveFrame()
    if (!frame) break
    if (frame === 'damaged') errors++
    else yield frame
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
