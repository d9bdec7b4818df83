// Encodes clips in this process with node-av's x264.

import type { CodecContext, FormatContext, Frame, Packet, SoftwareScaleContext, Stream } from 'node-av/lib'
import type { Image } from '../../core/types.ts'
import { toEven, type ClipFormat, type OpenClipEncoder } from '../clip-encoder.ts'
import { loadNodeAv, type NodeAv } from './load.ts'

/** Ticks a second: the usual clock of video. */
const TIME_BASE = 90_000

export const openNodeAvEncoder: OpenClipEncoder = async (path, format) => {
  const av = await loadNodeAv()
  const { lib, constants } = av
  const muxer = new lib.FormatContext()
  const codec = new lib.CodecContext()
  const packet = new lib.Packet()
  const scaler = new lib.SoftwareScaleContext()
  packet.alloc()
  scaler.allocContext()
  let open = true
  const free = async () => {
    if (!open) return
    open = false
    packet.free()
    scaler.freeContext()
    codec.freeContext()
    await muxer.closeOutput()
    muxer.freeContext()
  }
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      await free()
      throw error
    }
  }
  const stream = await run(() => start(av, muxer, codec, path, format))
  let firstMs: number | undefined
  let lastPts = -1n

  const toPts = (atMs: number): bigint => {
    firstMs ??= atMs
    const pts = BigInt(Math.round(((atMs - firstMs) * TIME_BASE) / 1000))
    return (lastPts = pts > lastPts ? pts : lastPts + BigInt(TIME_BASE / 1000))
  }
  const send = async (frame: Frame | null) => {
    check(av, await codec.sendFrame(frame))
    for (;;) {
      const received = await codec.receivePacket(packet)
      if (received === constants.AVERROR_EAGAIN || received === constants.AVERROR_EOF) return
      check(av, received)
      await mux(av, muxer, stream, packet)
    }
  }
  return {
    write: (image, atMs) =>
      run(async () => {
        if (!open) throw new Error('the clip is closed')
        using frame = await toVideoFrame(av, scaler, image, codec.width, codec.height)
        frame.pts = toPts(atMs)
        await send(frame)
      }),
    async close() {
      if (!open) return
      await run(async () => {
        await send(null)
        check(av, await muxer.writeTrailer())
      })
      await free()
    },
    abort: free,
  }
}

async function start(av: NodeAv, muxer: FormatContext, codec: CodecContext, path: string, format: ClipFormat): Promise<Stream> {
  const { lib, constants } = av
  check(av, muxer.allocOutputContext2(null, 'mp4', `file:${path}`))
  const encoder = lib.Codec.findEncoderByName(constants.FF_ENCODER_LIBX264)
  if (!encoder) throw new Error('this build of node-av has no H.264 encoder')
  codec.allocContext3(encoder)
  codec.width = toEven(format.width)
  codec.height = toEven(format.height)
  codec.pixelFormat = constants.AV_PIX_FMT_YUV420P
  codec.timeBase = new lib.Rational(1, TIME_BASE)
  codec.framerate = new lib.Rational(Math.max(1, Math.round(format.framesPerSecond * 1000)), 1000)
  codec.colorSpace = constants.AVCOL_SPC_BT709
  codec.colorPrimaries = constants.AVCOL_PRI_BT709
  codec.colorTrc = constants.AVCOL_TRC_BT709
  codec.colorRange = constants.AVCOL_RANGE_MPEG
  codec.setFlags(constants.AV_CODEC_FLAG_GLOBAL_HEADER)
  using quality = lib.Dictionary.fromObject({ preset: 'veryfast', crf: 21 })
  check(av, await codec.open2(encoder, quality))
  const stream = muxer.newStream()
  check(av, stream.codecpar.fromContext(codec))
  stream.timeBase = codec.timeBase
  stream.avgFrameRate = codec.framerate
  check(av, await muxer.openOutput())
  // The index goes to the front, so that a browser can start before it has all.
  using options = lib.Dictionary.fromObject({ movflags: '+faststart' })
  check(av, await muxer.writeHeader(options))
  return stream
}

async function mux(av: NodeAv, muxer: FormatContext, stream: Stream, packet: Packet): Promise<void> {
  packet.streamIndex = stream.index
  packet.rescaleTs({ num: 1, den: TIME_BASE }, stream.timeBase)
  check(av, await muxer.interleavedWriteFrame(packet))
  packet.unref()
}

async function toVideoFrame(
  av: NodeAv,
  scaler: SoftwareScaleContext,
  image: Image,
  width: number,
  height: number,
): Promise<Frame> {
  const { lib, constants } = av
  const { data } = image
  const props = { width: image.width, height: image.height, format: constants.AV_PIX_FMT_RGB24 }
  using from = lib.Frame.fromVideoBuffer(Buffer.from(data.buffer, data.byteOffset, data.byteLength), props)
  from.colorRange = constants.AVCOL_RANGE_JPEG
  const to = new lib.Frame()
  to.alloc()
  to.width = width
  to.height = height
  to.format = constants.AV_PIX_FMT_YUV420P
  to.colorSpace = constants.AVCOL_SPC_BT709
  to.colorRange = constants.AVCOL_RANGE_MPEG
  check(av, to.getBuffer())
  check(av, await scaler.scaleFrame(to, from))
  return to
}

function check({ lib }: NodeAv, code: number): void {
  if (code < 0) throw new Error(lib.FFmpegError.strerror(code))
}
