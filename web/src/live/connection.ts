// The page's one live connection: what was asked for is asked again after a drop. The socket itself lives in the worker.

import type { ClientMessage, ServerMessage, WatchedFrame } from '../../../src/client.ts'
import type { CameraPicture, FromWorker, KioskKey, LiveState, ToWorker } from './worker-messages.ts'

export type LiveNews =
  | { readonly type: 'state'; readonly state: LiveState }
  | { readonly type: 'sent'; readonly frame: number; readonly bytes: number; readonly encodeMs: number }
  | { readonly type: 'unsent'; readonly frame: number }
  | { readonly type: 'turned_away' }
  /** Whoever listens may draw it at once; afterwards it is closed. */
  | { readonly type: 'picture'; readonly header: WatchedFrame; readonly picture: ImageBitmap }
  | ServerMessage

export type LiveListener = (news: LiveNews) => void

/** What frames of this browser are for. */
export type FramesFor = Extract<ClientMessage, { type: 'recognize' | 'enrol' | 'door' }>

export class LiveConnection {
  readonly #worker: Worker
  readonly #listeners = new Set<LiveListener>()
  #state: LiveState = 'connecting'
  #framesFor: FramesFor | undefined
  #watched: string | undefined
  #frame = 0

  /** Without a key whoever is signed in comes in. */
  constructor(kiosk?: KioskKey) {
    this.#worker = new Worker(new URL('./capture-worker.ts', import.meta.url), { type: 'module', name: 'rostro-live' })
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      this.#hear(data)
    })
    this.#post({ type: 'open', url: liveUrl(location), kiosk })
  }

  get state(): LiveState {
    return this.#state
  }

  /** Calls back with all that comes until the returned function is called. */
  subscribe(listener: LiveListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Says what the frames that follow are for, now and after every reconnection. */
  sendFramesFor(purpose: FramesFor): void {
    this.#framesFor = purpose
    this.#tell(purpose)
  }

  /** Takes the next frame as a photo. */
  take(): void {
    this.#tell({ type: 'take' })
  }

  /** What somebody at a door types or presses; while there is no connection it is lost, and so is their attempt. */
  sayAtDoor(message: Extract<ClientMessage, { type: 'factor' | 'another_movement' | 'begin_again' }>): void {
    this.#tell(message)
  }

  /** Watches a camera of the server, or none. */
  watch(cameraId: string | undefined): void {
    if (cameraId === this.#watched) return
    this.#watched = cameraId
    this.#tell(cameraId === undefined ? { type: 'unwatch' } : { type: 'watch', cameraId })
  }

  /** Hands a picture over, to be sent at this size; returns its number, under which the answer comes. */
  sendFrame(picture: CameraPicture, width: number, height: number): number {
    this.#frame = (this.#frame + 1) % 2 ** 32
    this.#post({ type: 'frame', frame: this.#frame, picture, width, height }, [picture])
    return this.#frame
  }

  close(): void {
    this.#listeners.clear()
    this.#post({ type: 'close' })
  }

  #tell(message: ClientMessage): void {
    if (this.#state === 'open') this.#post({ type: 'tell', message })
  }

  #hear(news: FromWorker): void {
    if (news.type === 'state') {
      this.#state = news.state
      if (news.state === 'open') this.#askAgain()
    }
    const told: LiveNews = news.type === 'message' ? news.message : news
    for (const listener of [...this.#listeners]) listener(told)
    if (news.type === 'picture') news.picture.close()
  }

  #askAgain(): void {
    if (this.#framesFor) this.#tell(this.#framesFor)
    if (this.#watched !== undefined) this.#tell({ type: 'watch', cameraId: this.#watched })
  }

  #post(message: ToWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer)
  }
}

const liveUrl = ({ protocol, host }: Location): string => `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/api/v1/live`
