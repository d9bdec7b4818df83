// Decodes streams with the machine's ffmpeg program: RGB over a pipe, time and size of each frame from its showinfo filter.

import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { RostroError } from '../../core/errors.ts'
import { checkEnd } from '../check-end.ts'
import type { Decode, StreamInput } from '../decoder.ts'
import { createImagePicture } from '../image-picture.ts'
import { plainReason } from '../plain-reason.ts'
import { hasAborted } from '../linked-abort.ts'
import { startProgram } from './child.ts'

export const decodeWithProgram: Decode = async function* (input, signal, onDamage) {
  if (hasAborted(signal)) return
  const program = startProgram(decodeArguments(input))
  const stop = () => void program.stop()
  signal.addEventListener('abort', stop)
  const words = listen(program.child.stderr, () => {
    onDamage('part of the video cannot be decoded')
  })
  void program.exited.then(words.end)
  const bytes = byteReader(program.child.stdout)
  let lastMs: number | undefined
  try {
    for (let info = await words.next(); info; info = await words.next()) {
      const { width, height } = info
      if (width * height > input.maxPixels) {
        throw new RostroError(
          'image_too_large',
          `${input.label} is ${width}×${height} pixels, more than the ${input.maxPixels} allowed.`,
        )
      }
      const data = await bytes.take(width * height * 3)
      if (!data) break
      lastMs = Math.max(info.mediaMs ?? (lastMs ?? -40) + 40, lastMs ?? -Infinity)
      yield createImagePicture({ width, height, data }, lastMs)
    }
    if (hasAborted(signal)) return
    if (lastMs === undefined) {
      throw new RostroError('source_unavailable', `Cannot read ${input.label}: ${plainReason(words.lastSaid())}.`)
    }
    checkEnd(input, lastMs, words.durationMs(), onDamage)
  } catch (error) {
    if (!hasAborted(signal)) throw error
  } finally {
    signal.removeEventListener('abort', stop)
    await program.stop()
  }
}

/** Nothing in here comes from the user but the address, which parseAddress() let through. */
export function decodeArguments(input: StreamInput): string[] {
  const options = Object.entries(input.options).flatMap(([name, value]) => [`-${name}`, value])
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'level+info'],
    ...(input.live ? ['-flags', 'low_delay'] : []),
    ...['-max_pixels', String(input.maxPixels)],
    ...options,
    ...(input.format === undefined ? [] : ['-f', input.format]),
    ...['-i', input.url, '-map', '0:v:0', '-vf', 'showinfo=checksum=0', '-fps_mode', 'passthrough', '-autoscale', '0'],
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'],
  ]
}

interface FrameInfo {
  readonly width: number
  readonly height: number
  readonly mediaMs: number | undefined
}

/** Lines kept to find a reason in; they never leave this file. */
const MAX_LINES = 30

function listen(stderr: Readable, onError: () => void) {
  const infos: FrameInfo[] = []
  const said: string[] = []
  let duration = 0
  let ended = false
  let started = false
  let wake = () => {}
  createInterface({ input: stderr }).on('line', line => {
    const frame = /\] n: *\d+ .*?pts_time:(\S+) .*? s:(\d+)x(\d+) /.exec(line)
    if (frame) {
      const mediaMs = Number(frame[1]) * 1000
      infos.push({ width: Number(frame[2]), height: Number(frame[3]), mediaMs: Number.isFinite(mediaMs) ? mediaMs : undefined })
      started = true
      wake()
      return
    }
    const [, hours, minutes, seconds] = /Duration: (\d+):(\d+):([\d.]+)/.exec(line) ?? []
    if (seconds !== undefined) duration = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000
    if (!/\[(error|fatal|panic|warning)\]/.test(line)) return
    if (started && line.includes('[error]')) onError()
    said.push(line)
    if (said.length > MAX_LINES) said.shift()
  })
  return {
    /** Of the next frame, or undefined when the program is gone. */
    async next(): Promise<FrameInfo | undefined> {
      while (infos.length === 0 && !ended) await new Promise<void>(resolve => (wake = resolve))
      return infos.shift()
    },
    end: () => {
      ended = true
      wake()
    },
    lastSaid: () => said.join('\n'),
    durationMs: () => duration,
  }
}

function byteReader(stdout: Readable) {
  const chunks = (stdout as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
  let left: Buffer = Buffer.alloc(0)
  return {
    /** Exactly so many bytes, or undefined when fewer come. */
    async take(count: number): Promise<Uint8Array | undefined> {
      const taken = new Uint8Array(count)
      for (let filled = 0; ;) {
        const part = left.subarray(0, count - filled)
        taken.set(part, filled)
        filled += part.length
        left = left.subarray(part.length)
        if (filled === count) return taken
        const next = await chunks.next()
        if (next.done) return undefined
        left = next.value
      }
    },
  }
}
