// Every presentation of a list judged by a pack's network for presentation attack detection: once, and remembered.

import { join } from 'node:path'
import { z } from 'zod'
import { messageOf } from '../../core/errors.ts'
import type { PadDetector, PadResult } from '../../core/ports.ts'
import type { PhotoToObserve } from '../../evaluation/observation.ts'
import type { Assessed, Presentation } from '../../evaluation/pad.ts'
import type { Measured } from '../../evaluation/report/evaluation.ts'
import type { PackManifest } from '../../models/packs/manifest.ts'
import { decodePhoto } from '../../video/photos.ts'
import { openKept, type Kept } from './kept.ts'
import type { Observer } from './observer.ts'

export type PresentationPhoto = PhotoToObserve & { readonly presentation: Presentation }

export interface AssessOptions {
  readonly observer: Pick<Observer, 'observe'>
  readonly pad: PadDetector
  readonly kept: Kept<PadResult>
  readonly onProgress?: ((done: number, of: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** Raised whenever crops are cut or judged differently. */
const JUDGED_AS = 1

const Result: z.ZodType<PadResult> = z.union([
  z.object({ liveness: z.number() }),
  z.object({ unavailable: z.enum(['cut_off', 'too_small']) }),
])

/** What this network said before; without a folder it says everything anew. */
export function openKeptLiveness(folder: string | undefined, { networks, files }: PackManifest): Promise<Kept<PadResult>> {
  const { pad } = networks
  const sha256 = files.find(file => file.name === pad?.file)?.sha256 ?? 'none'
  const settings = pad && [pad.channels, pad.mean, pad.std, pad.input.width, pad.input.height, pad.cropScale, pad.liveClass]
  const name = ['pad', sha256.slice(0, 16), ...(settings ?? []), JUDGED_AS].join('-')
  return openKept(folder && join(folder, `${name}.jsonl`), Result)
}

/**
 * Judges the largest face of each photo: whoever stands in front of the camera. A photo that cannot be read is left out.
 * @throws the signal's reason, and what the networks throw
 */
export async function assessAll(
  photos: readonly PresentationPhoto[],
  { observer, pad, kept, onProgress, signal }: AssessOptions,
): Promise<{ assessed: Assessed[]; leftOut: Measured['leftOut'] }> {
  const assessed: Assessed[] = []
  const leftOut: { what: string; why: string }[] = []
  for (const [i, photo] of photos.entries()) {
    signal?.throwIfAborted()
    const { presentation } = photo
    const seen = await observer.observe(photo).catch((error: unknown) => ({ error }))
    if ('error' in seen) leftOut.push({ what: presentation.image, why: messageOf(seen.error) })
    else {
      const face = seen.faces[0]
      const result =
        face &&
        (await kept.get([seen.sha256, face.box], async () => {
          const { image } = await decodePhoto(await photo.bytes(), { name: photo.name })
          return pad.assess(image, { ...face, detectionScore: face.signals.detectionScore })
        }))
      assessed.push({ ...presentation, answer: toAnswer(result) })
    }
    onProgress?.(i + 1, photos.length)
  }
  return { assessed, leftOut }
}

function toAnswer(result: PadResult | undefined): Assessed['answer'] {
  if (!result) return { unanswered: 'no_face' }
  return 'liveness' in result ? result : { unanswered: result.unavailable }
}
