// The frames of a camera, of which only the newest waits; those of a recording at their time.

import type { Frame, Source } from '../../core/ports.ts'
import { createNewestSlot, fillSlot } from '../../video/latest.ts'
import type { EngineClock } from './engine-clock.ts'

/** A recording that is shown later than this skips ahead: it plays in real time. */
const MAX_LATE_MS = 200

/** Frames are whoever's who takes them, to be closed. */
export interface CameraFrames {
  /** The newest, or undefined after the end. @throws what the source throws, after the last frame */
  take(): Promise<Frame | undefined>
  /** One that came meanwhile, in place of `frame`, which is closed then. */
  newerThan(frame: Frame): Frame
  /** Resolves when the source is let go of: its signal must be aborted, or it ends by itself. */
  close(): Promise<void>
}

/** @param onDrop hears how many were passed over */
export function openCameraFrames(
  source: Source,
  clock: EngineClock,
  signal: AbortSignal,
  onDrop: (count: number) => void,
): CameraFrames {
  const slot = createNewestSlot<Frame>(frame => {
    frame.close()
    onDrop(1)
  })
  const filling = fillSlot(slot, paced(source, clock, signal, onDrop))
  return {
    take: () => slot.take(),
    newerThan(frame) {
      const newer = slot.newer()
      if (!newer) return frame
      frame.close()
      onDrop(1)
      return newer
    },
    async close() {
      slot.close()
      await filling
    },
  }
}

async function* paced(
  source: Source,
  clock: EngineClock,
  signal: AbortSignal,
  onDrop: (count: number) => void,
): AsyncGenerator<Frame, void, void> {
  let next = 0
  let startedAtMs: number | undefined
  for await (const frame of source.frames(signal)) {
    if (frame.index > next) onDrop(frame.index - next)
    next = frame.index + 1
    if (!source.live) {
      startedAtMs ??= clock.monotonic() - frame.atMs
      const earlyMs = startedAtMs + frame.atMs - clock.monotonic()
      if (earlyMs > 0) await clock.wait(earlyMs, signal)
      if (earlyMs < -MAX_LATE_MS || hasStopped(signal)) {
        frame.close()
        onDrop(1)
        continue
      }
    }
    yield frame
  }
}

/** Read anew at every call; of `signal.aborted` the compiler believes that it stays as it was. */
const hasStopped = (signal: AbortSignal): boolean => signal.aborted
