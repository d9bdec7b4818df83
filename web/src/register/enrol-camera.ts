// The camera while registering: sends frames to be looked at, hands on what the server says of each. Draws nothing.

import type { ServerMessage } from '../../../src/client.ts'
import type { LiveConnection } from '../live/connection.ts'
import { FramePump } from '../live/frame-pump.ts'

export type Look = Extract<ServerMessage, { type: 'look' }>

const SNAPSHOT_PX = 160

export class EnrolCamera {
  readonly #connection: LiveConnection
  readonly #pump: FramePump
  readonly #unsubscribe: () => void

  constructor(video: HTMLVideoElement, connection: LiveConnection, enrolmentId: string, onLook: (look: Look) => void) {
    this.#connection = connection
    connection.sendFramesFor({ type: 'enrol', enrolmentId, auto: true })
    this.#pump = new FramePump(video, connection, () => {})
    this.#unsubscribe = connection.subscribe(news => {
      if (this.#pump.hear(news) && news.type === 'look') onLook(news)
    })
  }

  /** Takes the next frame as a photo. */
  take(): void {
    this.#connection.take()
  }

  stop(): void {
    this.#unsubscribe()
    this.#pump.stop()
  }
}

/** What the camera shows now, small, as an address to be revoked by whoever uses it. */
export async function snapshot(video: HTMLVideoElement): Promise<string | undefined> {
  const scale = SNAPSHOT_PX / Math.max(1, video.videoHeight)
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(video.videoWidth * scale)
  canvas.height = SNAPSHOT_PX
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>(resolve => {
    canvas.toBlob(resolve, 'image/jpeg', 0.8)
  })
  return blob ? URL.createObjectURL(blob) : undefined
}
