// Drawing counting lines: every step as a pure change of state, in shares of the picture; and which way over a line is in. Knows no pointers.

import type { LineJson } from '../../../src/client.ts'
import type { Point } from './zones.ts'

export const ENDS = ['from', 'to'] as const
export type End = (typeof ENDS)[number]

export interface LineDrawing {
  readonly lines: readonly LineJson[]
  /** Index of the line worked on. */
  readonly line: number | undefined
  /** Its end that is moved. */
  readonly end: End | undefined
}

export type LineStep =
  | { readonly type: 'add'; readonly name: string }
  | { readonly type: 'select'; readonly line: number | undefined; readonly end?: End | undefined }
  /** The nearer end goes there. */
  | { readonly type: 'put'; readonly at: Point }
  | { readonly type: 'move'; readonly to: Point }
  | { readonly type: 'nudge'; readonly by: Point }
  | { readonly type: 'rename'; readonly name: string }
  | { readonly type: 'turn' }
  | { readonly type: 'remove'; readonly line: number }

/** As in the contract. */
export const MOST_LINES = 16
const MOST_LETTERS = 100
/** Shorter than this share of the picture nobody can cross it. */
const SHORTEST = 0.05
/** Across the middle: whoever comes towards the camera comes in. */
const FIRST = { from: { x: 0.2, y: 0.6 }, to: { x: 0.8, y: 0.6 } } as const

export const openLines = (lines: readonly LineJson[]): LineDrawing => ({ lines, line: undefined, end: undefined })

export function drawLine(drawing: LineDrawing, step: LineStep): LineDrawing {
  switch (step.type) {
    case 'add': {
      if (drawing.lines.length >= MOST_LINES) return drawing
      return { lines: [...drawing.lines, { ...FIRST, name: step.name }], line: drawing.lines.length, end: undefined }
    }
    case 'select':
      return { ...drawing, line: step.line, end: step.end }
    case 'put': {
      const line = openOf(drawing)
      if (!line) return drawing
      const end = distance(line.from, step.at) <= distance(line.to, step.at) ? 'from' : 'to'
      return moved({ ...drawing, end }, () => step.at)
    }
    case 'move':
      return moved(drawing, () => step.to)
    case 'nudge':
      return moved(drawing, ({ x, y }) => ({ x: x + step.by.x, y: y + step.by.y }))
    case 'rename':
      return changed(drawing, line => ({ ...line, name: step.name.slice(0, MOST_LETTERS) }))
    case 'turn':
      return changed(drawing, line => ({ ...line, from: line.to, to: line.from }))
    case 'remove':
      return openLines(drawing.lines.filter((_, index) => index !== step.line))
  }
}

export type LineProblem = 'no_name' | 'same_name' | 'too_short'

/** Crossings are counted by name, so two lines cannot share one. */
export function lineProblem(lines: readonly LineJson[], index: number): LineProblem | undefined {
  const { name, from, to } = lines[index]!
  if (name.trim() === '') return 'no_name'
  if (lines.some((other, i) => i !== index && other.name.trim() === name.trim())) return 'same_name'
  return distance(from, to) < SHORTEST ? 'too_short' : undefined
}

/** Where "in" points, in degrees clockwise from the right, on a picture so many times as wide as high. */
export function inAngle({ from, to }: Pick<LineJson, 'from' | 'to'>, ratio: number): number {
  const [dx, dy] = [(to.x - from.x) * ratio, to.y - from.y]
  // The right of whoever looks along it; y grows downwards.
  return (Math.atan2(dx, -dy) * 180) / Math.PI
}

export const WAYS = ['right', 'down', 'left', 'up'] as const

/** The same as a word. */
export const inWay = (line: Pick<LineJson, 'from' | 'to'>, ratio: number): (typeof WAYS)[number] =>
  WAYS[(Math.round(inAngle(line, ratio) / 90) + 4) % 4]!

const openOf = ({ lines, line }: LineDrawing): LineJson | undefined => (line === undefined ? undefined : lines[line])

function changed(drawing: LineDrawing, change: (line: LineJson) => LineJson): LineDrawing {
  return { ...drawing, lines: drawing.lines.map((line, index) => (index === drawing.line ? change(line) : line)) }
}

function moved(drawing: LineDrawing, to: (from: Point) => Point): LineDrawing {
  const { end } = drawing
  return end === undefined ? drawing : changed(drawing, line => ({ ...line, [end]: inside(to(line[end])) }))
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)
const unit = (n: number): number => Math.round(Math.min(1, Math.max(0, n)) * 10_000) / 10_000
const inside = ({ x, y }: Point): Point => ({ x: unit(x), y: unit(y) })
