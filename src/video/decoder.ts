// The small port between sources and whatever turns a stream into pictures; knows no decoder.

import type { Size } from '../core/ports.ts'
import type { Image } from '../core/types.ts'

/** What a decoder is asked to open. */
export interface StreamInput {
  /** Handed to FFmpeg as it is; may hold a password, so it never goes into a message. */
  readonly url: string
  /** The same for human eyes, without credentials. */
  readonly label: string
  /** FFmpeg's name of the input format when it cannot be told from the stream (a camera driver). */
  readonly format?: string
  /** Live streams trade throughput for delay. */
  readonly live: boolean
  /** FFmpeg input options, all from our own tables: none come from the user. */
  readonly options: Readonly<Record<string, string>>
  /** Pictures with more pixels than this are refused. */
  readonly maxPixels: number
}

/** One decoded picture, upright. Usable until closed, however far the stream has moved on. */
export interface Picture {
  readonly width: number
  readonly height: number
  /** Time within the stream in ms, never going back. */
  readonly mediaMs: number
  /** A photo's file name. */
  readonly name?: string | undefined
  /** Of a live stream: pictures the camera sent since the one before and that were left out because they came too late. */
  readonly leftOut?: number | undefined
  resized(width: number, height: number): Promise<Image>
  image(): Promise<Image>
  /** See Frame. */
  borrow?(size?: Size): Promise<Image>
  close(): void
}

/** Told in a few plain words what was skipped. */
export type OnDamage = (reason: string) => void

/**
 * Opens at the first `next()`, yields pictures in order of showing, ends at the end of the stream or soon after `signal`
 * aborts, and has freed everything but the pictures still open when it has ended.
 * @throws RostroError source_unavailable when it cannot be opened, is lost (live), or holds no picture that decodes;
 *   decoder_missing; image_too_large
 */
export type Decode = (input: StreamInput, signal: AbortSignal, onDamage: OnDamage) => AsyncGenerator<Picture, void, void>

export type DecoderName = 'node-av' | 'ffmpeg'
