// Pictures of one camera for those who watch: encoded once for all, only the newest, only when somebody wants one.

import { RostroError } from '../../core/errors.ts'
import type { Frame, Size } from '../../core/ports.ts'
import { encodeJpeg } from '../../video/photos.ts'
import type { CameraPicture, StreamFace } from './engine.ts'
import type { EngineClock } from './engine-clock.ts'

const MAX_WIDTH = 1280
const JPEG_QUALITY = 80
/** Fifteen a second look smooth; more would take the networks' time. */
const MIN_PAUSE_MS = 60
/** A picture not older than this is what the camera sees now. */
const FRESH_MS = 2000
const ANSWER_MS = 5000

export const fitWithin = ({ width, height }: Size): Size => {
  const share = Math.min(1, MAX_WIDTH / width)
  return { width: Math.round(width * share), height: Math.round(height * share) }
}

export class CameraPictures {
  readonly #cameraId: string
  readonly #clock: EngineClock
  readonly #onPicture: (picture: CameraPicture) => void
  readonly #askers = new Set<(jpeg: Uint8Array | undefined) => void>()
  #watched = false
  #newest: { readonly jpeg: Uint8Array; readonly atMs: number } | undefined
  #encoding: Promise<void> | undefined
  #lastMs = -Infinity

  constructor(cameraId: string, clock: EngineClock, onPicture: (picture: CameraPicture) => void) {
    this.#cameraId = cameraId
    this.#clock = clock
    this.#onPicture = onPicture
  }

  watch(watched: boolean): void {
    this.#watched = watched
  }

  /** Shows a frame, which may be closed when this resolves; the encoding itself is not waited for. */
  async show(frame: Frame, takenAtMs: number, faces: readonly StreamFace[]): Promise<void> {
    const isWanted = this.#askers.size > 0 || this.#newest === undefined || this.#watched
    if (!isWanted || this.#encoding || takenAtMs - this.#lastMs < MIN_PAUSE_MS) return
    this.#lastMs = takenAtMs
    const { index, width, height } = frame
    const size = fitWithin(frame)
    const image = await frame.resized(size.width, size.height)
    this.#encoding = encodeJpeg(image, JPEG_QUALITY).then(
      jpeg => {
        this.#encoding = undefined
        this.#newest = { jpeg, atMs: takenAtMs }
        this.#answer(jpeg)
        const ageMs = this.#clock.monotonic() - takenAtMs
        if (this.#watched) this.#onPicture({ cameraId: this.#cameraId, frame: index, width, height, jpeg, faces, ageMs })
      },
      () => {
        this.#encoding = undefined
        this.#answer(undefined)
      },
    )
  }

  /** @throws RostroError source_unavailable */
  async newest(isRunning: boolean): Promise<Uint8Array> {
    const newest = this.#newest
    if (newest && (!isRunning || this.#clock.monotonic() - newest.atMs < FRESH_MS)) return newest.jpeg
    const jpeg = isRunning ? await this.#next() : undefined
    if (!jpeg) throw new RostroError('source_unavailable', 'The camera sends no picture at this moment.')
    return jpeg
  }

  async close(): Promise<void> {
    await this.#encoding
    this.#answer(undefined)
  }

  #next(): Promise<Uint8Array | undefined> {
    const done = new AbortController()
    return new Promise<Uint8Array | undefined>(resolve => {
      this.#askers.add(resolve)
      void this.#clock.wait(ANSWER_MS, done.signal).then(() => {
        this.#askers.delete(resolve)
        resolve(undefined)
      })
    }).finally(() => {
      done.abort()
    })
  }

  #answer(jpeg: Uint8Array | undefined): void {
    for (const resolve of this.#askers) resolve(jpeg)
    this.#askers.clear()
  }
}
