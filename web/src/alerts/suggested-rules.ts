// Rules somebody can begin with at one click, and what keeps a rule from ever speaking. Knows no words.

import type { AlertRuleBody, GroupJson, RememberingJson } from '../../../src/client.ts'
import { WEEK, type TimeWindow } from './times.ts'

const NIGHT: TimeWindow = { days: WEEK, from: '20:00', to: '07:00' }
const WORKDAYS = [1, 2, 3, 4, 5]

export const SUGGESTIONS = ['night', 'late', 'regular'] as const
export type SuggestionKey = (typeof SUGGESTIONS)[number]

export interface Suggestion {
  readonly key: SuggestionKey
  /** The group it is about. */
  readonly group: GroupJson | undefined
  /** Without its name; undefined while it needs a group and there is none. */
  readonly rule: Omit<AlertRuleBody, 'name'> | undefined
}

const PLAIN = { enabled: true, when: { kind: 'arrives' as const }, cameraIds: null, quiet: [], targetIds: null }

/** A group with hours is one that is expected; otherwise the first. */
export function suggestRules(groups: readonly GroupJson[]): readonly Suggestion[] {
  const group = groups.find(({ allowed }) => allowed.length > 0) ?? groups[0]
  const night = {
    ...PLAIN,
    who: { kind: 'unknown' as const },
    during: [{ ...NIGHT, days: [...NIGHT.days] }],
    atMostEveryMinutes: 30,
  }
  const late = group && {
    ...PLAIN,
    when: { kind: 'missing' as const, by: '09:00', days: WORKDAYS },
    who: { kind: 'group' as const, groupId: group.id },
    during: [],
    atMostEveryMinutes: 0,
  }
  const regular = { ...PLAIN, who: { kind: 'visitor' as const, minVisits: 3 }, during: [], atMostEveryMinutes: 0 }
  return [
    { key: 'night', group: undefined, rule: night },
    { key: 'late', group, rule: late },
    { key: 'regular', group: undefined, rule: regular },
  ]
}

export type RuleWarning = 'notRemembering' | 'noSpoof' | 'noHours' | 'goneWho'

export interface Surroundings {
  readonly remembering: RememberingJson | undefined
  /** The setting; undefined: not known yet. */
  readonly liveness: 'refuse' | 'mark' | 'off' | undefined
  /** Undefined: not known yet. */
  readonly groups: readonly GroupJson[] | undefined
  /** Names of those who exist; undefined: not known yet. */
  readonly people: ReadonlyMap<string, string> | undefined
}

/** Why this rule cannot speak as things are; undefined when it can, or when it is not known yet. */
export function warningOf(
  { who, when }: Pick<AlertRuleBody, 'who' | 'when'>,
  { remembering, liveness, groups, people }: Surroundings,
): RuleWarning | undefined {
  if (who.kind === 'spoof') return liveness === 'off' ? 'noSpoof' : undefined
  if (who.kind === 'visitor') return remembering?.on === false ? 'notRemembering' : undefined
  if (who.kind === 'person') return people && !people.has(who.personId) ? 'goneWho' : undefined
  if (who.kind !== 'group' || !groups) return undefined
  const group = groups.find(({ id }) => id === who.groupId)
  if (!group) return 'goneWho'
  return when.kind === 'outside_hours' && group.allowed.length === 0 ? 'noHours' : undefined
}
