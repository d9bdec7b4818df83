// What a folder's photos said of each other, as figures, tables and plots.

import { shareOf, type Cluster, type CountedShare } from '../../evaluation/bootstrap.ts'
import { clopperPearson } from '../../evaluation/intervals.ts'
import type { FolderPhoto, LeftOutPhoto } from '../../evaluation/leave-one-out.ts'
import { adviceOn, worstFirst, type PhotoAdvice } from '../../evaluation/photo-advice.ts'
import type { Evaluation, Figure, PairToSee, Plot, Table } from '../../evaluation/report/evaluation.ts'
import { cosine, count, percentEstimate } from '../../evaluation/report/numbers.ts'
import { similarityBars, similarityPlot } from '../../evaluation/report/plots.ts'

export interface FolderFace extends FolderPhoto {
  readonly image: string
  readonly file: string
}

type Left = LeftOutPhoto<FolderFace>

export interface FolderMeasured {
  readonly pack: string
  readonly threshold: number
  readonly thresholdFrom: string
  readonly photos: readonly Left[]
  readonly people: readonly { readonly person: string; readonly files: number; readonly faces: number }[]
  readonly images: number
  readonly withoutFace: number
}

/** Of photos whose person has others: what became of it. */
type Fate = 'named' | 'missed' | 'wrong'

function fateOf({ own, nearest }: Left, threshold: number): Fate | undefined {
  if (own === undefined) return undefined
  if (nearest && nearest.similarity > own) return nearest.similarity >= threshold ? 'wrong' : 'missed'
  return own >= threshold ? 'named' : 'missed'
}

/** Shares of photos, each person's together. */
interface Shares {
  readonly first: CountedShare | undefined
  readonly named: CountedShare | undefined
  readonly wrong: CountedShare | undefined
  /** Of all photos, as if their person were not registered: how many would get somebody else's name. */
  readonly stranger: CountedShare | undefined
}

function sharesOf({ photos, threshold }: FolderMeasured): Shares {
  const share = (counts: (left: Left) => boolean, of: (left: Left) => boolean) => {
    const clusters = new Map<string, Cluster>()
    for (const left of photos.filter(of)) {
      const { hits, trials } = clusters.get(left.photo.person) ?? { hits: 0, trials: 0 }
      clusters.set(left.photo.person, { hits: hits + (counts(left) ? 1 : 0), trials: trials + 1 })
    }
    return shareOf([...clusters.values()])
  }
  const hasOthers = ({ own }: Left) => own !== undefined
  const fate = (wanted: Fate) => share(left => fateOf(left, threshold) === wanted, hasOthers)
  return {
    first: share(({ own, nearest }) => own! > (nearest?.similarity ?? -1), hasOthers),
    named: fate('named'),
    wrong: fate('wrong'),
    stranger: share(({ nearest }) => nearest!.similarity >= threshold, ({ nearest }) => nearest !== undefined), // prettier-ignore
  }
}

export const advicesOf = ({ photos, threshold }: FolderMeasured): PhotoAdvice<FolderFace>[] =>
  photos.flatMap(left => adviceOn(left, threshold, left.photo.image) ?? []).sort(worstFirst)

export function summaryOf(measured: FolderMeasured): string[] {
  const { named, wrong, first } = sharesOf(measured)
  const { threshold, thresholdFrom } = measured
  const advices = advicesOf(measured).length
  return [
    first && named && wrong
      ? `Left out one at a time, ${percentEstimate(first)} of ${count(first.n)} photos are most like their own person; at the threshold ${cosine(threshold)} (${thresholdFrom}) ${percentEstimate(named)} get their name and ${percentEstimate(wrong)} a wrong one.`
      : 'Nobody has a second photo with a face: nothing can be left out.',
    advices === 0
      ? 'No photo stands out.'
      : `${count(advices)} of ${count(measured.photos.length)} photos should be looked at: see what to do.`,
  ]
}

export function figuresOf(measured: FolderMeasured): Figure[] {
  const { pack, threshold, images, withoutFace, people } = measured
  const { first, named, wrong, stranger } = sharesOf(measured)
  const none = { value: null, low: null, high: null, n: 0 }
  const withFaces = people.filter(p => p.faces > 0).length
  const figure = (metric: string, share: CountedShare | undefined, settings: Figure['settings']): Figure => ({
    metric,
    ...(share ?? none),
    pack,
    settings: { people: withFaces, ...settings },
  })
  return [
    figure('rank-1 rate', first, {}),
    figure('right names', named, { threshold }),
    figure('wrong names', wrong, { threshold }),
    figure('FPIR', stranger, { threshold, people: withFaces - 1 }),
    { metric: 'FTA', value: withoutFace / images, ...clopperPearson(withoutFace, images), n: images, pack, settings: {} },
  ]
}

const SHOWN = 50

export function tablesOf(measured: FolderMeasured): Table[] {
  const { threshold, photos } = measured
  const { first, named, wrong, stranger } = sharesOf(measured)
  const cell = (share: CountedShare | undefined) => (share ? percentEstimate(share) : '–')
  const advices = advicesOf(measured)
  const confusions = confusionsOf(measured)
  const more = (all: number) => (all > SHOWN ? ` The worst ${SHOWN} of ${all}.` : '')
  return [
    {
      title: 'Each photo recognised by the others',
      head: ['what', 'share (95 % interval)', 'photos'],
      rows: [
        ['most like its own person', cell(first), count(first?.n ?? 0)],
        [`gets its name, from ${cosine(threshold)}`, cell(named), count(named?.n ?? 0)],
        ['gets a wrong name', cell(wrong), count(wrong?.n ?? 0)],
        ['would get a name, were its person not registered', cell(stranger), count(stranger?.n ?? 0)],
      ],
      note: 'Photos of one person are not independent of each other: intervals are the wider of the bootstrap over people and of Clopper–Pearson over photos.',
    },
    ...(advices.length > 0
      ? [
          {
            title: 'What to do',
            head: ['advice'],
            rows: advices.slice(0, SHOWN).map(({ advice }) => [advice]),
            note: `Look before removing anything: a photo unlike the others may be the one that helps, as with glasses or a beard.${more(advices.length)}`,
          },
        ]
      : []),
    ...(confusions.length > 0
      ? [
          {
            title: 'Who is taken for whom',
            head: ['person', 'taken for', 'photos', 'highest similarity', 'similarity to themselves'],
            rows: confusions.slice(0, SHOWN).map(c => [c.person, c.other, c.photos, cosine(c.highest), cosine(c.own)]),
            note: `Photos that are more like somebody else than like the others of their person, above the threshold or not.${more(confusions.length)}`,
          },
        ]
      : []),
    peopleTable(measured, photos),
  ]
}

function confusionsOf({ photos }: FolderMeasured) {
  const found = new Map<string, { person: string; other: string; photos: number; highest: number; own: number }>()
  for (const { photo, own, nearest } of photos) {
    if (own === undefined || !nearest || nearest.similarity <= own) continue
    const key = JSON.stringify([photo.person, nearest.person])
    const before = found.get(key) ?? { person: photo.person, other: nearest.person, photos: 0, highest: -1, own }
    const isHighest = nearest.similarity > before.highest
    found.set(key, {
      ...before,
      photos: before.photos + 1,
      ...(isHighest && { highest: nearest.similarity, own }),
    })
  }
  return [...found.values()].sort((a, b) => b.highest - a.highest)
}

/** Those the photos know least, first. */
function peopleTable({ people, threshold }: FolderMeasured, photos: readonly Left[]): Table {
  const rows = people.map(({ person, files, faces }) => {
    const own = photos.filter(left => left.photo.person === person)
    const measurable = own.filter(left => left.own !== undefined)
    const named = measurable.filter(left => fateOf(left, threshold) === 'named').length
    const nearest = own.flatMap(left => left.nearest ?? []).sort((a, b) => b.similarity - a.similarity)[0]
    const least = measurable.reduce((low, left) => Math.min(low, left.own!), Infinity)
    return { person, files, faces, measurable: measurable.length, named, nearest, least }
  })
  const share = (row: (typeof rows)[number]) => (row.measurable === 0 ? -1 : row.named / row.measurable)
  rows.sort((a, b) => share(a) - share(b) || a.least - b.least)
  return {
    title: 'People',
    head: ['person', 'photos', 'with a face', 'named by the others', 'least like themselves', 'nearest other'],
    rows: rows
      .slice(0, SHOWN)
      .map(row => [
        row.person,
        row.files,
        row.faces,
        row.measurable === 0 ? '–' : `${row.named} of ${row.measurable}`,
        Number.isFinite(row.least) ? cosine(row.least) : '–',
        row.nearest ? `${row.nearest.person} ${cosine(row.nearest.similarity)}` : '–',
      ]),
    ...(rows.length > SHOWN && { note: `The ${SHOWN} of ${rows.length} people recognised least.` }),
  }
}

export const plotsOf = ({ photos, threshold }: FolderMeasured): Plot[] => [
  similarityPlot(
    'Each photo left out',
    [
      similarityBars('to the own person’s other photos', photos.flatMap(({ own }) => own ?? [])), // prettier-ignore
      similarityBars('to the nearest other person', photos.flatMap(({ nearest }) => nearest?.similarity ?? [])), // prettier-ignore
    ],
    [{ x: threshold, label: `threshold ${cosine(threshold)}` }],
  ),
]

const PAIRS_SHOWN = 12

/** Beside each doubtful photo the best of whom it is like, or of its own person. */
export function pairsToSee(measured: FolderMeasured): Evaluation['pairs'] {
  const bestOf = (person: string, besides: string) =>
    measured.photos
      .map(({ photo }) => photo)
      .filter(photo => photo.person === person && photo.image !== besides)
      .sort((a, b) => b.quality - a.quality)[0]
  const items = advicesOf(measured).flatMap(({ left: { photo, nearest, own }, fault }): PairToSee[] => {
    const isOther = fault === 'looks_like_another'
    const other = bestOf(isOther ? nearest!.person : photo.person, photo.image)
    const similarity = isOther ? nearest!.similarity : (own ?? 0)
    return other ? [{ caption: `${photo.image} · ${other.person}`, similarity, left: photo.file, right: other.file }] : []
  })
  return items.length > 0 ? [{ title: 'Photos to look at', items: items.slice(0, PAIRS_SHOWN) }] : []
}
