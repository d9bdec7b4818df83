// The worker behind a live connection: owns the socket, makes JPEG of camera frames, decodes watched pictures.

import { ApiError, createClient } from '../../../src/client.ts'
import { packFrame, parseServerMessage, PROTOCOL, unpackWatched } from './protocol.ts'
import { LiveSocket } from './live-socket.ts'
import type { CameraPicture, FromWorker, KioskKey, ToWorker } from './worker-messages.ts'

const JPEG_QUALITY = 0.8

const post = (message: FromWorker, transfer: Transferable[] = []): void => {
  globalThis.postMessage(message, { transfer })
}

/** Draws into one canvas kept for all frames of a size: a new one for each would be garbage fifteen times a second. */
class JpegEncoder {
  #canvas: OffscreenCanvas | undefined
  #context: OffscreenCanvasRenderingContext2D | null = null

  async encode(picture: CameraPicture, width: number, height: number): Promise<Blob> {
    if (this.#canvas?.width !== width || this.#canvas.height !== height) {
      this.#canvas = new OffscreenCanvas(width, height)
      this.#context = this.#canvas.getContext('2d', { alpha: false, willReadFrequently: true })
    }
    this.#context?.drawImage(picture, 0, 0, width, height)
    return this.#canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY })
  }
}

/** Decodes the newest picture only: what came while one was being decoded, but the last, is never looked at. */
class PictureDecoder {
  #newest: ArrayBuffer | undefined
  #busy = false

  async take(bytes: ArrayBuffer): Promise<void> {
    this.#newest = bytes
    if (this.#busy) return
    this.#busy = true
    try {
      while (this.#newest) {
        const parts = unpackWatched(this.#newest)
        this.#newest = undefined
        if (!parts) continue
        const picture = await createImageBitmap(new Blob([parts.jpeg], { type: 'image/jpeg' })).catch(() => undefined)
        if (picture) post({ type: 'picture', header: parts.header, picture }, [picture])
      }
    } finally {
      this.#busy = false
    }
  }
}

async function withTicket(url: string, { doorId, key }: KioskKey): Promise<string | undefined> {
  try {
    const { ticket } = await createClient({ apiKey: key })('POST /doors/:doorId/ticket', { params: { doorId } })
    return `${url}?ticket=${encodeURIComponent(ticket)}`
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) post({ type: 'turned_away' })
    return undefined
  }
}

class CaptureWorker {
  readonly #encoder = new JpegEncoder()
  readonly #decoder = new PictureDecoder()
  #socket: LiveSocket | undefined

  take(message: ToWorker): void {
    if (message.type === 'open') this.#open(message)
    else if (message.type === 'tell') this.#socket?.send(JSON.stringify(message.message))
    else if (message.type === 'frame') void this.#sendFrame(message)
    else this.#close()
  }

  #open({ url, kiosk }: Extract<ToWorker, { type: 'open' }>): void {
    this.#socket?.close()
    const address = () => (kiosk ? withTicket(url, kiosk) : Promise.resolve(url))
    this.#socket = new LiveSocket(address, PROTOCOL, {
      onState: state => {
        post({ type: 'state', state })
      },
      onText: text => {
        const parsed = parseServerMessage(text)
        if (parsed) post({ type: 'message', message: parsed })
      },
      onBytes: bytes => {
        void this.#decoder.take(bytes)
      },
    })
  }

  #close(): void {
    this.#socket?.close()
    this.#socket = undefined
    globalThis.close()
  }

  async #sendFrame({ frame, picture, width, height }: Extract<ToWorker, { type: 'frame' }>): Promise<void> {
    try {
      if (!this.#socket?.ready) {
        post({ type: 'unsent', frame })
        return
      }
      const startedAt = performance.now()
      const jpeg = await this.#encoder.encode(picture, width, height)
      const encodeMs = performance.now() - startedAt
      const sent = this.#socket.send(packFrame(frame, jpeg))
      post(sent ? { type: 'sent', frame, bytes: jpeg.size, encodeMs } : { type: 'unsent', frame })
    } catch {
      // A frame the browser cannot read (its camera was just unplugged) is one frame less.
      post({ type: 'unsent', frame })
    } finally {
      picture.close()
    }
  }
}

const worker = new CaptureWorker()
globalThis.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  worker.take(data)
})
