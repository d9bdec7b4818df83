// Tries a camera's address for a few seconds: its first picture and its rate, or why there is none.

import { messageOf, RostroError } from '../../core/errors.ts'
import { encodeJpeg } from '../../video/photos.ts'
import { checkCameraAddress } from './camera-address.ts'
import type { CameraOptions } from './cameras.ts'
import type { CameraProbe } from './engine.ts'
import type { EngineClock } from './engine-clock.ts'
import { fitWithin } from './camera-picture.ts'

const LIMIT_MS = 9500
const CONNECT_MS = 8000
/** Frames the rate is told from. */
const FRAMES = 15

export async function probeCamera(
  address: string,
  openSource: CameraOptions['openSource'],
  clock: EngineClock,
): Promise<CameraProbe> {
  const stop = new AbortController()
  const done = new AbortController()
  void clock.wait(LIMIT_MS, done.signal).then(() => {
    stop.abort()
  })
  try {
    await checkCameraAddress(address)
    const source = await openSource(address, {
      clock: clock.monotonic,
      timing: { connectMs: CONNECT_MS, stallMs: 2000, firstRetryMs: LIMIT_MS },
    })
    let first: { jpeg: Uint8Array; width: number; height: number; atMs: number } | undefined
    let frames = 0
    let lastMs = 0
    for await (const frame of source.frames(stop.signal)) {
      try {
        const { width, height, atMs } = frame
        if (!first) {
          const size = fitWithin(frame)
          first = { jpeg: await encodeJpeg(await frame.resized(size.width, size.height), 85), width, height, atMs }
        }
        lastMs = atMs
      } finally {
        frame.close()
      }
      if (++frames >= FRAMES || source.stills) break
    }
    if (!first) throw new RostroError('source_unavailable', 'No picture came within ten seconds.')
    const framesPerSecond = lastMs > first.atMs ? ((frames - 1) * 1000) / (lastMs - first.atMs) : undefined
    return { ok: true, width: first.width, height: first.height, framesPerSecond, jpeg: first.jpeg }
  } catch (error) {
    if (error instanceof RostroError) return { ok: false, code: error.code, message: error.message }
    return { ok: false, code: 'source_unavailable', message: `The camera cannot be read: ${messageOf(error)}.` }
  } finally {
    done.abort()
  }
}
