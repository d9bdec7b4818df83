// Boxes and names on a canvas over a picture. Style and glyph say the outcome as well as colour does; the words are given.

import type { LiveFace } from '../../../src/client.ts'
import type { Box } from './box-motion.ts'

type Outcome = LiveFace['decision']['outcome']

/** A picture of somebody is drawn as nobody known, whatever name it is given. */
export const drawnOutcome = ({ decision: { outcome, liveness } }: LiveFace): Outcome =>
  liveness?.outcome === 'attack' ? 'unknown' : outcome

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
/** On small pictures names are smaller, or they would cover one another. */
const LABELS = { small: { below: 560, height: 20, font: 12, padding: 7 }, normal: { height: 26, font: 14, padding: 9 } } as const
const FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'
/** Names are placed first to last: who has one keeps the best place. */
const PLACED: readonly Outcome[] = ['known', 'unknown', 'undecided']

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
  context.textBaseline = 'middle'
  context.lineJoin = 'round'
  context.lineCap = 'round'
  for (const face of faces) drawBox(context, face, toSurface(face.box, surface))
  // Names last, so that no box crosses one.
  const taken: Box[] = []
  for (const outcome of PLACED) {
    for (const face of faces.filter(face => face.outcome === outcome)) drawLabel(context, face, surface, taken)
  }
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
  context.setLineDash([...dash])
  // A dark rim keeps the line visible on bright pictures.
  context.strokeStyle = 'rgb(11 18 32 / 50%)'
  context.lineWidth = LINE_PX + 2
  context.stroke()
  context.strokeStyle = colour
  context.lineWidth = LINE_PX
  context.stroke()
}

function drawLabel(context: CanvasRenderingContext2D, face: DrawnFace, surface: Surface, taken: Box[]): void {
  if (face.label === '') return
  const { height, font, padding } = surface.width < LABELS.small.below ? LABELS.small : LABELS.normal
  const { colour, glyph } = STYLES[face.outcome]
  context.font = `600 ${font}px ${FAMILY}`
  const text = `${glyph} ${shortened(context, face.label, Math.max(100, Math.min(surface.width - 24, 320)))}`
  const place = placeLabel(
    toSurface(face.box, surface),
    { width: context.measureText(text).width + 2 * padding, height },
    surface,
    taken,
  )
  taken.push(place)
  context.globalAlpha = face.opacity
  context.setLineDash([])
  context.fillStyle = colour
  context.beginPath()
  context.roundRect(place.x, place.y, place.width, height, height / 2)
  context.fill()
  context.fillStyle = INK
  context.fillText(text, place.x + padding, place.y + height / 2 + 0.5)
}

/** Above the box, else below it, else inside at its top: inside the picture, and on no other name if that can be. */
export function placeLabel(
  box: Box,
  { width, height }: { readonly width: number; readonly height: number },
  surface: Pick<Surface, 'width' | 'height'>,
  taken: readonly Box[],
): Box {
  const x = Math.max(2, Math.min(box.x + box.width / 2 - width / 2, surface.width - width - 2))
  const inside = (y: number) => y >= 2 && y + height <= surface.height - 2
  const isFree = (y: number) =>
    taken.every(other => x + width < other.x || other.x + other.width < x || y + height < other.y || other.y + other.height < y)
  const places = [box.y - height - 5, box.y + box.height + 5, box.y + 5].filter(inside)
  const y = places.find(isFree) ?? places[0] ?? Math.max(2, Math.min(box.y, surface.height - height - 2))
  return { x, y, width, height }
}

function shortened(context: CanvasRenderingContext2D, text: string, widest: number): string {
  if (context.measureText(text).width <= widest) return text
  const letters = Array.from(text)
  while (letters.length > 1 && context.measureText(`${letters.join('')}…`).width > widest) letters.pop()
  return `${letters.join('').trimEnd()}…`
}
