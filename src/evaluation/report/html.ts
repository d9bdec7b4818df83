// A measurement as one HTML file that needs nothing else: no script, no font, no address. Everything in it is escaped.

import { createHash } from 'node:crypto'
import { escapeHtml as escaped } from './escape.ts'
import type { Evaluation, PairToSee, Plot, Table } from './evaluation.ts'
import { STYLE } from './style.ts'
import { COLOURS, toSvg } from './svg.ts'

/** A photo of `pairs` by its file, as a data URI. */
export type Thumbnails = ReadonlyMap<string, string>

/** Entries of a list that are shown before the rest folds away. */
const SHOWN = 20
/** A cell with more letters than this may break its line. */
const WORDS = 32

export function toHtml(evaluation: Evaluation, thumbnails: Thumbnails): string {
  const { title, summary, tables, plots, pairs, leftOut, notCovered } = evaluation
  // Without a single error there is nothing to draw.
  const shownPlots = plots.filter(({ series }) => series.length > 0)
  const body = [
    `<h1>${escaped(title)}</h1>`,
    thumbnails.size > 0
      ? '<p class="warning">This file contains faces. Keep it where only those may look who may see these people, and delete it when it is no longer needed.</p>'
      : '',
    `<div class="summary">${summary.map(paragraph).join('')}</div>`,
    how(evaluation),
    ...tables.map(toTable),
    shownPlots.length > 0 ? `<h2>Plots</h2><div class="plots">${shownPlots.map(toFigure).join('')}</div>` : '',
    ...pairs.map(({ title: heading, items }) => toPairs(heading, items, thumbnails)),
    leftOut.length > 0
      ? `<h2>Left out</h2>${folded(leftOut.map(({ what, why }) => `<li><b>${escaped(what)}</b>: ${escaped(why)}</li>`))}`
      : '',
    `<h2>What this does not cover</h2>${folded(notCovered.map(line => `<li>${escaped(line)}</li>`))}`,
  ]
  // No script, no address: the sheet by its hash, pictures in the file itself.
  const sheet = createHash('sha256').update(STYLE).digest('base64')
  const policy = `default-src 'none'; style-src 'sha256-${sheet}'; img-src data:; base-uri 'none'; form-action 'none'`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body.filter(Boolean).join('\n')}
</body>
</html>
`
}

const paragraph = (line: string): string => `<p>${escaped(line)}</p>`

function how({ pack, device, rostro, measuredAt, on }: Evaluation): string {
  const known = { measured: measuredAt.replace('T', ' ').replace(/\..*/, ' UTC'), rostro, pack, device, ...on }
  const rows = Object.entries(known).map(([what, value]) => `<dt>${escaped(what)}</dt><dd>${escaped(shown(value))}</dd>`)
  return `<h2>How it was measured</h2><dl>${rows.join('')}</dl>`
}

const shown = (value: string | number | boolean): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : typeof value === 'number' ? value.toLocaleString('en-US') : value

function toTable({ title, head, rows, note }: Table): string {
  const cell = (value: string | number) => `<td${String(value).length > WORDS ? ' class="words"' : ''}>${escaped(value)}</td>`
  return `<h2>${escaped(title)}</h2>
<div class="scroll"><table><thead><tr>${head.map(h => `<th>${escaped(h)}</th>`).join('')}</tr></thead>
<tbody>${rows.map(row => `<tr>${row.map(cell).join('')}</tr>`).join('\n')}</tbody></table></div>
${note === undefined ? '' : `<p class="note">${escaped(note)}</p>`}`
}

function toFigure(plot: Plot): string {
  const legend = plot.series.map(({ name }, i) => `<li><span class="swatch s${i % COLOURS}"></span>${escaped(name)}</li>`)
  return `<figure><figcaption>${escaped(plot.title)}</figcaption>
${toSvg(plot)}
<ul class="legend">${legend.join('')}</ul>
${plot.note === undefined ? '' : `<p class="note">${escaped(plot.note)}</p>`}</figure>`
}

function toPairs(title: string, items: readonly PairToSee[], thumbnails: Thumbnails): string {
  const face = (file: string) => {
    const picture = thumbnails.get(file)
    return picture === undefined ? '<span></span>' : `<img alt="" src="${escaped(picture)}">`
  }
  const faces = ({ left, right }: PairToSee) =>
    thumbnails.size > 0 ? `<div class="faces">${face(left)}${face(right)}</div>` : ''
  const cards = items.map(
    pair => `<div class="pair">${faces(pair)}<p><b>${pair.similarity.toFixed(3)}</b> ${escaped(pair.caption)}</p></div>`,
  )
  return `<h2>${escaped(title)}</h2><p class="note">The number is the similarity, a cosine.</p><div class="pairs">${cards.join('')}</div>`
}

function folded(items: readonly string[]): string {
  const list = (some: readonly string[]) => `<ul class="plain">${some.join('')}</ul>`
  const rest = items.slice(SHOWN)
  return `${list(items.slice(0, SHOWN))}${rest.length > 0 ? `<details><summary>${rest.length} more</summary>${list(rest)}</details>` : ''}`
}
