// Encodes clips with the machine's ffmpeg program: RGB into a pipe at a steady rate.

import { once } from 'node:events'
import { toEven, type OpenClipEncoder } from '../clip-encoder.ts'
import { resize } from '../../core/image/resize.ts'
import { startProgram } from './child.ts'

/** A pause is shortened to this many pictures. */
const MAX_REPEATS = 600

export const openProgramEncoder: OpenClipEncoder = (path, { width, height, framesPerSecond }) => {
  const [evenWidth, evenHeight] = [toEven(width), toEven(height)]
  const program = startProgram([
    ...['-hide_banner', '-nostats', '-loglevel', 'error', '-y'],
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${evenWidth}x${evenHeight}`, '-r', String(framesPerSecond), '-i', 'pipe:0'],
    ...[
      '-vf',
      'scale=out_color_matrix=bt709:out_range=tv',
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-crf',
      '21',
      '-pix_fmt',
      'yuv420p',
    ],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
    ...['-movflags', '+faststart', '-f', 'mp4', `file:${path}`],
  ])
  const { child, exited } = program
  child.stdout.resume()
  child.stderr.resume()
  const closed = exited.then(() => 'closed' as const)
  let firstMs: number | undefined
  let pictures = 0
  let before: Uint8Array = new Uint8Array()

  const put = async (data: Uint8Array) => {
    pictures++
    if (child.stdin.write(data)) return
    if ((await Promise.race([once(child.stdin, 'drain'), closed])) === 'closed') throw new Error('the ffmpeg program ended early')
  }
  return Promise.resolve({
    async write(image, atMs) {
      firstMs ??= atMs
      // The pipe carries no times: the picture before is repeated until this one's, and one whose place is taken is left out.
      const place = Math.round(((atMs - firstMs) * framesPerSecond) / 1000)
      const gap = Math.max(0, place - pictures)
      for (let repeats = Math.min(MAX_REPEATS, gap); repeats > 0; repeats--) await put(before)
      firstMs += (Math.max(0, gap - MAX_REPEATS) * 1000) / framesPerSecond
      if (place < pictures) return
      before = resize(image, evenWidth, evenHeight).data
      await put(before)
    },
    async close() {
      child.stdin.end()
      const code = await exited
      if (code !== 0 && pictures > 0) throw new Error('the ffmpeg program could not finish it')
    },
    abort: () => program.stop(),
  })
}
