// When a packet was sent, by the stream's own clock.

import type { Packet, Stream } from 'node-av/lib'

type Stamped = Pick<Packet, 'dts' | 'pts'>

interface StreamClock {
  readonly timeBase: Pick<Stream['timeBase'], 'num' | 'den'>
  /** Frames are sent in another order than they are shown in. */
  readonly isReordered: boolean
}

/**
 * In the order of sending (`dts`). Where only the time of showing (`pts`) is known, that is the same, unless frames are reordered: then it is ahead
 * by some of them, and taken beside times of sending it would make all of those look late.
 * @param noTime what stands for no stamp
 * @returns milliseconds; undefined where the packet does not say
 */
export function streamMsOf({ dts, pts }: Stamped, { timeBase, isReordered }: StreamClock, noTime: bigint): number | undefined {
  const stamp = dts === noTime && !isReordered ? pts : dts
  return stamp === noTime ? undefined : (Number(stamp) * timeBase.num * 1000) / timeBase.den
}
