// Alignment: a face turned, scaled and moved so that its five points lie where embedders expect them.

import { apply, estimateSimilarity, invert, scaleOf, type SimilarityTransform } from '../geometry/similarity-transform.ts'
import { fromCorners } from '../geometry/box.ts'
import type { AlignedFace, Box, Image, Landmarks5, Point } from '../types.ts'
import { cropResize } from './resize.ts'

export const ALIGNED_SIZE = 112

/** Names the alignment in embedding spaces; change it whenever alignFace() gives other pixels. */
export const ALIGNMENT = 'arcface-112-umeyama-area-bilinear-1'

/** Where ArcFace-type embedders expect the five points in 112×112 (InsightFace, `arcface_dst`). */
const ARCFACE_POINTS: Landmarks5 = [
  { x: 38.2946, y: 51.6963 },
  { x: 73.5318, y: 51.5014 },
  { x: 56.0252, y: 71.7366 },
  { x: 41.5493, y: 92.3655 },
  { x: 70.7299, y: 92.2041 },
]

/** 112×112 RGB, black outside the picture; undefined when the five points coincide or are not finite. */
export function alignFace(image: Image, landmarks: Landmarks5): AlignedFace | undefined {
  const toFace = estimateSimilarity(landmarks, ARCFACE_POINTS)
  const toImage = toFace && invert(toFace)
  if (!toFace || !toImage) return undefined
  const shrink = scaleOf(toFace)
  // Bilinear sampling reads 2×2 pixels, so a face more than twice as large is averaged down first.
  if (shrink >= 0.5) return warp(image, toImage)
  const box = boundsOf(toImage)
  const width = Math.ceil(box.width * shrink)
  const height = Math.ceil(box.height * shrink)
  const small = cropResize(image, box, width, height)
  return warp(small, intoCrop(toImage, box, width / box.width, height / box.height))
}

function boundsOf(toImage: SimilarityTransform): Box {
  const corners = [0, ALIGNED_SIZE].flatMap(x => [0, ALIGNED_SIZE].map(y => apply(toImage, { x, y })))
  const xs = corners.map(p => p.x)
  const ys = corners.map(p => p.y)
  const [x1, y1] = [Math.floor(Math.min(...xs)) - 2, Math.floor(Math.min(...ys)) - 2]
  return fromCorners(x1, y1, Math.ceil(Math.max(...xs)) + 2, Math.ceil(Math.max(...ys)) + 2)
}

/** The same transform into a crop of the picture that was resized by sx, sy (all but equal). */
function intoCrop(t: SimilarityTransform, box: Box, sx: number, sy: number): SimilarityTransform {
  const s = (sx + sy) / 2
  // Pixel centres lie at +0.5: p' = (p + 0.5 - origin)·s - 0.5.
  return {
    a: t.a * s,
    b: t.b * s,
    tx: (t.tx + 0.5 - box.x) * sx - 0.5,
    ty: (t.ty + 0.5 - box.y) * sy - 0.5,
  }
}

/** Samples the picture bilinearly at toImage(pixel) for each of 112×112 pixels. */
function warp(image: Image, toImage: SimilarityTransform): AlignedFace {
  const { width, height, data: source } = image
  const data = new Uint8Array(ALIGNED_SIZE * ALIGNED_SIZE * 3)
  let at = 0
  for (let v = 0; v < ALIGNED_SIZE; v++) {
    for (let u = 0; u < ALIGNED_SIZE; u++, at += 3) {
      const x = toImage.a * u - toImage.b * v + toImage.tx
      const y = toImage.b * u + toImage.a * v + toImage.ty
      const left = Math.floor(x)
      const top = Math.floor(y)
      if (left < -1 || top < -1 || left >= width || top >= height) continue
      const fx = x - left
      const fy = y - top
      const inLeft = left >= 0
      const inRight = left + 1 < width
      const inTop = top >= 0
      const inBottom = top + 1 < height
      const p = (top * width + left) * 3
      const q = p + width * 3
      for (let c = 0; c < 3; c++) {
        const tl = inTop && inLeft ? source[p + c]! : 0
        const tr = inTop && inRight ? source[p + 3 + c]! : 0
        const bl = inBottom && inLeft ? source[q + c]! : 0
        const br = inBottom && inRight ? source[q + 3 + c]! : 0
        const upper = tl + (tr - tl) * fx
        const lower = bl + (br - bl) * fx
        data[at + c] = upper + (lower - upper) * fy + 0.5
      }
    }
  }
  return { width: ALIGNED_SIZE, height: ALIGNED_SIZE, data } as AlignedFace
}

/** The five points as alignFace() lays them, for anyone who draws or measures an aligned face. */
export const alignedPoints: readonly Point[] = ARCFACE_POINTS
