// Drawing on pixels: box outlines and pictures with transparency. Changes the image it is given.

import type { Box, Image } from '../types.ts'

export type Colour = readonly [red: number, green: number, blue: number]

/** Interleaved 8-bit RGBA, not premultiplied. */
export interface Overlay {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** The four sides of a box, `thickness` pixels wide inwards; what lies outside the image is left out. */
export function drawBox(image: Image, box: Box, colour: Colour, thickness: number): void {
  const { x, y, width, height } = box
  fill(image, { x, y, width, height: thickness }, colour)
  fill(image, { x, y: y + height - thickness, width, height: thickness }, colour)
  fill(image, { x, y, width: thickness, height }, colour)
  fill(image, { x: x + width - thickness, y, width: thickness, height }, colour)
}

export function fill(image: Image, box: Box, [red, green, blue]: Colour): void {
  const x1 = Math.max(0, Math.round(box.x))
  const x2 = Math.min(image.width, Math.round(box.x + box.width))
  const y1 = Math.max(0, Math.round(box.y))
  const y2 = Math.min(image.height, Math.round(box.y + box.height))
  for (let y = y1; y < y2; y++) {
    for (let x = x1, p = (y * image.width + x1) * 3; x < x2; x++, p += 3) {
      image.data[p] = red
      image.data[p + 1] = green
      image.data[p + 2] = blue
    }
  }
}

/** Lays an overlay over the image with its top left corner at x, y. */
export function blend(image: Image, overlay: Overlay, x: number, y: number): void {
  const left = Math.round(x)
  const top = Math.round(y)
  for (let v = Math.max(0, -top); v < overlay.height && top + v < image.height; v++) {
    for (let u = Math.max(0, -left); u < overlay.width && left + u < image.width; u++) {
      const from = (v * overlay.width + u) * 4
      const to = ((top + v) * image.width + left + u) * 3
      const alpha = overlay.data[from + 3]! / 255
      for (let c = 0; c < 3; c++) image.data[to + c]! += (overlay.data[from + c]! - image.data[to + c]!) * alpha
    }
  }
}
