// Open-set identification measured: how often a registered person does not get their name, at how many strangers who get one.

import { createRandom } from '../core/random.ts'
import type { Estimate, Template } from '../core/types.ts'
import { bootstrap, shareOf, widest, type CountedShare, type Weights } from './bootstrap.ts'
import { draw } from './draw.ts'
import { compare, fnirAt, fpirAt, meet, peopleOf, thresholdAt, type Compared, type Meeting, type People } from './meeting.ts'

/** A photo, or the photos of a track as one. Without a template, as no face was found, nobody is named: an error of whoever is registered. */
export interface Probe {
  readonly person: string
  readonly template: Template | undefined
}

export interface IdentificationSet {
  /** A template a person. */
  readonly gallery: readonly Probe[]
  /** Of people of the gallery. */
  readonly mated: readonly Probe[]
  /** Of people who are not registered. */
  readonly strangers: readonly Probe[]
}

export interface IdentificationOptions {
  /** How many people are registered. Those the set has not enough people for are left out. */
  readonly sizes: readonly number[]
  /** Shares of strangers who may get a name. */
  readonly fpirs: readonly number[]
  /** Thresholds to look at besides, by size. */
  readonly thresholds?: ((size: number) => readonly number[]) | undefined
  /** Random galleries of each size. Default 30. */
  readonly draws?: number | undefined
  readonly seed?: number | undefined
}

export interface IdentificationRate {
  /** Mean over the galleries. */
  readonly threshold: number
  /** Share of probes of registered people that do not get their name: less similar than the threshold, or somebody else is more. */
  readonly fnir: Estimate
  /** Share of strangers who get a name. */
  readonly fpir: Estimate
}

export interface SizeResult {
  readonly size: number
  readonly draws: number
  /** Probes and people of the registered, over all galleries. */
  readonly mated: { readonly probes: number; readonly people: number }
  readonly strangers: { readonly probes: number; readonly people: number }
  /** In the order asked for; undefined where not one stranger would be allowed. */
  readonly atFpir: readonly (IdentificationRate | undefined)[]
  readonly atThreshold: readonly IdentificationRate[]
  readonly rank1: CountedShare | undefined
  readonly rank5: CountedShare | undefined
  /** Mean over the galleries at each number of strangers named. */
  readonly tradeOff: readonly (readonly [fpir: number, fnir: number])[]
  /** Similarity to the own person, and of each stranger to the nearest person; of the first gallery, where there is a face. */
  readonly scores: { readonly mated: readonly number[]; readonly strangers: readonly number[] }
}

const DRAWS = 30

/** Sizes from the smallest. */
export function identify(set: IdentificationSet, options: IdentificationOptions): SizeResult[] {
  const compared = compare(set)
  const people = set.gallery.length
  return [...new Set(options.sizes)]
    .sort((a, b) => a - b)
    .filter(size => size <= people)
    .map(size => measureSize(set, compared, size, options))
}

function measureSize(set: IdentificationSet, compared: Compared, size: number, options: IdentificationOptions): SizeResult {
  const { fpirs, thresholds = () => [], draws = DRAWS, seed = 1 } = options
  const random = createRandom(seed + size)
  const everybody = set.gallery.map((_, i) => i)
  const who = peopleOf(set)
  // Drawing everybody is always the same gallery.
  const count = size === everybody.length ? 1 : draws
  const meetings = Array.from({ length: count }, () => meet(compared, who, draw(everybody, size, random)))
  const asked = thresholds(size)
  const allowed = fpirs.filter(fpir => fpir * set.strangers.length >= 1 - 1e-9)
  const limits = [...allowed.map(fpir => ({ fpir })), ...asked.map(threshold => ({ threshold }))]

  /** Of each limit: threshold, FNIR, FPIR; means over the galleries. */
  const figures = (registered: Weights, strangers: Weights): number[] =>
    limits.flatMap(limit => {
      const each = meetings.map(meeting => {
        const threshold = 'threshold' in limit ? limit.threshold : thresholdAt(meeting, limit.fpir, strangers)
        return [threshold, fnirAt(meeting, threshold, registered), fpirAt(meeting, threshold, strangers)]
      })
      return [0, 1, 2].map(k => mean(each.map(values => values[k]!).filter(value => !Number.isNaN(value))))
    })
  const once = (people: number) => new Uint16Array(people).fill(1)
  const values = figures(once(everybody.length), once(who.strangerCount))
  const drawn = bootstrap([everybody.length, who.strangerCount], figures, { seed })

  const met = meetings.flatMap(meeting => meeting.mated)
  const mated = { probes: new Set(met.map(m => m.probe)).size, people: new Set(met.map(m => m.person)).size }
  const strangers = { probes: set.strangers.length, people: who.strangerCount }
  const rate = (at: number): IdentificationRate => {
    const [threshold, fnir, fpir] = [values[3 * at]!, values[3 * at + 1]!, values[3 * at + 2]!]
    return {
      threshold,
      fnir: widest(fnir, inTrials(fnir, mated.probes), mated.people, drawn[3 * at + 1]),
      fpir: widest(fpir, inTrials(fpir, strangers.probes), strangers.people, drawn[3 * at + 2]),
    }
  }
  return {
    size,
    draws: count,
    mated,
    strangers,
    atFpir: fpirs.map(fpir => (allowed.includes(fpir) ? rate(allowed.indexOf(fpir)) : undefined)),
    atThreshold: asked.map((_, k) => rate(allowed.length + k)),
    rank1: rankShare(meetings, 1),
    rank5: rankShare(meetings, 5),
    tradeOff: tradeOff(meetings, who),
    scores: {
      mated: meetings[0]!.mated.map(m => m.own).filter(isSeen),
      strangers: meetings[0]!.strangers.map(s => s.highest).filter(isSeen),
    },
  }
}

/** Nothing was compared at -1. */
const isSeen = (similarity: number): boolean => similarity > -1

/** A mean over galleries as errors among trials: a little is not none. */
const inTrials = (share: number, trials: number) => ({
  hits: share > 0 ? Math.max(1, Math.round(share * trials)) : 0,
  trials,
})

function rankShare(meetings: readonly Meeting[], rank: number): CountedShare | undefined {
  const clusters = new Map<number, { hits: number; trials: number }>()
  const probes = new Set<number>()
  for (const { person, probe, rank: own } of meetings.flatMap(meeting => meeting.mated)) {
    const cluster = clusters.get(person) ?? { hits: 0, trials: 0 }
    clusters.set(person, { hits: cluster.hits + (own <= rank ? 1 : 0), trials: cluster.trials + 1 })
    probes.add(probe)
  }
  const share = shareOf([...clusters.values()])
  return share && { ...share, n: probes.size }
}

/** Mean FNIR where as many strangers are named, at each number of them on a logarithmic scale. */
function tradeOff(meetings: readonly Meeting[], { gallery, strangerCount }: Pick<People, 'gallery' | 'strangerCount'>) {
  const count = meetings[0]!.strangers.length
  const steps = 60
  const named = new Set(Array.from({ length: steps }, (_, k) => Math.round(count ** (k / (steps - 1)))))
  const [registered, strangers] = [new Uint16Array(gallery).fill(1), new Uint16Array(strangerCount).fill(1)]
  return [...named].map(n => {
    const fpir = n / count
    return [
      fpir,
      mean(meetings.map(m => fnirAt(m, thresholdAt(m, fpir, strangers), registered)).filter(v => !Number.isNaN(v))),
    ] as const
  })
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
