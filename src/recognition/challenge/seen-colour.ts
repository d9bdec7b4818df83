// The mean colour of a face and of what lies around it, for telling what light falls on the face.

import type { Box, Image } from '../../core/types.ts'

/** Mean red, green and blue, 0–255 of sRGB. */
export type Rgb = readonly [red: number, green: number, blue: number]

export interface SeenColour {
  readonly face: Rgb
  /** Undefined where the face fills the picture. */
  readonly around: Rgb | undefined
}

/** The inner part of the box: cheeks, nose and forehead, hardly any hair or background. */
const INNER = { left: 0.2, right: 0.8, top: 0.2, bottom: 0.8 }
/** What lies farther from the face than this, in its widths, is around it: no hair, no shoulders. */
const BESIDE = 0.35
/** A picture is read at so many points across, which is plenty for a mean. */
const POINTS = 48
/** Values a camera cut off say nothing of colour. */
const CLIPPED = { low: 8, high: 247 }
const MIN_POINTS = 30

/** Undefined where hardly anything of the face can be read. */
export function colourOf(image: Image, box: Box): SeenColour | undefined {
  const face = meanOf(image, {
    x: box.x + INNER.left * box.width,
    y: box.y + INNER.top * box.height,
    width: (INNER.right - INNER.left) * box.width,
    height: (INNER.bottom - INNER.top) * box.height,
  })
  const near = { left: box.x - BESIDE * box.width, right: box.x + (1 + BESIDE) * box.width }
  const whole = { x: 0, y: 0, width: image.width, height: image.height }
  // Only beside the face: below it lie the shoulders, which the screen lights too.
  return face && { face, around: meanOf(image, whole, (x, y) => (x < near.left || x > near.right) && y < box.y + box.height) }
}

function meanOf(image: Image, box: Box, isWanted: (x: number, y: number) => boolean = () => true): Rgb | undefined {
  const sums = [0, 0, 0]
  let count = 0
  for (let row = 0; row < POINTS; row++) {
    const y = Math.floor(box.y + ((row + 0.5) / POINTS) * box.height)
    if (y < 0 || y >= image.height) continue
    for (let column = 0; column < POINTS; column++) {
      const x = Math.floor(box.x + ((column + 0.5) / POINTS) * box.width)
      if (x < 0 || x >= image.width || !isWanted(x, y)) continue
      const at = (y * image.width + x) * 3
      const rgb = image.data.subarray(at, at + 3)
      if (rgb.some(value => value < CLIPPED.low || value > CLIPPED.high)) continue
      for (let c = 0; c < 3; c++) sums[c]! += rgb[c]!
      count++
    }
  }
  return count < MIN_POINTS ? undefined : [sums[0]! / count, sums[1]! / count, sums[2]! / count]
}
