// Encodes clips with the machine's ffmpeg program: RGB into a pipe at a steady rate.

import { once } from 'node:events'
import { toEven, type OpenClipEncoder } from '../clip-encoder.ts'
import { resizeImage } from '../resize.ts'
import { startProgram } from './child.ts'

/** A pause longer than this is shortened to it: one picture is never repeated without end. */
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

  return Promise.resolve({
    async write(image, atMs) {
      firstMs ??= atMs
      const { data } = resizeImage(image, evenWidth, evenHeight)
      // The pipe carries no times: a picture is repeated until its time, and left out when its place is taken.
      const due = Math.round(((atMs - firstMs) * framesPerSecond) / 1000) + 1
      for (let repeats = Math.min(MAX_REPEATS, due - pictures); repeats > 0; repeats--) {
        pictures++
        if (child.stdin.write(data)) continue
        const drained = await Promise.race([once(child.stdin, 'drain'), closed])
        if (drained === 'closed') throw new Error('the ffmpeg program ended early')
      }
    },
    async close() {
      child.stdin.end()
      const code = await exited
      if (code !== 0 && pictures > 0) throw new Error('the ffmpeg program could not finish it')
    },
    abort: () => program.stop(),
  })
}
