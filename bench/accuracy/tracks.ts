// Tracks made of photos: who is enrolled with which, what a track of somebody shows, and all of it as similarities.

import { dot } from '../../src/core/template.ts'
import type { Template } from '../../src/core/types.ts'
import { meanLength, type TemplateForm } from '../../src/evaluation/fusion-templates.ts'
import type { FusionRule, TrackScores } from '../../src/evaluation/fusion.ts'
import type { Judged, Trial } from '../../src/evaluation/fusion-trial.ts'

/** A face with what recognition thinks of it: 0–100. */
export interface Sample {
  readonly template: Template
  readonly quality: number
}

export interface Track {
  /** Below the number of people enrolled: that one of them. */
  readonly person: number
  readonly frames: readonly Sample[]
}

/** One draw of a study: photos to enrol people with, and tracks of them and of others. */
export interface Draw {
  /** Of each enrolled person, whose number is their place. */
  readonly references: readonly (readonly Sample[])[]
  readonly tracks: readonly Track[]
}

/** Compares samples, each pair once however many draws it is in. */
export class Comparer {
  readonly #places = new Map<Sample, number>()
  readonly #rows = new Map<Sample, Float32Array>()
  readonly #all: readonly Sample[]

  /** @param references everything frames are compared with */
  constructor(references: readonly Sample[]) {
    this.#all = references
    for (const [i, sample] of references.entries()) this.#places.set(sample, i)
  }

  /** Cosines of one sample to all references, in their order. */
  compare(frame: Sample): Float32Array {
    const before = this.#rows.get(frame)
    if (before) return before
    const row = new Float32Array(this.#all.length)
    for (let i = 0; i < row.length; i++) row[i] = dot(frame.template.vector, this.#all[i]!.template.vector)
    this.#rows.set(frame, row)
    return row
  }

  placeOf(reference: Sample): number {
    return this.#places.get(reference)!
  }
}

export interface RuleToTry {
  readonly name: string
  readonly form: TemplateForm
  readonly rule: FusionRule
}

/**
 * What each rule makes of all draws. Everybody enrolled is a stranger as well: to the others, as if not enrolled.
 * @param comparer of all that anybody is enrolled with, and of the cohort, if rules use one
 */
export function tryRules(
  draws: readonly Draw[],
  rules: readonly RuleToTry[],
  comparer: Comparer,
  cohort: readonly Sample[] = [],
): Trial[] {
  const trials = rules.map(() => ({ known: [] as Judged[], strangers: [] as Judged[] }))
  const forms = [...new Set(rules.map(r => r.form))]
  for (const { references, tracks } of draws) {
    const enrolled = forms.map(form => references.map(of => enrol(of, form, comparer)))
    const others = cohort.map(of => [{ places: [comparer.placeOf(of)], weights: [1] }])
    const peopleToOthers = enrolled.map(people =>
      people.map(([first]) => cohort.map(of => toTemplate([comparer.compare(of)])(first!)[0]!)),
    )
    for (const { person, frames } of tracks) {
      const rows = frames.map(frame => comparer.compare(frame))
      const agreement = frames.map(a => frames.map(b => dot(a.template.vector, b.template.vector)))
      const quality = frames.map(frame => frame.quality)
      const toEach = (people: readonly (readonly Mixture[])[]) => people.map(of => of.map(toTemplate(rows)))
      const toOthers = toEach(others).map(([cosines]) => cosines!)
      const scores = enrolled.map((people, i): TrackScores => ({
        quality,
        agreement,
        similarity: toEach(people),
        ...(cohort.length > 0 && { cohort: { similarity: toOthers, people: peopleToOthers[i]! } }),
      }))
      for (const [i, { rule, form }] of rules.entries()) {
        const naming = frames.length > 0 ? rule(scores[forms.indexOf(form)]!) : () => []
        if (person < references.length) trials[i]!.known.push({ person, naming: naming() })
        trials[i]!.strangers.push({ person, naming: naming(person) })
      }
    }
  }
  return trials
}

/** A template of a person: where its photos are among all references, and what each counts over the length of their sum. */
interface Mixture {
  readonly places: readonly number[]
  readonly weights: readonly number[]
}

function enrol(references: readonly Sample[], form: TemplateForm, comparer: Comparer): Mixture[] {
  const places = references.map(r => comparer.placeOf(r))
  const agreement = references.map(r => places.map(place => comparer.compare(r)[place]!))
  return form({ quality: references.map(r => r.quality), agreement }).map(all => {
    const length = meanLength(all, agreement)
    const used = [...all.keys()].filter(i => all[i]! > 0)
    return { places: used.map(i => places[i]!), weights: used.map(i => all[i]! / length) }
  })
}

/** Cosine of each frame to one template. */
const toTemplate =
  (rows: readonly Float32Array[]) =>
  ({ places, weights }: Mixture): number[] =>
    rows.map(row => {
      let sum = 0
      for (let r = 0; r < places.length; r++) sum += weights[r]! * row[places[r]!]!
      return sum
    })
