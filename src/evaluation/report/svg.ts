// A plot as SVG: axes with ticks, lines, bars, dots and marks. Colours are classes; the page has them for light and dark.

import { escapeHtml } from './escape.ts'
import type { Plot, Series } from './evaluation.ts'
import { toScale, type Scale } from './scale.ts'

/** Drawn small and enlarged on wide screens, so that the writing is still to be read on a phone. */
const WIDTH = 440
const HEIGHT = 310
const FRAME = { left: 58, top: 14, right: 430, bottom: 262 } as const
/** Classes `s0` … of a series. */
export const COLOURS = 6

interface Axes {
  readonly x: Scale
  readonly y: Scale
}

export function toSvg(plot: Plot): string {
  const points = plot.series.flatMap(s => s.points)
  const xs = [...points.map(([x]) => x), ...(plot.marks ?? []).map(mark => mark.x)]
  const axes = { x: toScale(plot.x, xs), y: toScale(plot.y, points.map(([, y]) => y)) } // prettier-ignore
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(plot.title)}">`,
    ...grid(axes),
    ...plot.series.map((series, i) => drawn(series, i % COLOURS, axes)),
    ...(plot.marks ?? []).map((mark, i) => markAt(mark, i, axes)),
    text((FRAME.left + FRAME.right) / 2, HEIGHT - 8, plot.x.label, 'middle'),
    `<text class="axis" text-anchor="middle" transform="translate(14 ${(FRAME.top + FRAME.bottom) / 2}) rotate(-90)">${escapeHtml(plot.y.label)}</text>`,
    '</svg>',
  ].join('\n')
}

function grid({ x, y }: Axes): string[] {
  const { left, right, top, bottom } = FRAME
  return [
    ...x.ticks.map(({ at, label }) => {
      const px = onX(x, at)!
      return `<path class="grid" d="M${px} ${top}V${bottom}"/>${text(px, bottom + 16, label, 'middle')}`
    }),
    ...y.ticks.map(({ at, label }) => {
      const py = onY(y, at)!
      return `<path class="grid" d="M${left} ${py}H${right}"/>${text(left - 6, py + 4, label, 'end')}`
    }),
    `<path class="frame" d="M${left} ${top}V${bottom}H${right}"/>`,
  ]
}

const text = (x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end'): string =>
  `<text class="axis" text-anchor="${anchor}" x="${rounded(x)}" y="${rounded(y)}">${escapeHtml(words)}</text>`

const rounded = (px: number): number => Math.round(px * 10) / 10

const onX = (scale: Scale, value: number): number | undefined => along(scale.place(value), FRAME.left, FRAME.right)
const onY = (scale: Scale, value: number): number | undefined => along(scale.place(value), FRAME.bottom, FRAME.top)

/** What lies outside the axis lies on its end. */
const along = (share: number | undefined, from: number, to: number): number | undefined =>
  share === undefined ? undefined : rounded(from + Math.min(1, Math.max(0, share)) * (to - from))

function drawn({ drawn: how, points }: Series, colour: number, { x, y }: Axes): string {
  const placed = points.flatMap(([px, py]) => {
    const [at, height] = [onX(x, px), onY(y, py)]
    return at === undefined || height === undefined ? [] : [[at, height] as const]
  })
  switch (how) {
    case 'line':
      return `<path class="line s${colour}" d="${placed.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${px} ${py}`).join('')}"/>`
    case 'dots':
      return placed.map(([px, py]) => `<circle class="dot s${colour}" cx="${px}" cy="${py}" r="3"/>`).join('')
    case 'bars': {
      const width = barWidth(placed.map(([px]) => px))
      return `<path class="bars s${colour}" d="${placed
        .map(([px, py]) => `M${rounded(px - width / 2)} ${FRAME.bottom}V${py}h${width}V${FRAME.bottom}z`)
        .join('')}"/>`
    }
  }
}

/** The least distance between two. */
function barWidth(places: readonly number[]): number {
  const sorted = [...places].sort((a, b) => a - b)
  const gaps = sorted.slice(1).map((place, i) => place - sorted[i]!)
  return rounded(Math.max(1, Math.min(40, ...gaps.filter(gap => gap > 0.5))))
}

function markAt({ x: value, label }: NonNullable<Plot['marks']>[number], i: number, { x }: Axes): string {
  const px = onX(x, value)
  if (px === undefined) return ''
  // The words stand on the side with more room, each a line lower than those before.
  const isRight = px > (FRAME.left + FRAME.right) / 2
  return `<path class="mark" d="M${px} ${FRAME.top}V${FRAME.bottom}"/>${text(px + (isRight ? -5 : 5), FRAME.top + 10 + 14 * i, label, isRight ? 'end' : 'start')}`
}
