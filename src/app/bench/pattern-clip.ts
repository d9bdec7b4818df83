// A clip for machines without one: the moving test pattern as H.264, written to the system's folder for temporary files and deleted afterwards.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Size } from '../../core/ports.ts'
import { openClipWriter } from '../../video/clip-writer.ts'
import { drawPattern } from '../../video/test-pattern.ts'

const FRAMES_PER_SECOND = 25

/** @throws RostroError decoder_missing, file_not_writable */
export async function writePatternClip(
  { width, height }: Size,
  frames: number,
): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'rostro-pattern-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  const path = join(folder, 'pattern.mp4')
  try {
    const clip = await openClipWriter(path, { width, height, framesPerSecond: FRAMES_PER_SECOND })
    try {
      for (let i = 0; i < frames; i++) await clip.write(drawPattern(width, height, i), (i * 1000) / FRAMES_PER_SECOND)
      await clip.close()
    } catch (error) {
      await clip.abort()
      throw error
    }
    return { path, [Symbol.asyncDispose]: remove }
  } catch (error) {
    await remove()
    throw error
  }
}
