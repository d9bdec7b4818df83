// Probes meeting a gallery: who is nearest, and how often that is wrong when some people count more than others.

import { dot } from '../core/template.ts'
import type { Weights } from './bootstrap.ts'
import type { IdentificationSet, Probe } from './identification.ts'
import { SMALLEST_STEP } from './verification.ts'

/** Similarity of every probe to everybody: a row a probe, a column a person. */
export interface Compared {
  readonly mated: readonly Float32Array[]
  readonly strangers: readonly Float32Array[]
}

export function compare({ gallery, mated, strangers }: IdentificationSet): Compared {
  const rowOf = ({ template }: Probe) =>
    Float32Array.from(gallery, ({ template: person }) => (template && person ? dot(template.vector, person.vector) : -1))
  return { mated: mated.map(rowOf), strangers: strangers.map(rowOf) }
}

/** Whom each probe shows: a place in the gallery, or among the strangers. */
export interface People {
  readonly gallery: number
  readonly mated: readonly number[]
  readonly strangers: readonly number[]
  readonly strangerCount: number
}

export function peopleOf({ gallery, mated, strangers }: IdentificationSet): People {
  const places = new Map(gallery.map(({ person }, i) => [person, i]))
  const strangerPlaces = new Map([...new Set(strangers.map(s => s.person))].map((person, i) => [person, i]))
  return {
    gallery: gallery.length,
    mated: mated.map(({ person }) => places.get(person) ?? -1),
    strangers: strangers.map(({ person }) => strangerPlaces.get(person)!),
    strangerCount: strangerPlaces.size,
  }
}

/** One gallery met by all probes of its people, and by all strangers. */
export interface Meeting {
  readonly mated: readonly { readonly probe: number; readonly person: number; readonly own: number; readonly rank: number }[]
  /** Most similar first. */
  readonly strangers: readonly { readonly person: number; readonly highest: number }[]
}

/** @param registered places in the gallery */
export function meet(compared: Compared, who: People, registered: readonly number[]): Meeting {
  const isRegistered = new Set(registered)
  const mated = compared.mated.flatMap((row, probe) => {
    const person = who.mated[probe]!
    if (!isRegistered.has(person)) return []
    const own = row[person]!
    // An equal one goes first: two people who cannot be told apart are no identification.
    const rank = registered.reduce((before, other) => (other !== person && row[other]! >= own ? before + 1 : before), 1)
    return [{ probe, person, own, rank }]
  })
  const strangers = compared.strangers.map((row, i) => ({
    person: who.strangers[i]!,
    highest: registered.reduce((highest, other) => Math.max(highest, row[other]!), -1),
  }))
  return { mated, strangers: strangers.sort((a, b) => b.highest - a.highest) }
}

/** The lowest threshold at which at most this share of strangers gets a name. */
export function thresholdAt({ strangers }: Meeting, fpir: number, weights: Weights): number {
  const allowed = fpir * strangers.reduce((sum, { person }) => sum + weights[person]!, 0) + 1e-9
  let named = 0
  for (const { person, highest } of strangers) {
    named += weights[person]!
    if (named > allowed) return highest + SMALLEST_STEP
  }
  return -1
}

/** NaN without a probe. */
export function fnirAt({ mated }: Meeting, threshold: number, weights: Weights): number {
  let [missed, all] = [0, 0]
  for (const { person, own, rank } of mated) {
    all += weights[person]!
    if (rank > 1 || own < threshold) missed += weights[person]!
  }
  return missed / all
}

/** NaN without a stranger. */
export function fpirAt({ strangers }: Meeting, threshold: number, weights: Weights): number {
  let [named, all] = [0, 0]
  for (const { person, highest } of strangers) {
    all += weights[person]!
    if (highest >= threshold) named += weights[person]!
  }
  return named / all
}
