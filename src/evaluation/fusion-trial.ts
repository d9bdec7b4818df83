// How often rules err at one operating point: threshold from some strangers, errors on other people, intervals over people.

import type { Estimate } from '../core/types.ts'
import { bootstrap } from './bootstrap.ts'
import { nameAt, type Naming } from './fusion.ts'
import { clopperPearson, type Interval } from './intervals.ts'

/** One track and what a rule made of it. */
export interface Judged {
  /** Whom it shows: a number a person, the same whether enrolled or not. What belongs to one person is drawn together. */
  readonly person: number
  readonly naming: Naming
}

/** What one rule made of tracks of people who are enrolled, and of people who are not. */
export interface Trial {
  readonly known: readonly Judged[]
  readonly strangers: readonly Judged[]
}

export interface TrialOptions {
  /** Share of strangers who may get a name. */
  readonly fpir: number
  /** Each part of the people is judged at the threshold of all others' strangers. */
  readonly folds: number
  readonly rounds: number
}

/** Each person counts the same, however many tracks there are. */
export interface TrialResult {
  /** Mean over the folds. */
  readonly threshold: number
  /** Share of known people's tracks not given their name. */
  readonly fnir: Estimate
  /** Share of them given another's. */
  readonly wrong: number
  /** Share of strangers' tracks given a name, at thresholds they had no part in. */
  readonly fpir: Estimate
  /** How many fewer known people are missed than by the first rule, as a share; undefined where that misses nobody. */
  readonly fewerThanFirst: Estimate | undefined
  readonly people: { readonly known: number; readonly strangers: number }
}

/**
 * Rules on the same tracks, all drawn together, so that their differences have intervals too.
 * @param rules of each its trials, one a set of tracks: each has its own threshold, and shares are means over the sets
 */
export function runTrials(rules: readonly (readonly Trial[])[], options: TrialOptions): TrialResult[] {
  const most = (of: readonly Judged[]) => of.reduce((high, { person }) => Math.max(high, person), 0)
  const people = 1 + Math.max(...rules.flat().map(({ known, strangers }) => Math.max(most(known), most(strangers))))
  const measures = rules.map(trials => {
    const ofEach = trials.map(trial => measureOf(trial, people, options))
    return (times: Uint16Array) => meanOf(ofEach.map(measure => measure(times)))
  })
  const all = measures.map(measure => measure(new Uint16Array(people).fill(1)))
  const intervals = bootstrap(
    [people],
    weights => {
      const results = measures.map(measure => measure(weights))
      return results.flatMap(r => [r.missed, r.named, fewer(r.missed, results[0]!.missed)])
    },
    { rounds: options.rounds },
  )
  return all.map(({ missed, named, wrong, threshold }, i) => {
    const [ofMissed, ofNamed, ofFewer] = intervals.slice(3 * i)
    const counted = {
      known: countPeople(rules[i]!.flatMap(t => t.known)),
      strangers: countPeople(rules[i]!.flatMap(t => t.strangers)),
    }
    const value = fewer(missed, all[0]!.missed)
    return {
      threshold,
      wrong,
      people: counted,
      fnir: { value: missed, ...orExact(missed, ofMissed, counted.known) },
      fpir: { value: named, ...orExact(named, ofNamed, counted.strangers) },
      fewerThanFirst: ofFewer && Number.isFinite(value) ? { value, ...ofFewer } : undefined,
    }
  })
}

const meanOf = (of: readonly Shares[]): Shares => {
  const mean = (key: keyof Shares) => of.reduce((sum, shares) => sum + shares[key], 0) / of.length
  return { missed: mean('missed'), wrong: mean('wrong'), named: mean('named'), threshold: mean('threshold') }
}

/** NaN where both miss nobody. */
const fewer = (missed: number, than: number): number => 1 - missed / than

/** Where nothing happened the bootstrap knows nothing: each person is one trial then. */
const orExact = (value: number, drawn: Interval | undefined, people: number): Interval =>
  value > 0 && drawn ? drawn : clopperPearson(0, people)

interface Shares {
  readonly missed: number
  readonly wrong: number
  readonly named: number
  readonly threshold: number
}

/** The shares of a trial when each person is there so many times. */
function measureOf({ known, strangers }: Trial, people: number, { fpir, folds }: TrialOptions): (times: Uint16Array) => Shares {
  const [perKnown, perStranger] = [tracksOfEach(known, people), tracksOfEach(strangers, people)]
  const highestFirst = strangers
    .map(({ person, naming }) => ({ person, upTo: naming.find(s => s.person !== undefined)?.upTo ?? -Infinity }))
    .sort((a, b) => b.upTo - a.upTo)

  /** Each person's shares at a threshold that just refuses the stranger of this rank: drawing people anew asks for few of them. */
  const kept = new Map<number, ReturnType<typeof sharesOfEach>>()
  const sharesAt = (rank: number) => {
    const of = kept.get(rank) ?? sharesOfEach((highestFirst[rank]?.upTo ?? -2) + 1e-9)
    kept.set(rank, of)
    return of
  }
  const sharesOfEach = (threshold: number) => {
    const [missed, wrong, named] = [new Float64Array(people), new Float64Array(people), new Float64Array(people)]
    for (const { person, naming } of known) {
      const name = nameAt(naming, threshold)
      if (name !== person) missed[person]! += 1 / perKnown[person]!
      if (name !== person && name !== undefined) wrong[person]! += 1 / perKnown[person]!
    }
    for (const { person, naming } of strangers)
      if (nameAt(naming, threshold) !== undefined) named[person]! += 1 / perStranger[person]!
    return { threshold, missed, wrong, named }
  }

  /** The first of the other parts' strangers who would be one too many. */
  const rankWithout = (fold: number, times: Uint16Array): number => {
    let allowed = 1e-9
    for (let p = 0; p < people; p++) if (perStranger[p]! > 0 && p % folds !== fold) allowed += fpir * times[p]!
    return highestFirst.findIndex(({ person }) => {
      if (person % folds !== fold) allowed -= times[person]! / perStranger[person]!
      return allowed < 0
    })
  }

  return times => {
    const byFold = Array.from({ length: folds }, (_, fold) => sharesAt(rankWithout(fold, times)))
    const sum = { missed: 0, wrong: 0, named: 0, known: 0, strangers: 0 }
    for (let p = 0; p < people; p++) {
      const weight = times[p]!
      if (weight === 0) continue
      const shares = byFold[p % folds]!
      if (perKnown[p]! > 0) {
        sum.known += weight
        sum.missed += weight * shares.missed[p]!
        sum.wrong += weight * shares.wrong[p]!
      }
      if (perStranger[p]! > 0) {
        sum.strangers += weight
        sum.named += weight * shares.named[p]!
      }
    }
    return {
      missed: sum.missed / sum.known,
      wrong: sum.wrong / sum.known,
      named: sum.named / sum.strangers,
      threshold: byFold.reduce((all, { threshold }) => all + threshold, 0) / folds,
    }
  }
}

const countPeople = (tracks: readonly Judged[]): number => new Set(tracks.map(t => t.person)).size

function tracksOfEach(tracks: readonly Judged[], people: number): Uint32Array {
  const count = new Uint32Array(people)
  for (const { person } of tracks) count[person]!++
  return count
}
