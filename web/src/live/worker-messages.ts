// What the page and the capture worker say to each other.

import type { ClientMessage, ServerMessage, WatchedFrame } from '../../../src/client.ts'

export type LiveState = 'connecting' | 'open' | 'waiting' | 'closed'

/** A picture of this browser's camera on its way; whoever holds it last closes it. */
export type CameraPicture = VideoFrame | ImageBitmap

/** Lets a browser stand at one door: each connection takes a ticket, since a handshake carries no key. */
export interface KioskKey {
  readonly doorId: string
  readonly key: string
}

export type ToWorker =
  | { readonly type: 'open'; readonly url: string; readonly kiosk?: KioskKey | undefined }
  | { readonly type: 'tell'; readonly message: ClientMessage }
  | {
      readonly type: 'frame'
      readonly frame: number
      readonly picture: CameraPicture
      readonly width: number
      readonly height: number
    }
  | { readonly type: 'close' }

export type FromWorker =
  | { readonly type: 'state'; readonly state: LiveState }
  | { readonly type: 'message'; readonly message: ServerMessage }
  | { readonly type: 'sent'; readonly frame: number; readonly bytes: number; readonly encodeMs: number }
  /** The frame never left: no connection, or the way out is full. */
  | { readonly type: 'unsent'; readonly frame: number }
  /** The server would not have it: a key that was taken back, a door that is gone. It is asked again all the same. */
  | { readonly type: 'turned_away' }
  | { readonly type: 'picture'; readonly header: WatchedFrame; readonly picture: ImageBitmap }
