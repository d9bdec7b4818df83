// Every presentation of a list judged by each of a pack's PAD networks, and by all together: once, and remembered.

import { basename, join } from 'node:path'
import { z } from 'zod'
import { messageOf } from '../../core/errors.ts'
import type { PadResult } from '../../core/ports.ts'
import type { PhotoToObserve } from '../../evaluation/observation.ts'
import type { Assessed, JudgedBy, Presentation } from '../../evaluation/pad.ts'
import type { Measured } from '../../evaluation/report/evaluation.ts'
import { fuseLiveness } from '../../models/networks/fused-pad.ts'
import type { OpenedNetworks } from '../../models/open-networks.ts'
import type { PackManifest } from '../../models/packs/manifest.ts'
import { decodePhoto } from '../../video/photos.ts'
import { openKept } from './kept.ts'
import type { Observer } from './observer.ts'

export type PresentationPhoto = PhotoToObserve & { readonly presentation: Presentation }

export interface AssessOptions {
  readonly observer: Pick<Observer, 'observe'>
  readonly networks: Pick<OpenedNetworks, 'pads'>
  readonly pack: PackManifest
  /** What networks said before, and say now; without a folder they say everything anew. */
  readonly cacheFolder: string | undefined
  readonly onProgress?: ((done: number, of: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** What all networks of a pack say together is listed under this name. */
export const FUSED = 'fused'

/** Raised whenever crops are cut or judged differently. */
const JUDGED_AS = 1

const Result: z.ZodType<PadResult> = z.union([
  z.object({ liveness: z.number() }),
  z.object({ unavailable: z.enum(['cut_off', 'too_small']) }),
])

/**
 * Judges the largest face of each photo: whoever stands in front of the camera. A photo that cannot be read is left out.
 * Networks are named after their files; where there are several, all together come last.
 * @throws the signal's reason, and what the networks throw
 */
export async function assessAll(
  photos: readonly PresentationPhoto[],
  { observer, networks: { pads }, pack, cacheFolder, onProgress, signal }: AssessOptions,
): Promise<{ judges: JudgedBy[]; leftOut: Measured['leftOut'] }> {
  const specs = pack.networks.pad ?? []
  const kept = await Promise.all(
    specs.map(spec => openKept(cacheFolder && join(cacheFolder, `${lookOf(spec, pack)}.jsonl`), Result)),
  )
  const calibrations = specs.map(({ calibration }) => calibration)
  const names = specs.map(({ file }) => basename(file, '.onnx'))
  if (names.length > 1) names.push(FUSED)
  const judges = names.map(network => ({ network, assessed: [] as Assessed[] }))
  const leftOut: { what: string; why: string }[] = []
  try {
    for (const [i, photo] of photos.entries()) {
      signal?.throwIfAborted()
      const { presentation } = photo
      const seen = await observer.observe(photo).catch((error: unknown) => ({ error }))
      if ('error' in seen) leftOut.push({ what: presentation.image, why: messageOf(seen.error) })
      else {
        const face = seen.faces[0]
        let decoded: ReturnType<typeof decodePhoto> | undefined
        const results: PadResult[] = []
        for (const [k, pad] of pads.entries()) {
          if (!face) break
          const result = await kept[k]!.get([seen.sha256, face.box], async () => {
            const { image } = await (decoded ??= decodePhoto(await photo.bytes(), { name: photo.name }))
            return pad.assess(image, { ...face, detectionScore: face.signals.detectionScore })
          })
          results.push(result)
        }
        const fused = face && fuseLiveness(results, calibrations)
        for (const [k, judge] of judges.entries()) {
          // The last is what the product goes by, calibrated also where it is one network alone.
          const result = k === judges.length - 1 ? fused : results[k]
          judge.assessed.push({ ...presentation, answer: toAnswer(result) })
        }
      }
      onProgress?.(i + 1, photos.length)
    }
  } finally {
    for (const one of kept) await one.close()
  }
  return { judges, leftOut }
}

function toAnswer(result: PadResult | undefined): Assessed['answer'] {
  if (!result) return { unanswered: 'no_face' }
  return 'liveness' in result ? result : { unanswered: result.unavailable }
}

/** Tells apart everything that changes what a network says; how that is calibrated does not. */
function lookOf(spec: NonNullable<PackManifest['networks']['pad']>[number], { files }: PackManifest): string {
  const sha256 = files.find(file => file.name === spec.file)?.sha256 ?? 'none'
  const { channels, mean, std, input, cropScale, liveClass } = spec
  const settings = [channels, mean, std, input.width, input.height, cropScale, liveClass]
  return ['pad', sha256.slice(0, 16), ...settings, JUDGED_AS].join('-')
}
