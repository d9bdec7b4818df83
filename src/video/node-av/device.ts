// A GPU that decodes, through FFmpeg: opened for one stream, its pictures fetched into memory when somebody wants to see them.

import type { Codec, CodecContext, Dictionary, Frame } from 'node-av/lib'
import { RostroError } from '../../core/errors.ts'
import type { DecodeDevice } from '../decode-device.ts'
import { DeviceRefused } from '../in-software.ts'
import type { NodeAv } from './load.ts'
import type { Scalers } from './scalers.ts'

export interface OpenDevice {
  /** Before a decoder is opened: has it decode here. @throws DeviceRefused */
  prepare(codec: CodecContext, decoder: Codec): void
  /** What shows this picture. @throws DeviceRefused when the first was not decoded here, or cannot be fetched */
  scalersFor(frame: Frame, scalers: Scalers): Promise<Scalers>
  close(): void
}

/** Pictures that may be held while decoding goes on: devices have so many and no more. */
const HELD = 8

/** @throws DeviceRefused */
export function openDevice(av: NodeAv, kind: DecodeDevice): OpenDevice {
  const { lib } = av
  const type = typesOf(av)[kind]
  const device = new lib.HardwareDeviceContext()
  // Every stream would otherwise have a context of its own, of hundreds of megabytes.
  using options: Dictionary = lib.Dictionary.fromObject(kind === 'cuda' ? { primary_ctx: '1' } : {})
  const code = device.create(type, null, options)
  if (code < 0) throw new DeviceRefused(`${kind} does not start here: ${lib.FFmpegError.strerror(code)}`)
  let isFirst = true
  return {
    prepare(codec, decoder) {
      const config = configsOf(decoder).find(one => one.deviceType === type)
      if (!config) throw new DeviceRefused(`${kind} does not decode ${decoder.name ?? 'this format'}`)
      codec.hwDeviceCtx = device
      codec.setHardwarePixelFormat(config.pixFmt)
      codec.extraHWFrames = HELD
      // Threads would wait for the one device.
      codec.threadCount = 1
    },
    async scalersFor(frame, scalers) {
      if (!frame.isHwFrame() && isFirst) throw new DeviceRefused(`${kind} does not decode this stream`)
      // FFmpeg goes on by itself where a stream becomes one that the device does not decode.
      if (!frame.isHwFrame()) return scalers
      const fetching = fetchingScalers(av, kind, frame, scalers)
      if (isFirst) await fetching.fetch().catch((cause: unknown) => Promise.reject(new DeviceRefused(String(cause), { cause })))
      isFirst = false
      return fetching
    },
    close() {
      device.free()
    },
  }
}

const typesOf = ({ constants }: NodeAv) => ({
  cuda: constants.AV_HWDEVICE_TYPE_CUDA,
  vaapi: constants.AV_HWDEVICE_TYPE_VAAPI,
  videotoolbox: constants.AV_HWDEVICE_TYPE_VIDEOTOOLBOX,
  d3d11va: constants.AV_HWDEVICE_TYPE_D3D11VA,
  vulkan: constants.AV_HWDEVICE_TYPE_VULKAN,
})

function configsOf(decoder: Codec) {
  const configs: NonNullable<ReturnType<Codec['getHwConfig']>>[] = []
  for (let config = decoder.getHwConfig(0); config; config = decoder.getHwConfig(configs.length)) configs.push(config)
  return configs
}

/** Of one picture: fetched once, when it is first wanted, and let go of with it. */
export function fetchingScalers(
  av: NodeAv,
  kind: DecodeDevice,
  frame: Frame,
  scalers: Scalers,
): Scalers & { fetch(): Promise<Frame> } {
  let fetched: Promise<Frame> | undefined
  const fetch = () => (fetched ??= fetchFrame(av, kind, frame))
  return {
    ...scalers,
    fetch,
    async toRgb(_, ...to) {
      return scalers.toRgb(await fetch(), ...to)
    },
    release() {
      void fetched?.then(
        own => {
          own.free()
        },
        () => {}, // Whoever wanted to see it heard of it.
      )
      scalers.release()
    },
  }
}

async function fetchFrame({ lib }: NodeAv, kind: DecodeDevice, frame: Frame): Promise<Frame> {
  const own = new lib.Frame()
  own.alloc()
  const code = await frame.hwframeTransferData(own)
  // Colours, which the transfer leaves out.
  const copied = code < 0 ? code : own.copyProps(frame)
  if (copied >= 0) return own
  own.free()
  throw new RostroError('source_unavailable', `A picture cannot be fetched from ${kind}: ${lib.FFmpegError.strerror(copied)}.`)
}
