// Takes the frames of a stream out of its decoder; of a live one those that are late are left out.

import type { Frame } from 'node-av/lib'
import { RostroError } from '../../core/errors.ts'
import type { OnDamage } from '../decoder.ts'
import type { Freshness, Use } from '../freshness.ts'
import type { VideoInput } from './video-input.ts'

/** Frames a decoder can hold; more errors than that in a row while emptying it mean it has none left to give. */
const MAX_FRAMES_INSIDE = 64

const TOO_SLOW = 'it fell seconds behind and leaving out pictures did not help, so it is connected anew'

/** What is shown of a stream, and how much of it was left out since the frame before. */
export interface ShownFrame<Native> {
  readonly native: Native
  readonly leftOut: number
}

type Input<Native> = Omit<VideoInput, 'stream' | 'close' | 'receiveFrame'> & {
  receiveFrame(): Native | 'damaged' | undefined
}

/** The caller frees the frames. @param freshness of a live stream; without, nothing is left out */
export async function* freshFrames<Native extends Pick<Frame, 'free'>>(
  video: Input<Native>,
  signal: AbortSignal,
  onDamage: OnDamage,
  freshness?: Freshness,
): AsyncGenerator<ShownFrame<Native>, void, void> {
  let before: Use = 'show'
  /** Packets read, and how many of them are shown or known to be left out. */
  let [read, counted] = [0, 0]
  const shown = (native: Native): ShownFrame<Native> => {
    const upTo = freshness ? Math.max(counted + 1, read - video.keptBack) : counted + 1
    const leftOut = upTo - counted - 1
    counted = upTo
    return { native, leftOut }
  }
  while (!signal.aborted) {
    const packet = await video.readPacket()
    if (packet === 'end') break
    if (packet === 'damaged') {
      onDamage('part of the video cannot be decoded')
      continue
    }
    read++
    const use = freshness?.judge(packet) ?? 'show'
    if (freshness?.isLost) throw new RostroError('source_unavailable', TOO_SLOW)
    if (use !== before) {
      if (before === 'drop') video.forget()
      video.skipLoneFrames(use === 'decode')
      before = use
    }
    if (use === 'drop') continue
    if ((await video.decodePacket()) === 'damaged') onDamage('part of the video cannot be decoded')
    for (let frame = video.receiveFrame(); frame; frame = video.receiveFrame()) {
      if (frame === 'damaged') onDamage('a frame cannot be decoded')
      else if (use === 'show') yield shown(frame)
      else frame.free()
    }
  }
  await video.drain()
  for (let errors = 0; errors < MAX_FRAMES_INSIDE && !signal.aborted;) {
    const frame = video.receiveFrame()
    if (!frame) break
    if (frame === 'damaged') errors++
    else yield shown(frame)
  }
}
