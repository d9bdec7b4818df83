// Whether the visits of one visitor fall into two kinds of face: joined while too little was known of either.

import { meanTemplate } from '../core/template.ts'
import { alike, type SeenVisit } from './visitor-look.ts'
import type { Template } from '../core/types.ts'

/**
 * Two groups grown from the two visits that are least alike; each visit goes to the one it is more like.
 * @returns the smaller group, the later one of equals, when the means are less alike than `split`; undefined when all belong together
 */
export function oddVisits(mean: Template, visits: readonly SeenVisit[], split: number): readonly string[] | undefined {
  const sorted = [...visits].sort(byTime)
  const first = leastLike(mean, sorted)
  const second = first && leastLike(first.template, sorted)
  if (!first || !second || first === second) return undefined
  const isFirsts = ({ template }: SeenVisit) => alike(template, first.template) >= alike(template, second.template)
  const groups = [sorted.filter(isFirsts), sorted.filter(visit => !isFirsts(visit))] as const
  const [a, b] = [meanTemplate(groups[0]), meanTemplate(groups[1])]
  if (!a || !b || alike(a, b) >= split) return undefined
  const [stay, go] = [...groups].sort((x, y) => y.length - x.length || byTime(x[0]!, y[0]!))
  return stay && go?.map(({ visitId }) => visitId)
}

const byTime = (a: SeenVisit, b: SeenVisit): number => a.fromMs - b.fromMs || (a.visitId < b.visitId ? -1 : 1)

function leastLike(template: Template, visits: readonly SeenVisit[]): SeenVisit | undefined {
  let least: { readonly visit: SeenVisit; readonly similarity: number } | undefined
  for (const visit of visits) {
    const similarity = alike(template, visit.template)
    if (!least || similarity < least.similarity) least = { visit, similarity }
  }
  return least?.visit
}
