// Runs a clip twice, as now and with other settings or another pack, and tells which faces would be called otherwise. Keeps nothing.

import type { Networks } from '../core/ports.ts'
import type { OperatingPoint } from '../core/types.ts'
import { clipDifferences, type ClipFace } from '../evaluation/clip-differences.ts'
import type { EngineSettings } from './engine/engine.ts'
import { toDecision } from './engine/vision.ts'
import { followClip } from './evaluation/follow-clip.ts'
import type { PeopleGallery } from './people-gallery.ts'
import { recognizerSettings } from './open-rostro.ts'

export interface ClipSide {
  readonly networks: Networks
  readonly gallery: PeopleGallery
  readonly settings: EngineSettings
}

export interface ReplayedClip {
  readonly faces: readonly ClipFace[]
  readonly before: OperatingPoint
  readonly after: OperatingPoint
}

/** @throws RostroError source_*, file_not_found */
export async function replayClip(
  clip: string,
  { before, after }: { readonly before: ClipSide; readonly after: ClipSide },
  watched: { readonly signal?: AbortSignal; readonly onFrame?: (atMs: number) => void } = {},
): Promise<ReplayedClip> {
  const run = async ({ settings, ...rostro }: ClipSide) => {
    const { tracks } = await followClip(rostro, clip, recognizerSettings(toDecision(settings)), settings, watched)
    return { tracks, point: rostro.gallery.operatingPoint(settings) }
  }
  const [now, then] = [await run(before), await run(after)]
  return { faces: clipDifferences(now.tracks, then.tracks), before: now.point, after: then.point }
}
