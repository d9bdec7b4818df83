import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { EvaluationJson, toEvaluationJson, type Evaluation } from './evaluation.ts'
import { toHtml } from './html.ts'

const NASTY = `<script>alert(1)</script>"'&`
const evaluation: Evaluation = {
  kind: 'verification',
  title: `Pairs of ${NASTY}`,
  measuredAt: '2026-11-24T10:00:00.000Z',
  rostro: '0.1.0',
  pack: 'mobile',
  device: 'cpu',
  on: { list: NASTY, pairs: 3000 },
  summary: [`Found ${NASTY}`],
  figures: [
    { metric: 'FNMR', value: 0.01, low: 0.005, high: 0.02, n: 1500, pack: 'mobile', settings: { fmr: 0.001, all: true } },
  ],
  tables: [{ title: NASTY, head: [NASTY], rows: [[NASTY], [3]], note: NASTY }],
  plots: [
    {
      title: NASTY,
      x: { label: NASTY, scale: 'log' },
      y: { label: NASTY, scale: 'probit' },
      series: [
        { name: NASTY, drawn: 'line', points: [[0.001, 0.5], [0.1, 0.1]] }, // prettier-ignore
        { name: 'bars', drawn: 'bars', points: [[0.01, 0.2], [0.02, 0]] }, // prettier-ignore
        { name: 'dots', drawn: 'dots', points: [[0, 0.2], [0.02, 0.3]] }, // prettier-ignore
      ],
      marks: [{ x: 0.01, label: NASTY }],
      note: NASTY,
    },
  ],
  pairs: [{ title: NASTY, items: [{ caption: NASTY, similarity: 0.5, left: 'a.jpg', right: 'b.jpg' }] }],
  leftOut: Array.from({ length: 30 }, (_, i) => ({ what: `${i} ${NASTY}`, why: NASTY })),
  notCovered: [NASTY],
}
const picture = 'data:image/jpeg;base64,AAAA'
const html = toHtml(evaluation, new Map([['a.jpg', picture]]))

test('a report holds no script, no handler and no address, and escapes whatever it was told', () => {
  expect(html).not.toMatch(/<script|<link|<iframe|\son\w+=|style="|https?:|url\(/i)
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;')
  expect(html.match(/ (?:src|href)="[^"]*"/g)).toEqual([` src="${picture}"`])
})

test('its policy lets nothing in but its own sheet and pictures', () => {
  const sheet = /<style>([^]*)<\/style>/.exec(html)![1]!
  const hash = createHash('sha256').update(sheet).digest('base64')
  expect(/Content-Security-Policy" content="([^"]*)"/.exec(html)![1]).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`,
  )
})

test('it says when it contains faces, and only then', () => {
  expect(html).toContain('This file contains faces.')
  expect(toHtml(evaluation, new Map())).not.toMatch(/contains faces|<img/)
})

test('its markup is well formed: every element is closed in order', () => {
  const open: string[] = []
  for (const [, closing, name, rest] of html.matchAll(/<(\/?)([a-z0-9]+)((?:"[^"]*"|[^">])*)>/gi)) {
    if (rest!.endsWith('/') || ['meta', 'img'].includes(name!.toLowerCase())) continue
    if (closing === '') open.push(name!)
    else expect(open.pop()).toBe(name)
  }
  expect(open).toEqual([])
})

test('what was measured and on what is said: n, pack, device, settings, left out, not covered', () => {
  for (const said of ['mobile', 'cpu', '2026-11-24 10:00:00 UTC', '3,000', '10 more', 'What this does not cover'])
    expect(html).toContain(said)
})

test('the JSON is that of its schema and holds no table, plot or picture', () => {
  const curves = [{ network: 'fused', attacks: 'real' as const, points: [{ threshold: 0.5, apcer: 0.1, bpcer: 0.05 }] }]
  const json = JSON.parse(JSON.stringify(toEvaluationJson({ ...evaluation, curves }))) as unknown
  expect(EvaluationJson.parse(json)).toEqual(json)
  expect(Object.keys(json as object).sort()).toEqual(Object.keys(EvaluationJson.shape).sort())
})
