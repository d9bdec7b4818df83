// Arithmetic on boxes.

import type { Box, Point } from '../types.ts'

export const area = (box: Box): number => Math.max(0, box.width) * Math.max(0, box.height)

export const centre = (box: Box): Point => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 })

export const fromCorners = (x1: number, y1: number, x2: number, y2: number): Box => ({
  x: x1,
  y: y1,
  width: x2 - x1,
  height: y2 - y1,
})

export function intersection(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return width > 0 && height > 0 ? width * height : 0
}

/** Intersection over union, 0–1; 0 for boxes without area. */
export function iou(a: Box, b: Box): number {
  const shared = intersection(a, b)
  return shared === 0 ? 0 : shared / (area(a) + area(b) - shared)
}

/** The box `factor` times as wide and high around the same centre. */
export function scaleAround(box: Box, factor: number): Box {
  const { x, y } = centre(box)
  const width = box.width * factor
  const height = box.height * factor
  return { x: x - width / 2, y: y - height / 2, width, height }
}

/** The square around the same centre whose side is the box's longer one. */
export function squareAround(box: Box): Box {
  const side = Math.max(box.width, box.height)
  const { x, y } = centre(box)
  return { x: x - side / 2, y: y - side / 2, width: side, height: side }
}

/** Part of the box that lies inside a picture, 0–1. */
export function insideShare(box: Box, picture: { width: number; height: number }): number {
  const whole = area(box)
  return whole === 0 ? 0 : intersection(box, { x: 0, y: 0, ...picture }) / whole
}

/** The smallest box of whole pixels around it. */
export function toPixels({ x, y, width, height }: Box): Box {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  return { x: left, y: top, width: Math.ceil(x + width) - left, height: Math.ceil(y + height) - top }
}

export const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))
