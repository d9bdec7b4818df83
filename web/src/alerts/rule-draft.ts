// A rule while somebody writes it: what was chosen, what is still missing, and the rule it makes. Knows no words.

import type { AlertRuleBody } from '../../../src/client.ts'
import type { TimeWindow } from './times.ts'

/** What somebody does, whoever it is. */
export const DEEDS = ['spoof', 'duress'] as const
export type Deed = (typeof DEEDS)[number]
export const SITUATIONS = ['arrives', 'outside_hours', 'missing', ...DEEDS] as const
export type Situation = (typeof SITUATIONS)[number]
export type WhoKind = Exclude<AlertRuleBody['who']['kind'], Deed>

/** Whom each situation can be about. */
export const WHO_OF: Readonly<Record<Situation, readonly WhoKind[]>> = {
  arrives: ['unknown', 'visitor', 'person', 'group', 'anybody'],
  outside_hours: ['group'],
  missing: ['group', 'person'],
  spoof: [],
  duress: [],
}

export const isDeed = (kind: Situation | AlertRuleBody['who']['kind']): kind is Deed => DEEDS.some(deed => deed === kind)

export interface RuleDraft {
  readonly situation: Situation
  readonly whoKind: WhoKind
  readonly personId: string | undefined
  readonly groupId: string | undefined
  readonly minVisits: number
  readonly by: string
  readonly days: readonly number[]
  /** Null: all. */
  readonly cameraIds: readonly string[] | null
  /** Undefined: always. */
  readonly during: readonly TimeWindow[] | undefined
  /** Undefined: never. */
  readonly quiet: readonly TimeWindow[] | undefined
  readonly atMostEveryMinutes: number
  /** Null: all. */
  readonly targetIds: readonly string[] | null
  readonly name: string
  readonly enabled: boolean
}

const WORKDAYS = [1, 2, 3, 4, 5] as const
const NEW: RuleDraft = {
  situation: 'arrives',
  whoKind: 'unknown',
  personId: undefined,
  groupId: undefined,
  minVisits: 2,
  by: '09:00',
  days: WORKDAYS,
  cameraIds: null,
  during: undefined,
  quiet: undefined,
  atMostEveryMinutes: 0,
  targetIds: null,
  name: '',
  enabled: true,
}

/** Expected by a time: what the page Groups proposes. */
export const missingDraft = (groupId: string): RuleDraft => ({ ...NEW, situation: 'missing', whoKind: 'group', groupId })

export function openDraft(rule?: AlertRuleBody): RuleDraft {
  if (!rule) return NEW
  const { who, when, during, quiet, cameraIds, targetIds, atMostEveryMinutes, name, enabled } = rule
  return {
    situation: isDeed(who.kind) ? who.kind : when.kind,
    whoKind: isDeed(who.kind) ? NEW.whoKind : who.kind,
    personId: who.kind === 'person' ? who.personId : undefined,
    groupId: who.kind === 'group' ? who.groupId : undefined,
    minVisits: who.kind === 'visitor' ? who.minVisits : NEW.minVisits,
    by: when.kind === 'missing' ? when.by : NEW.by,
    days: when.kind === 'missing' ? when.days : NEW.days,
    cameraIds,
    during: during.length === 0 ? undefined : during,
    quiet: quiet.length === 0 ? undefined : quiet,
    atMostEveryMinutes,
    targetIds,
    name,
    enabled,
  }
}

/** Another situation may not be about whom the last one was about. */
export function chooseSituation(draft: RuleDraft, situation: Situation): RuleDraft {
  const offered = WHO_OF[situation]
  const whoKind = offered.includes(draft.whoKind) ? draft.whoKind : (offered[0] ?? draft.whoKind)
  return { ...draft, situation, whoKind }
}

export type RuleProblem = 'noPerson' | 'noGroup' | 'noTime' | 'noDays' | 'noCamera' | 'badDuring' | 'badQuiet'

/** A window that begins when it ends is none. */
export const isSound = ({ days, from, to }: TimeWindow): boolean => days.length > 0 && from !== '' && to !== '' && from !== to

export function problemsOf(draft: RuleDraft): ReadonlySet<RuleProblem> {
  const { situation, whoKind, during = [], quiet = [] } = draft
  const found: readonly (readonly [RuleProblem, boolean])[] = [
    ['noPerson', !isDeed(situation) && whoKind === 'person' && draft.personId === undefined],
    ['noGroup', !isDeed(situation) && whoKind === 'group' && draft.groupId === undefined],
    ['noTime', situation === 'missing' && draft.by === ''],
    ['noDays', situation === 'missing' && draft.days.length === 0],
    ['noCamera', draft.cameraIds?.length === 0],
    ['badDuring', !during.every(isSound)],
    ['badQuiet', !quiet.every(isSound)],
  ]
  return new Set(found.filter(([, isFound]) => isFound).map(([problem]) => problem))
}

/** The rule, as far as it is written. Without a name it gets `defaultName`. */
export function toRule(draft: RuleDraft, defaultName: string): AlertRuleBody {
  const { situation, name, enabled, atMostEveryMinutes } = draft
  const toWindow = ({ days, from, to }: TimeWindow) => ({ days: [...days], from, to })
  return {
    name: name.trim() === '' ? defaultName.slice(0, 200) : name.trim(),
    enabled,
    when:
      situation === 'missing'
        ? { kind: 'missing', by: draft.by, days: [...draft.days] }
        : { kind: isDeed(situation) ? 'arrives' : situation },
    who: toWho(draft),
    cameraIds: draft.cameraIds && [...draft.cameraIds],
    during: (situation === 'missing' ? [] : (draft.during ?? [])).map(toWindow),
    quiet: (situation === 'missing' ? [] : (draft.quiet ?? [])).map(toWindow),
    atMostEveryMinutes: situation === 'missing' ? 0 : atMostEveryMinutes,
    targetIds: draft.targetIds && [...draft.targetIds],
  }
}

function toWho({ situation, whoKind, personId = '', groupId = '', minVisits }: RuleDraft): AlertRuleBody['who'] {
  if (isDeed(situation)) return { kind: situation }
  switch (whoKind) {
    case 'person':
      return { kind: 'person', personId }
    case 'group':
      return { kind: 'group', groupId }
    case 'visitor':
      return { kind: 'visitor', minVisits }
    default:
      return { kind: whoKind }
  }
}
