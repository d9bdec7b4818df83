// What trying other settings on past events came to, sorted into what stays and what changes. Knows no language.

import type { ReplayedJson } from '../../../src/client.ts'

export type Outcome = ReplayedJson['counts'][number]['before']
/** `known_known` is another name. */
export type ChangeKind = Exclude<`${Outcome}_${Outcome}`, 'unknown_unknown' | 'undecided_undecided'>

export interface ReplaySummary {
  /** Events whose evidence was there. */
  readonly tried: number
  readonly same: number
  /** Most frequent first. */
  readonly changes: readonly { readonly kind: ChangeKind; readonly events: number }[]
}

export function summarise({ events: looked, skipped, counts }: ReplayedJson): ReplaySummary {
  const changed = new Map<ChangeKind, number>()
  let same = 0
  for (const { before, after, samePerson, events } of counts) {
    const kind: `${Outcome}_${Outcome}` = `${before}_${after}`
    if (kind === 'unknown_unknown' || kind === 'undecided_undecided' || (kind === 'known_known' && samePerson)) same += events
    else changed.set(kind, (changed.get(kind) ?? 0) + events)
  }
  const changes = [...changed].map(([kind, events]) => ({ kind, events })).filter(({ events }) => events > 0)
  return { tried: looked - skipped, same, changes: changes.sort((a, b) => b.events - a.events) }
}
