// FFmpeg's input options for each kind of stream: what it may open, how long it may wait, how little it may buffer.

import { resolve } from 'node:path'
import type { StreamInput } from './decoder.ts'
import type { PictureWish } from './parse-address.ts'
import { redactUrl } from './redact-url.ts'

/** Containers a recording may be in; playlists and scripts, which lead elsewhere, are not among them. */
const CONTAINERS =
  'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,live_flv,ogg,asf,ivf,mjpeg,h264,hevc,m4v,obu,av1,dv,mxf,nut,rm,wtv,yuv4mpegpipe,apng'

export const toRecordingInput = (path: string, maxPixels: number): StreamInput => ({
  url: `file:${resolve(path)}`,
  label: path,
  live: false,
  options: { protocol_whitelist: 'file', format_whitelist: CONTAINERS },
  maxPixels,
})

/**
 * Without `nobuffer`: it throws away what was read to learn about the stream, and with it the keyframe that the next seconds
 * are built on. What is kept instead is decoded at once, and `latest` shows its newest.
 */
const LOW_DELAY = { analyzeduration: '1000000', probesize: '1000000', fpsprobesize: '0' }

/** @param timeoutMs of one wait for the network; the source's own watchdog is stricter */
export function toNetworkInput(url: string, scheme: string, timeoutMs: number, maxPixels: number): StreamInput {
  const micros = String(timeoutMs * 1000)
  const options = scheme.startsWith('rtsp')
    ? {
        protocol_whitelist: 'rtsp,rtsps,rtp,srtp,udp,tcp,tls,crypto',
        rtsp_transport: 'tcp',
        allowed_media_types: 'video',
        timeout: micros,
      }
    : { protocol_whitelist: 'http,https,httpproxy,tcp,tls,crypto', rw_timeout: micros }
  return { url, label: redactUrl(url), live: true, options: { ...LOW_DELAY, ...options }, maxPixels }
}

/** @param device as FFmpeg's driver for this platform names it */
export function toCameraInput(
  device: string,
  label: string,
  wish: PictureWish,
  platform: NodeJS.Platform,
  maxPixels: number,
): StreamInput {
  const { width, height, framesPerSecond } = wish
  const options = {
    fflags: 'nobuffer',
    ...(width !== undefined && height !== undefined ? { video_size: `${width}x${height}` } : {}),
    ...(framesPerSecond !== undefined ? { framerate: String(framesPerSecond) } : {}),
  }
  if (platform === 'darwin') {
    // AVFoundation asks for 29.97 by itself, which most cameras refuse.
    return {
      url: `${device}:none`,
      label,
      format: 'avfoundation',
      live: true,
      options: { framerate: '30', ...options },
      maxPixels,
    }
  }
  if (platform === 'win32') return { url: `video=${device}`, label, format: 'dshow', live: true, options, maxPixels }
  return { url: device, label, format: 'v4l2', live: true, options, maxPixels }
}
