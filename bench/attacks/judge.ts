// What every network and every candidate signal says of each photo of a list: computed once, kept beside the attacks.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { logitOf } from '../../src/core/liveness.ts'
import { openKept } from '../../src/app/evaluation/kept.ts'
import type { Observer } from '../../src/app/evaluation/observer.ts'
import type { Presentation } from '../../src/evaluation/pad.ts'
import { fuseLiveness } from '../../src/models/networks/fused-pad.ts'
import type { OpenedNetworks } from '../../src/models/open-networks.ts'
import { mobilePad } from '../../src/models/packs/declared/mobile-pad.ts'
import { decodePhoto } from '../../src/video/photos.ts'
import { PICTURE_SIGNALS, type PictureSignal } from './picture-signals.ts'

/** In the order of the pack's networks. */
export const NETWORKS = ['three-class', 'MiniFASNetV2', 'MiniFASNetV1SE'] as const
export const JUDGES = [...NETWORKS, 'all three'] as const
export type Judge = (typeof JUDGES)[number]

const Judged = z.object({
  /** By network; null where it could not judge. */
  liveness: z.array(z.number().nullable()),
  signals: z.record(z.string(), z.number()),
})

export interface JudgedPhoto extends Presentation {
  /** Of each judge that could; higher for bona fide. */
  readonly logits: Readonly<Partial<Record<Judge, number>>>
  /** Higher for attacks. */
  readonly signals: Readonly<Record<PictureSignal, number>>
}

/** Photos without a face are left out and counted. @param name of the kept judgements */
export async function judgePhotos(
  presentations: readonly (Presentation & { readonly path: string })[],
  { pads }: Pick<OpenedNetworks, 'pads'>,
  observer: Observer,
  cache: string,
): Promise<{ readonly judged: readonly JudgedPhoto[]; readonly faceless: number }> {
  const kept = await openKept(join(cache, 'judged-1.jsonl'), Judged)
  const judged: JudgedPhoto[] = []
  let faceless = 0
  try {
    for (const { path, ...presentation } of presentations) {
      const bytes = await readFile(path)
      const { sha256, faces } = await observer.observe({ name: path, bytes: () => Promise.resolve(bytes) })
      const face = faces[0]
      if (!face) {
        faceless++
        continue
      }
      const { liveness, signals } = await kept.get([sha256, face.box], async () => {
        const { image } = await decodePhoto(bytes, { name: path })
        const said: (number | null)[] = []
        for (const pad of pads) {
          const result = await pad.assess(image, { ...face, detectionScore: face.signals.detectionScore })
          said.push('liveness' in result ? result.liveness : null)
        }
        const measured = Object.entries(PICTURE_SIGNALS).map(([name, signal]) => [name, signal(image, face.box)] as const)
        return { liveness: said, signals: Object.fromEntries(measured) }
      })
      judged.push({ ...presentation, logits: logitsOf(liveness), signals: signals as JudgedPhoto['signals'] })
    }
  } finally {
    await kept.close()
  }
  return { judged, faceless }
}

function logitsOf(liveness: readonly (number | null)[]): JudgedPhoto['logits'] {
  const results = liveness.map(value => (value === null ? ({ unavailable: 'cut_off' } as const) : { liveness: value }))
  const calibrations = (mobilePad.networks.pad ?? []).map(spec => spec.calibration)
  const fused = fuseLiveness(results, calibrations)
  const each = NETWORKS.flatMap((name, i) => (typeof liveness[i] === 'number' ? [[name, logitOf(liveness[i])] as const] : []))
  return Object.fromEntries([...each, ...('liveness' in fused ? [['all three', logitOf(fused.liveness)] as const] : [])])
}
