// Boxes and names on a canvas over a picture. Style and glyph say the outcome as well as colour does; the words are given.

import type { LiveFace } from '../../../src/client.ts'
import type { Box } from './box-motion.ts'

type Outcome = LiveFace['decision']['outcome']

export interface DrawnFace {
  readonly box: Box
  readonly outcome: Outcome
  readonly label: string
  readonly opacity: number
}

export interface Surface {
  /** Of the canvas, in CSS pixels. */
  readonly width: number
  readonly height: number
  /** Of the picture the boxes refer to. */
  readonly pictureWidth: number
  readonly pictureHeight: number
  /** Like a mirror: boxes change sides, words do not. */
  readonly mirrored: boolean
}

/** The same on every theme: they lie on pictures, not on the page. Dark words on them have a contrast above 7. */
const STYLES: Readonly<Record<Outcome, { colour: string; dash: readonly number[]; glyph: string }>> = {
  known: { colour: '#4ade80', dash: [], glyph: '✓' },
  unknown: { colour: '#fbbf24', dash: [10, 6], glyph: '?' },
  undecided: { colour: '#e2e8f0', dash: [2, 5], glyph: '…' },
}
const INK = '#0b1220'
const LINE_PX = 2.5
const LABEL_PX = 26
const FONT = '600 14px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'

/** Sizes the canvas for the screen's pixels and wipes it; the context counts in CSS pixels. */
export function wipe(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | undefined {
  const density = window.devicePixelRatio
  const [inner, outer] = [Math.round(width * density), Math.round(height * density)]
  if (canvas.width !== inner || canvas.height !== outer) {
    canvas.width = inner
    canvas.height = outer
  }
  const context = canvas.getContext('2d') ?? undefined
  context?.setTransform(density, 0, 0, density, 0, 0)
  context?.clearRect(0, 0, width, height)
  return context
}

export function drawFaces(context: CanvasRenderingContext2D, faces: readonly DrawnFace[], surface: Surface): void {
  context.save()
  context.font = FONT
  context.textBaseline = 'middle'
  context.lineJoin = 'round'
  context.lineCap = 'round'
  // Names last, so that no box crosses one.
  for (const face of faces) drawBox(context, face, toSurface(face.box, surface))
  for (const face of faces) drawLabel(context, face, toSurface(face.box, surface), surface)
  context.restore()
}

export function toSurface(box: Box, surface: Surface): Box {
  const [sx, sy] = [surface.width / surface.pictureWidth, surface.height / surface.pictureHeight]
  const x = surface.mirrored ? surface.pictureWidth - box.x - box.width : box.x
  return { x: x * sx, y: box.y * sy, width: box.width * sx, height: box.height * sy }
}

function drawBox(context: CanvasRenderingContext2D, { outcome, opacity }: DrawnFace, box: Box): void {
  const { colour, dash } = STYLES[outcome]
  const radius = Math.min(14, box.width / 5, box.height / 5)
  context.globalAlpha = opacity
  context.beginPath()
  context.roundRect(box.x, box.y, box.width, box.height, radius)
  // A dark rim keeps the line visible on bright pictures.
  context.setLineDash([])
  context.strokeStyle = 'rgb(11 18 32 / 45%)'
  context.lineWidth = LINE_PX + 2.5
  context.stroke()
  context.setLineDash([...dash])
  context.strokeStyle = colour
  context.lineWidth = LINE_PX
  context.stroke()
}

function drawLabel(context: CanvasRenderingContext2D, face: DrawnFace, box: Box, { width, height }: Surface): void {
  if (face.label === '') return
  const { colour, glyph } = STYLES[face.outcome]
  const text = `${glyph} ${shortened(context, face.label, Math.max(120, Math.min(width - 24, 320)))}`
  const wide = context.measureText(text).width + 18
  const x = Math.max(2, Math.min(box.x + box.width / 2 - wide / 2, width - wide - 2))
  const above = box.y - LABEL_PX - 6
  const y = above >= 2 ? above : Math.min(box.y + box.height + 6, height - LABEL_PX - 2)
  context.globalAlpha = face.opacity
  context.setLineDash([])
  context.fillStyle = colour
  context.beginPath()
  context.roundRect(x, y, wide, LABEL_PX, LABEL_PX / 2)
  context.fill()
  context.fillStyle = INK
  context.fillText(text, x + 9, y + LABEL_PX / 2 + 0.5)
}

function shortened(context: CanvasRenderingContext2D, text: string, widest: number): string {
  if (context.measureText(text).width <= widest) return text
  const letters = Array.from(text)
  while (letters.length > 1 && context.measureText(`${letters.join('')}…`).width > widest) letters.pop()
  return `${letters.join('').trimEnd()}…`
}
