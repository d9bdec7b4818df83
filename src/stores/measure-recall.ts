// How surely an index finds somebody who is in it, and how far it has to look for that. Knows no database.

import { createRandom } from '../core/random.ts'
import { dot } from '../core/template.ts'
import type { Recall } from '../core/template-search.ts'

export interface Labelled {
  readonly personId: string
  readonly vector: Float32Array
}

/** As unlike their own photo as faces are that just get their name. */
const SIMILARITY = 0.5
/** Others' faces a probe is mixed with, so that it is as unlike as faces are, and like none of them. */
const MIXED = 16
/** One in a thousand may be lost. */
const ENOUGH = 0.999

/** The people an index gives for a probe when it looks at so many. */
type Nearest = (probe: Float32Array, reach: number) => Promise<ReadonlySet<string>>

/**
 * Looks ever further until enough are found. A person counts as found if they are among those that are then compared exactly: whoever
 * is not would be called unknown.
 */
export async function measureRecall(
  templates: readonly Labelled[],
  nearest: Nearest,
  mostReach: number,
): Promise<Omit<Recall, 'among'>> {
  const random = createRandom(templates.length)
  const probes = templates.map(template => ({ personId: template.personId, probe: unlike(template.vector, templates, random) }))
  for (let reach = 100; ; reach = Math.min(2 * reach, mostReach)) {
    let found = 0
    for (const { personId, probe } of probes) if ((await nearest(probe, reach)).has(personId)) found++
    if (found >= ENOUGH * probes.length || reach >= mostReach) return { found, of: probes.length, reach }
  }
}

/** The template turned away from itself by what lies between other people. */
function unlike(template: Float32Array, others: readonly Labelled[], random: () => number): Float32Array {
  const away = new Float32Array(template.length)
  for (let n = 0; n < MIXED; n++) {
    const { vector } = others[Math.floor(random() * others.length)]!
    const sign = random() < 0.5 ? -1 : 1
    for (let i = 0; i < away.length; i++) away[i]! += sign * vector[i]!
  }
  const along = dot(away, template)
  for (let i = 0; i < away.length; i++) away[i]! -= along * template[i]!
  const length = Math.sqrt(dot(away, away))
  // Of one person alone there is nothing to mix.
  if (length < 1e-6) return template
  const rest = Math.sqrt(1 - SIMILARITY ** 2) / length
  return template.map((value, i) => SIMILARITY * value + rest * away[i]!)
}
