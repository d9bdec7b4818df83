// Turns native frames of any format, colour matrix and range into RGB of any size, in FFmpeg's swscale.

import type { Frame, SoftwareScaleContext } from 'node-av/lib'
import type { Image } from '../../core/types.ts'
import type { NodeAv } from './load.ts'

/** Swscale contexts of one stream, kept between frames: setting one up costs as much as a picture. */
export interface Scalers {
  /** The whole frame stretched to this size; down-scaling averages. The frame must stay open until it resolves. */
  toRgb(frame: Frame, width: number, height: number, room?: Uint8Array): Promise<Image>
  /** Memory for a picture that its user gives back: made anew for each, V8 collects garbage for it ten times a second and more. */
  room(bytes: number): Uint8Array
  giveBack(room: Uint8Array): void
  /** One more user; each calls release() once, and the last one frees everything. */
  hold(): void
  release(): void
}

interface Scaler {
  readonly context: SoftwareScaleContext
  /** What it writes, before it is copied: memory the system hands out anew costs more than the scaling. */
  readonly target: Frame
  /** Its bytes. Asked for once: each answer counts as memory of its own until it is collected, and brings that on. */
  readonly pixels: Buffer
  /** Work on one context goes one after another. */
  last: Promise<unknown>
}

/** Sizes kept ready; a consumer asks for one or two. */
const MAX_SIZES = 4
/** Pictures given back and kept, of two sizes; one is looked at while the next is decoded. */
const MAX_ROOMS = 4

/** Held by its creator. */
export function createScalers(av: NodeAv): Scalers {
  const { lib } = av
  const scalers = new Map<string, Scaler>()
  const rooms: Uint8Array[] = []
  let users = 1

  const scalerFor = (width: number, height: number): Scaler => {
    const key = `${width}x${height}`
    const found = scalers.get(key)
    if (found) return found
    const [oldest] = scalers
    if (oldest && scalers.size >= MAX_SIZES) {
      scalers.delete(oldest[0])
      void oldest[1].last.finally(() => {
        free(oldest[1])
      })
    }
    const target = rgbFrame(av, width, height)
    const context = new lib.SoftwareScaleContext()
    context.allocContext() // Not getContext(): an uninitialised one takes size, matrix and range from each frame.
    context.setOption('sws_flags', 'area')
    const scaler = { context, target, pixels: target.data![0]!, last: Promise.resolve() }
    scalers.set(key, scaler)
    return scaler
  }

  return {
    async toRgb(frame, width, height, room) {
      const scaler = scalerFor(width, height)
      const work = scaler.last.then(() => scale(av, scaler, frame, room))
      scaler.last = work.catch(() => {}) // The caller gets the error; the queue goes on.
      return work
    },
    room(bytes) {
      const fits = rooms.findIndex(room => room.length === bytes)
      return fits < 0 ? new Uint8Array(bytes) : rooms.splice(fits, 1)[0]!
    },
    giveBack(room) {
      if (users === 0) return
      rooms.push(room)
      if (rooms.length > MAX_ROOMS) rooms.shift()
    },
    hold() {
      users++
    },
    release() {
      users--
      if (users > 0) return
      for (const scaler of scalers.values()) free(scaler)
      scalers.clear()
    },
  }
}

function free({ context, target }: Scaler): void {
  context.freeContext()
  target.free()
}

function rgbFrame({ lib, constants }: NodeAv, width: number, height: number): Frame {
  const frame = new lib.Frame()
  frame.alloc()
  frame.width = width
  frame.height = height
  frame.format = constants.AV_PIX_FMT_RGB24
  frame.colorRange = constants.AVCOL_RANGE_JPEG
  lib.FFmpegError.throwIfError(frame.getBuffer(1), 'getBuffer')
  return frame
}

async function scale({ lib }: NodeAv, { context, target, pixels }: Scaler, from: Frame, room?: Uint8Array): Promise<Image> {
  lib.FFmpegError.throwIfError(await context.scaleFrame(target, from), 'scaleFrame')
  const { width, height } = target
  const made = pixels.subarray(0, width * height * 3)
  if (room) room.set(made)
  return { width, height, data: room ?? new Uint8Array(made) }
}
