// What a pack's detector sees in labelled photos, weak boxes and second looks among it: once a photo, and remembered.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { messageOf, RostroError } from '../../core/errors.ts'
import { nms } from '../../core/geometry/nms.ts'
import type { Detector, Networks } from '../../core/ports.ts'
import type { Detection, Image } from '../../core/types.ts'
import type { LabelledPhoto } from '../../evaluation/detection-labels.ts'
import { MIN_HEIGHT_PX, type PhotoSeen, type SeenBox } from '../../evaluation/detection-score.ts'
import type { Measured } from '../../evaluation/report/evaluation.ts'
import type { PackManifest } from '../../models/packs/manifest.ts'
import { examine, isFace } from '../../recognition/examine.ts'
import { detectInTile, detectWithin, shrinkage, tiles } from '../../recognition/views.ts'
import { decodePhoto } from '../../video/photos.ts'
import { hashOf, openKept, type Kept } from './kept.ts'

/** Average precision needs detections far below the score a detector is used with; below this one, nearly all are noise. */
const LOWEST_SCORE = 0.1
/** Pictures shrunk more than this are looked at in tiles, as findFaces() does. */
const TILE_FROM = 2
const MAX_IOU = 0.35

/** The pack with a detector that tells of weak boxes as well. Stronger ones are the same: suppression begins with the best. */
export const withWeakBoxes = (pack: PackManifest): PackManifest => ({
  ...pack,
  networks: { ...pack.networks, detector: { ...pack.networks.detector, minScore: LOWEST_SCORE } },
})

const Seen: z.ZodType<SeenBox[]> = z.array(
  z.object({
    box: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
    detectionScore: z.number(),
    sure: z.boolean(),
  }),
)

/** @param code what tells apart versions of the code that looked */
export function openKeptDetections(folder: string | undefined, pack: PackManifest, code: string): Promise<Kept<SeenBox[]>> {
  const { detector, landmarks, embedder } = pack.networks
  const hashes = pack.files.map(file => [file.name, file.sha256])
  const identity = hashOf([code, detector, landmarks, embedder, hashes]).slice(0, 16)
  return openKept(folder && join(folder, `detection-${pack.name}-${identity}.jsonl`), Seen)
}

export interface DetectOptions {
  /** Of `withWeakBoxes()`. */
  readonly networks: Networks
  /** The score the detector is used with; weaker boxes are not looked at closely. */
  readonly minScore: number
  readonly tiled: boolean
  readonly kept: Kept<SeenBox[]>
  readonly onProgress?: ((done: number, of: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** A photo that cannot be read is left out. @throws the signal's reason, and what the networks throw */
export async function detectIn(
  photos: readonly LabelledPhoto[],
  pathOf: (image: string) => string,
  { networks, minScore, tiled, kept, onProgress, signal }: DetectOptions,
): Promise<{ seen: PhotoSeen[]; leftOut: Measured['leftOut'] }> {
  const all: PhotoSeen[] = []
  const leftOut: { what: string; why: string }[] = []
  for (const [i, { image: name, faces }] of photos.entries()) {
    signal?.throwIfAborted()
    const bytes = await readFile(pathOf(name)).catch((error: unknown) => ({ error }))
    const seen =
      'error' in bytes
        ? bytes
        : await kept
            .get([hashOf(bytes), minScore, tiled], async () => {
              const { image } = await decodePhoto(bytes, { name })
              return look(image, networks, minScore, tiled)
            })
            .catch(unlessOfInput)
    if ('error' in seen) leftOut.push({ what: name, why: messageOf(seen.error) })
    else all.push({ faces, seen })
    onProgress?.(i + 1, photos.length)
  }
  return { seen: all, leftOut }
}

/** A photo that cannot be decoded costs that photo; anything else ends the measurement. */
function unlessOfInput(error: unknown): { error: unknown } {
  if (error instanceof RostroError && error.kind === 'input') return { error }
  throw error
}

async function look(image: Image, networks: Networks, minScore: number, tiled: boolean): Promise<SeenBox[]> {
  const detections = await detectAll(image, networks.detector, tiled)
  const worthALook = detections.filter(d => d.detectionScore >= minScore && d.box.height >= MIN_HEIGHT_PX)
  const examined = await examine(image, worthALook, networks, { secondLook: true, quick: true })
  const sure = new Set(worthALook.filter((_, i) => isFace(examined[i]!) && examined[i].surelyAFace))
  return detections.map(detection => ({
    box: detection.box,
    detectionScore: detection.detectionScore,
    sure: sure.has(detection),
  }))
}

/** The whole picture, or it and its tiles as findFaces() does. */
async function detectAll(image: Image, detector: Detector, tiled: boolean): Promise<Detection[]> {
  const { width, height } = image
  const found = await detectWithin(image, { x: 0, y: 0, width, height }, detector)
  if (!tiled || shrinkage(image, detector) < TILE_FROM) return found
  for (const tile of tiles(image)) found.push(...(await detectInTile(image, tile, detector)))
  return nms(found, MAX_IOU)
}
