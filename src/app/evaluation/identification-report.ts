// What an identification measured, as figures, tables and plots.

import { dot } from '../../core/template.ts'
import type { Template } from '../../core/types.ts'
import { clopperPearson } from '../../evaluation/intervals.ts'
import type { IdentificationSet, SizeResult } from '../../evaluation/identification.ts'
import type { Evaluation, Figure, PairToSee, Plot, Table } from '../../evaluation/report/evaluation.ts'
import { cosine, count, percent, percentEstimate, rate } from '../../evaluation/report/numbers.ts'
import { detPlot, similarityBars, similarityPlot } from '../../evaluation/report/plots.ts'
import type { PeopleByRole } from './identification.ts'

export const FPIRS = [0.001, 0.01, 0.1] as const

/** A photo and what was found in it. */
export interface Shown {
  readonly image: string
  readonly file: string
  readonly face: { readonly template: Template; readonly quality: number } | undefined
}

export interface Identified {
  readonly pack: string
  /** Whether the pack says which threshold a rate needs. */
  readonly calibrated: boolean
  readonly people: PeopleByRole
  readonly singles: readonly SizeResult[]
  readonly tracks:
    { readonly length: number; readonly set: IdentificationSet; readonly results: readonly SizeResult[] } | undefined
}

const TOO_FEW = 'too few strangers'

/** Each kind of probe with its results. */
const kindsOf = ({ singles, tracks }: Identified) => [
  { name: 'single photos', photos: 1, results: singles },
  ...(tracks ? [{ name: `tracks of ${tracks.length} photos`, photos: tracks.length, results: tracks.results }] : []),
]

export function summaryOf(identified: Identified): string[] {
  return kindsOf(identified).map(({ name, results }) => {
    const largest = results.at(-1)!
    const at = largest.atFpir[1] ?? largest.atFpir[2]
    const asked = largest.atFpir[1] ? FPIRS[1] : FPIRS[2]
    const { size, mated, strangers } = largest
    return at
      ? `${size} people, ${name}: where ${rate(asked)} of strangers get a name, registered people miss theirs in ${percentEstimate(at.fnir)} of ${count(mated.probes)} tries (${count(strangers.probes)} strangers).`
      : `${size} people, ${name}: ${count(strangers.probes)} strangers are too few to say anything about their share.`
  })
}

export function figuresOf(identified: Identified): Figure[] {
  const { pack, people } = identified
  const failed = (metric: string, some: readonly { readonly failed: boolean }[], settings: Figure['settings']): Figure => {
    const hits = some.filter(s => s.failed).length
    const n = some.length
    return { metric, value: hits / n, ...clopperPearson(hits, n), n, pack, settings }
  }
  const photos = (['reference', 'probe', 'stranger'] as const).map(
    role =>
    failed('FTA', people[role].flatMap(p => p.photos.map(({ face }) => ({ failed: !face }))), { role }), // prettier-ignore
  )
  return [
    failed('FTE', people.reference.map(({ faces }) => ({ failed: faces.length === 0 })), {}), // prettier-ignore
    ...photos,
    ...kindsOf(identified).flatMap(({ photos: pooled, results }) => results.flatMap(result => sizeFigures(result, pooled, pack))),
  ]
}

function sizeFigures(result: SizeResult, photos: number, pack: string): Figure[] {
  const { size, draws, mated, strangers, atFpir, atThreshold, rank1, rank5 } = result
  const common = { people: size, photos, galleries: draws }
  const none = { value: null, low: null, high: null, n: 0 }
  return [
    ...FPIRS.map((fpir, k): Figure => {
      const at = atFpir[k]
      const settings = { ...common, fpir, strangers: strangers.probes, ...(at && { threshold: at.threshold }) }
      return { metric: 'FNIR', ...(at?.fnir ?? none), n: mated.probes, pack, settings }
    }),
    { metric: 'rank-1 rate', ...(rank1 ?? none), pack, settings: common },
    { metric: 'rank-5 rate', ...(rank5 ?? none), pack, settings: common },
    ...FPIRS.flatMap((asked, k): Figure[] => {
      const at = atThreshold[k]!
      const settings = { ...common, asked, threshold: at.threshold }
      const ratio = { value: at.fpir.value / asked, low: at.fpir.low / asked, high: at.fpir.high / asked }
      return [
        { metric: 'FPIR', ...at.fpir, n: strangers.probes, pack, settings },
        { metric: 'FPIR got / asked', ...ratio, n: strangers.probes, pack, settings },
        { metric: 'FNIR', ...at.fnir, n: mated.probes, pack, settings },
      ]
    }),
  ]
}

export function tablesOf(identified: Identified): Table[] {
  return kindsOf(identified).flatMap(({ name, results }) => [
    {
      title: `Names missed, ${name}`,
      head: ['people', ...FPIRS.map(fpir => `FNIR at FPIR ${rate(fpir)}`), 'rank 1', 'rank 5', 'tries', 'strangers'],
      rows: results.map(({ size, atFpir, rank1, rank5, mated, strangers }) => [
        size,
        ...atFpir.map(at => (at ? percentEstimate(at.fnir) : TOO_FEW)),
        rank1 ? percentEstimate(rank1) : '–',
        rank5 ? percent(rank5.value) : '–',
        count(mated.probes),
        count(strangers.probes),
      ]),
      note: 'FNIR: share of tries in which a registered person does not get their own name, at the threshold that gives a name to so many strangers (FPIR). Rank 1: the person is the most similar one, whatever the threshold. Smaller galleries are drawn at random and averaged; 95 % intervals by drawing people anew (bootstrap).',
    },
    {
      title: `Wrong names asked for and got, ${name}`,
      head: ['people', 'asked', 'threshold', 'FPIR got', 'got / asked', 'FNIR'],
      rows: results.flatMap(({ size, atThreshold }) =>
        atThreshold.map((at, k) => [
          size,
          rate(FPIRS[k]!),
          cosine(at.threshold),
          percentEstimate(at.fpir),
          (at.fpir.value / FPIRS[k]!).toFixed(2),
          percentEstimate(at.fnir),
        ]),
      ),
      note: identified.calibrated
        ? 'The threshold the pack’s calibration gives for so many people and so many wrong names, without what is learned about a place.'
        : 'The pack is not calibrated: its threshold is the same whatever is asked.',
    },
  ])
}

export function plotsOf(identified: Identified): Plot[] {
  const kinds = kindsOf(identified)
  return [
    ...kinds.map(({ name, results }) =>
      detPlot(
        `Names missed over strangers named, ${name}`,
        ['strangers named (FPIR)', 'names missed (FNIR)'],
        results.map(({ size, tradeOff }) => ({ name: `${size} people`, points: tradeOff })),
      ),
    ),
    ...kinds.map(({ name, results }) => {
      const { scores, size, atFpir } = results.at(-1)!
      const marks = atFpir.flatMap((at, k) => (at ? [{ x: at.threshold, label: `FPIR ${rate(FPIRS[k]!)}` }] : []))
      return similarityPlot(
        `Similarities, ${size} people, ${name}`,
        [similarityBars('to the own person', scores.mated), similarityBars('stranger to the nearest person', scores.strangers)],
        marks,
      )
    }),
  ]
}

const SHOWN = 8

/** Beside each photo the best one its rival is registered with. */
export function worstNames(people: PeopleByRole, { gallery }: IdentificationSet): Evaluation['pairs'] {
  const best = new Map(people.reference.map(({ person, photos }) => [person, bestOf(photos)]))
  const templates = new Map(gallery.map(({ person, template }) => [person, template]))
  const toSee = (photo: Shown, other: string, similarity: number, words: string): PairToSee[] => {
    const reference = best.get(other)
    return reference ? [{ caption: words, similarity, left: photo.file, right: reference.file }] : []
  }
  const misses = people.probe.flatMap(({ person, photos }) => {
    const own = templates.get(person)
    return photos.flatMap(photo =>
      photo.face && own
        ? toSee(photo, person, dot(photo.face.template.vector, own.vector), `${photo.image} · registered as ${person}`)
        : [],
    )
  })
  const strangers = people.stranger.flatMap(({ photos }) =>
    photos.flatMap(photo => {
      const nearest = photo.face && nearestOf(photo.face.template, templates)
      return nearest ? toSee(photo, nearest.person, nearest.similarity, `${photo.image} · nearest ${nearest.person}`) : []
    }),
  )
  return [
    {
      title: 'Registered people, least like themselves',
      items: misses.sort((a, b) => a.similarity - b.similarity).slice(0, SHOWN),
    },
    {
      title: 'Strangers, most like somebody registered',
      items: strangers.sort((a, b) => b.similarity - a.similarity).slice(0, SHOWN),
    },
  ].filter(({ items }) => items.length > 0)
}

const bestOf = (photos: readonly Shown[]): Shown | undefined =>
  photos.filter(p => p.face).sort((a, b) => b.face!.quality - a.face!.quality)[0]

function nearestOf(template: Template, templates: ReadonlyMap<string, Template | undefined>) {
  let nearest: { person: string; similarity: number } | undefined
  for (const [person, other] of templates) {
    const similarity = other ? dot(template.vector, other.vector) : -1
    if (!nearest || similarity > nearest.similarity) nearest = { person, similarity }
  }
  return nearest
}
