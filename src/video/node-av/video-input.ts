// One opened stream in node-av: demuxer and decoder, and everything native that must be freed with them.

import type { CodecContext, Dictionary, FormatContext, Frame, Packet, Stream } from 'node-av/lib'
import { RostroError } from '../../core/errors.ts'
import type { StreamInput } from '../decoder.ts'
import { createArrivalTimes } from '../arrival-times.ts'
import type { TimedPacket } from '../freshness.ts'
import { plainReason } from '../plain-reason.ts'
import type { OpenDevice } from './device.ts'
import type { NodeAv } from './load.ts'
import { streamMsOf } from './stream-time.ts'

export interface VideoInput {
  readonly stream: Stream
  readPacket(): Promise<TimedPacket | 'damaged' | 'end'>
  /** Hands the packet to the decoder, whose frames may then be taken. Without, the next reading lets go of it. */
  decodePacket(): Promise<'decoded' | 'damaged'>
  /** Before a keyframe whose predecessors were left out: nothing of before is used any more. */
  forget(): void
  /** Frames no other is built on are not decoded from now on, or again. */
  skipLoneFrames(skip: boolean): void
  /** Frames the decoder keeps back to put them in order. */
  readonly keptBack: number
  /** After the last packet: the frames still inside the decoder may be taken. */
  drain(): Promise<void>
  /** The caller frees the frame. */
  receiveFrame(): Frame | 'damaged' | undefined
  close(): Promise<void>
}

/** Errors in a row after which reading on is pointless. */
const MAX_READ_ERRORS = 100

/** @throws RostroError source_unavailable, image_too_large; DeviceRefused of a device that does not decode it */
export async function openVideoInput(
  av: NodeAv,
  input: StreamInput,
  signal: AbortSignal,
  device?: OpenDevice,
): Promise<VideoInput> {
  const { lib } = av
  const demuxer = new lib.FormatContext()
  demuxer.allocContext() // Without it a connection attempt cannot be interrupted.
  const interrupt = () => {
    demuxer.interrupt()
  }
  signal.addEventListener('abort', interrupt)
  const codec = new lib.CodecContext()
  const packet = new lib.Packet()
  packet.alloc()

  const close = async () => {
    signal.removeEventListener('abort', interrupt)
    packet.free()
    codec.freeContext()
    await demuxer.closeInput()
  }
  try {
    const stream = await openDemuxer(av, demuxer, input)
    await openCodec(av, codec, stream, input, device)
    return Object.assign(reader(av, demuxer, codec, packet, stream, input), { stream, close })
  } catch (error) {
    await close()
    throw error
  }
}

async function openDemuxer(av: NodeAv, demuxer: FormatContext, input: StreamInput): Promise<Stream> {
  const { lib, constants } = av
  const format = input.format === undefined ? null : lib.InputFormat.findInputFormat(input.format)
  if (input.format !== undefined && !format) throw unavailable(input, `node-av cannot open ${input.format} cameras here`)
  using options: Dictionary = lib.Dictionary.fromObject(input.options)
  check(av, input, await demuxer.openInput(input.url, format, options))
  check(av, input, await demuxer.findStreamInfo())
  const index = demuxer.findBestStream(constants.AVMEDIA_TYPE_VIDEO)
  const stream = demuxer.streams[index]
  if (!stream) throw unavailable(input, 'it holds no video')
  for (const other of demuxer.streams) if (other.index !== index) other.discard = constants.AVDISCARD_ALL
  return stream
}

async function openCodec(
  av: NodeAv,
  codec: CodecContext,
  stream: Stream,
  input: StreamInput,
  device?: OpenDevice,
): Promise<void> {
  const { lib, constants } = av
  const { codecId, width, height } = stream.codecpar
  if (width * height > input.maxPixels) {
    throw new RostroError(
      'image_too_large',
      `${input.label} is ${width}×${height} pixels, more than the ${input.maxPixels} allowed.`,
    )
  }
  const decoder = lib.Codec.findDecoder(codecId)
  if (!decoder) throw unavailable(input, 'its video format is not supported')
  codec.allocContext3(decoder)
  check(av, input, codec.parametersToContext(stream.codecpar))
  codec.pktTimebase = stream.timeBase
  codec.threadCount = 0
  if (input.live) {
    // Frame threads hold back a frame each; slices do not.
    codec.threadType = constants.FF_THREAD_SLICE
    codec.setFlags(constants.AV_CODEC_FLAG_LOW_DELAY)
  }
  device?.prepare(codec, decoder)
  using options: Dictionary = lib.Dictionary.fromObject({ max_pixels: input.maxPixels })
  check(av, input, await codec.open2(decoder, options))
}

function reader(av: NodeAv, demuxer: FormatContext, codec: CodecContext, packet: Packet, stream: Stream, input: StreamInput) {
  const { lib, constants } = av
  const clock = { timeBase: stream.timeBase, isReordered: stream.codecpar.videoDelay > 0 }
  const arrivalTime = input.live && !isTimed(av, demuxer) ? createArrivalTimes() : undefined
  let readErrors = 0
  return {
    async readPacket(): Promise<TimedPacket | 'damaged' | 'end'> {
      const askedMs = performance.now()
      do {
        packet.unref()
        const read = await demuxer.readFrame(packet)
        if (read < 0) {
          // A lost camera is an error for its source; a broken recording just ends where it breaks for good.
          if (input.live) throw unavailable(input, plainReason(lib.FFmpegError.strerror(read)))
          return read === constants.AVERROR_EOF || ++readErrors > MAX_READ_ERRORS ? 'end' : 'damaged'
        }
        readErrors = 0
      } while (packet.streamIndex !== stream.index)
      const nowMs = performance.now()
      const readMs = nowMs - askedMs
      if (arrivalTime) return { isKey: packet.isKeyframe, streamMs: arrivalTime(nowMs, readMs), readMs }
      return { isKey: packet.isKeyframe, streamMs: streamMsOf(packet, clock, constants.AV_NOPTS_VALUE), readMs }
    },
    async decodePacket(): Promise<'decoded' | 'damaged'> {
      const corrupt = packet.hasFlags(constants.AV_PKT_FLAG_CORRUPT)
      const sent = await codec.sendPacket(packet)
      return sent < 0 || corrupt ? 'damaged' : 'decoded'
    },
    forget() {
      codec.flushBuffers()
    },
    skipLoneFrames(skip: boolean) {
      codec.setOption('skip_frame', skip ? 'noref' : 'default')
    },
    get keptBack() {
      return codec.hasBFrames
    },
    async drain() {
      await codec.sendPacket(null)
    },
    receiveFrame() {
      const frame = new lib.Frame()
      frame.alloc()
      // Decoding is done when the packet is taken; handing this to another thread and back would cost more than it takes.
      const received = codec.receiveFrameSync(frame)
      if (received >= 0) return frame
      frame.free()
      return received === constants.AVERROR_EAGAIN || received === constants.AVERROR_EOF ? undefined : 'damaged'
    },
  } as const
}

/** FFmpeg counts 25 pictures a second where a stream says nothing; of Motion JPEG over HTTP it does not admit it. */
const isTimed = ({ constants }: NodeAv, { iformat }: FormatContext): boolean =>
  iformat === null || (iformat.name !== 'mpjpeg' && (iformat.flags & constants.AVFMT_NOTIMESTAMPS) === 0)

const unavailable = (input: StreamInput, reason: string) =>
  new RostroError('source_unavailable', `Cannot read ${input.label}: ${reason}.`)

function check(av: NodeAv, input: StreamInput, code: number): void {
  if (code < 0) throw unavailable(input, plainReason(av.lib.FFmpegError.strerror(code)))
}
