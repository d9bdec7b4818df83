// Turns what the user names as a source into a Source; knows every kind, and nothing about how each works.

import { open, stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { RostroError } from '../core/errors.ts'
import type { MonotonicClock, Source } from '../core/ports.ts'
import { findCamera } from './cameras.ts'
import { chooseDecoder } from './choose-decoder.ts'
import { decodeDevice, type DecodeDevice } from './decode-device.ts'
import type { Decode, DecoderName, StreamInput } from './decoder.ts'
import { createLiveSource, LIVE_TIMING, type LiveTiming } from './live.ts'
import { parseAddress, type Address } from './parse-address.ts'
import { SNIFF_BYTES, sniffFormat } from './photo-format.ts'
import { createPhotoSource, openPhotoFolder } from './photo-source.ts'
import { DEFAULT_MAX_PIXELS } from './photos.ts'
import { createRecordedSource } from './recorded.ts'
import { redactUrl } from './redact-url.ts'
import type { OnStatus } from './source-status.ts'
import { toCameraInput, toNetworkInput, toRecordingInput } from './stream-input.ts'
import { testPattern } from './test-pattern.ts'

export interface SourceOptions {
  /** Of the source and its frames. Default: the address without credentials. */
  readonly id?: string
  /** Default: node-av, or the ffmpeg program where node-av is not installed. */
  readonly decoder?: DecoderName
  /** What decodes, where node-av does. Default: what ROSTRO_DECODE says. */
  readonly decodeOn?: DecodeDevice
  /** Stamps live frames. */
  readonly clock?: MonotonicClock
  readonly onStatus?: OnStatus
  /** Photos and video pictures with more pixels are refused. Default 50 million. */
  readonly maxPixels?: number
  /** Live sources: go on trying when the first connection fails. Default false: frames() throws. */
  readonly keepTrying?: boolean
  readonly timing?: Partial<LiveTiming>
}

/**
 * Opens a photo, a folder of photos, a video file, `rtsp(s)://` or `http(s)://` camera, `/dev/video0`, `camera:0`,
 * `camera:NAME` or `test:?width=640&height=360&fps=10&frames=50` (live without `frames`). Nothing stays open but within
 * frames(), which may be called again to start anew.
 * @throws RostroError source_unsupported, file_not_found, decoder_missing; from frames() also source_unavailable and, for
 *   photos, the errors of readPhoto()
 */
export async function openSource(address: string, options: SourceOptions = {}): Promise<Source> {
  const parsed = parseAddress(address)
  const id = options.id ?? redactUrl(address)
  switch (parsed.kind) {
    case 'path':
      return openPath(id, parsed.path, options)
    case 'pattern':
      return openPattern(id, parsed, options)
    case 'network': {
      const { connectMs } = { ...LIVE_TIMING, ...options.timing }
      const input = toNetworkInput(parsed.url, parsed.scheme, connectMs, options.maxPixels ?? DEFAULT_MAX_PIXELS)
      return openLive(id, () => Promise.resolve(input), options)
    }
    case 'camera':
      return openLive(
        id,
        // Asked again at every connection: after replugging, a camera may have another device.
        async () => {
          const device = await findCamera(parsed.camera)
          return toCameraInput(device, id, parsed, process.platform, options.maxPixels ?? DEFAULT_MAX_PIXELS)
        },
        options,
      )
  }
}

async function openPath(id: string, path: string, options: SourceOptions): Promise<Source> {
  const { maxPixels = DEFAULT_MAX_PIXELS, onStatus } = options
  const found = await stat(path).catch((cause: unknown) => {
    throw new RostroError('file_not_found', `There is no file or folder ${redactUrl(path)}.`, { cause })
  })
  if (found.isDirectory()) return openPhotoFolder(id, path, { maxPixels }, onStatus)
  if (!found.isFile()) throw new RostroError('source_unsupported', `${path} is neither a file nor a folder.`)
  if (await looksLikePhoto(path)) return createPhotoSource(id, path, { maxPixels })
  const decode = await chosenDecoder(id, options)
  const input = toRecordingInput(path, maxPixels)
  return createRecordedSource(id, (signal, onDamage) => decode(input, signal, onDamage), onStatus)
}

const chosenDecoder = (id: string, { decoder, decodeOn = decodeDevice(), onStatus }: SourceOptions): Promise<Decode> =>
  chooseDecoder(decoder, decodeOn, reason => onStatus?.({ sourceId: id, state: 'software', reason }))

/** By content; a file with a photo's name and no known content is a broken photo rather than a broken video. */
async function looksLikePhoto(path: string): Promise<boolean> {
  if (/\.mjpe?g$/i.test(path)) return false // Starts as a JPEG does.
  const file = await open(path).catch((cause: unknown) => {
    throw new RostroError('file_not_found', `Cannot open ${path}: check that it may be read.`, { cause })
  })
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0)
    const format = sniffFormat(buffer.subarray(0, bytesRead))
    return format !== 'unknown' || /\.(jpe?g|png|webp|avif|gif|tiff?|bmp|hei[cf]|svg|pdf|ico)$/i.test(path)
  } finally {
    await file.close()
  }
}

async function openLive(id: string, input: () => Promise<StreamInput>, options: SourceOptions): Promise<Source> {
  const { clock = () => performance.now(), onStatus, keepTrying, timing = {} } = options
  const decode = await chosenDecoder(id, options)
  return createLiveSource({
    id,
    connect: async function* (signal) {
      yield* decode(await input(), signal, () => {}) // A camera's skipped frame is followed by the next; silence is for the watchdog.
    },
    clock,
    onStatus,
    keepTrying,
    timing,
  })
}

function openPattern(id: string, pattern: Address & { kind: 'pattern' }, options: SourceOptions): Source {
  if (pattern.frames !== undefined) return createRecordedSource(id, () => testPattern(pattern, () => Promise.resolve()))
  const { clock = () => performance.now(), onStatus } = options
  const frameMs = 1000 / (pattern.framesPerSecond ?? 10)
  return createLiveSource({
    id,
    connect: async function* (signal) {
      const startedAt = performance.now()
      const pace = async (index: number) => {
        await delay(Math.max(0, startedAt + index * frameMs - performance.now()), undefined, { signal }).catch(() => {}) // Aborted.
      }
      for await (const picture of testPattern(pattern, pace)) {
        if (signal.aborted) return
        yield picture
      }
    },
    clock,
    onStatus,
  })
}
