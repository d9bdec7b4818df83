// Writes a clip that every player shows: H.264 in MP4, complete under its name or not there at all.

import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { messageOf, RostroError } from '../core/errors.ts'
import type { Image } from '../core/types.ts'
import { chooseDecoderName } from './choose-decoder.ts'
import type { ClipEncoder, ClipFormat } from './clip-encoder.ts'
import type { DecoderName } from './decoder.ts'
import { openNodeAvEncoder } from './node-av/encode.ts'
import { openProgramEncoder } from './program/encode.ts'

export interface ClipWriter {
  /**
   * Adds a picture, stretched to the clip's size if it has another. Await it before the next: that is the back-pressure.
   * @param atMs when it is shown, from any origin; one not later than the picture before is shown 1 ms after it
   * @throws RostroError file_not_writable
   */
  write(image: Image, atMs: number): Promise<void>
  /** Finishes the file and gives it its name; without any picture there is no file. @throws RostroError file_not_writable */
  close(): Promise<void>
  /** Leaves nothing behind. Also right after a failed write() or close(); never throws. */
  abort(): Promise<void>
}

/**
 * Opens a new MP4; an older file of that name stays until close().
 * @throws RostroError file_not_writable, decoder_missing
 */
export async function openClipWriter(path: string, format: ClipFormat & { readonly decoder?: DecoderName }): Promise<ClipWriter> {
  const encoderName = await chooseDecoderName(format.decoder)
  const partial = `${path}.${randomUUID().slice(0, 8)}.partial`
  const failed = (cause: unknown) =>
    new RostroError('file_not_writable', `Cannot write the clip ${path}: ${messageOf(cause)}.`, { cause })
  const discard = () => rm(partial, { force: true })

  const openEncoder = encoderName === 'node-av' ? openNodeAvEncoder : openProgramEncoder
  let encoder: ClipEncoder
  try {
    // Said by Node, a reason such as EACCES is plainer than FFmpeg's.
    await (await open(partial, 'wx')).close()
    encoder = await openEncoder(partial, format)
  } catch (cause) {
    await discard()
    throw failed(cause)
  }
  let written = 0
  return {
    async write(image, atMs) {
      await encoder.write(image, atMs).catch((cause: unknown) => {
        throw failed(cause)
      })
      written++
    },
    async close() {
      try {
        await encoder.close()
        if (written > 0) await rename(partial, path)
        else await discard()
      } catch (cause) {
        await discard()
        throw failed(cause)
      }
    },
    async abort() {
      await encoder.abort()
      await discard()
    },
  }
}
