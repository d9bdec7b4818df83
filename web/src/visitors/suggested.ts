// Which suggestions are about whom, and who stays when visitors become one. Knows no component.

import type { AnswerOf, VisitorJson } from '../../../src/client.ts'

type Suggested = AnswerOf<'GET /visitor-suggestions'>
export type AlikeVisitors = Suggested['visitors'][number]
export type VisitorLikePerson = Suggested['people'][number]

/** Undefined: about anybody. */
export const isAbout = (visitorId: string | undefined, ...ids: readonly string[]): boolean =>
  visitorId === undefined || ids.includes(visitorId)

/** Whose number stays: the one most often here, whom people know by it; of equals the older. */
export function staying<V extends Pick<VisitorJson, 'visits' | 'number'>>(visitors: readonly V[]): V | undefined {
  return visitors.toSorted((a, b) => b.visits - a.visits || a.number - b.number)[0]
}
