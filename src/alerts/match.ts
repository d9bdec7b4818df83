// Which rule speaks of which visit. Pure: what it has to know of groups, earlier alerts and the time is given to it.

import type { Group } from '../core/groups.ts'
import type { KeptVisit, VisitNews, VisitSpan } from '../core/visits.ts'
import type { AlertKind, AlertRule } from './rule.ts'
import { dayOf, isInAny, minuteOfDay, minutesOf, weekday } from './time-windows.ts'

/** Longer after the time somebody was expected, nothing is said: a server started at noon does not speak of 09:00. */
const MISSING_FOR_MIN = 60

/**
 * What a rule says of news about a visit; undefined: nothing. That somebody is told once a visit only, and not too often, is
 * for the caller to see to.
 */
export function match(rule: AlertRule, { kind, visit }: VisitNews, groups: readonly Group[], at: Date): AlertKind | undefined {
  if (kind === 'departed' || visit.hasEnded) return undefined
  if (!isListening(rule, at) || !watches(rule, visit.cameraId) || !isAbout(rule, visit, groups)) return undefined
  switch (rule.when.kind) {
    case 'arrives':
      return 'arrived'
    case 'outside_hours':
      return isOutsideHours(rule, visit, groups, at) ? 'outside_hours' : undefined
    default:
      return undefined
  }
}

/** Whether a rule wants to hear of pictures held up before this camera or door, or of duress there. */
export const matchesDeed = (rule: AlertRule, deed: 'spoof' | 'duress', cameraId: string, at: Date): boolean =>
  rule.who.kind === deed && rule.when.kind === 'arrives' && isListening(rule, at) && watches(rule, cameraId)

/** Whether it is the time to look who is missing: from the time they were expected by, for an hour. */
export function isDue(rule: AlertRule, at: Date): boolean {
  const { when } = rule
  if (when.kind !== 'missing' || !when.days.includes(weekday(at))) return false
  const lateMin = minuteOfDay(at) - minutesOf(when.by)
  return lateMin >= 0 && lateMin < MISSING_FOR_MIN && isListening(rule, at)
}

/** @param today visits of persons since midnight @returns ids of persons */
export function missing(rule: AlertRule, today: readonly VisitSpan[], groups: readonly Group[]): readonly string[] {
  const here = new Set(today.filter(({ cameraId }) => watches(rule, cameraId)).map(({ identity }) => identity))
  return expected(rule, groups).filter(personId => !here.has(personId))
}

function expected({ who }: AlertRule, groups: readonly Group[]): readonly string[] {
  if (who.kind === 'person') return [who.personId]
  return who.kind === 'group' ? (groups.find(({ id }) => id === who.groupId)?.personIds ?? []) : []
}

/** @param last when the rule last spoke about this identity. One in the future is of a clock that was set back, and holds up nothing. */
export function isTooSoon({ atMostEveryMinutes }: AlertRule, last: Date | undefined, at: Date): boolean {
  const sinceMs = last ? at.getTime() - last.getTime() : Infinity
  return sinceMs >= 0 && sinceMs < atMostEveryMinutes * 60_000
}

/**
 * Whom "at most every so often" counts. Strangers without a number cannot be told apart, so those before one camera count as one.
 * It opens the `once` of an alert: the end of one identity is never the beginning of another's.
 */
export function identityOf({ of, cameraId }: Pick<KeptVisit, 'of' | 'cameraId'>): string {
  if (of.kind === 'person') return `person:${of.personId}/`
  return of.kind === 'visitor' ? `visitor:${of.visitorId}/` : `camera:${cameraId}/`
}

export const onceOfMissing = (rule: AlertRule, personId: string, at: Date): string =>
  `${rule.id}/person:${personId}/missing:${dayOf(at)}`

const isListening = ({ enabled, during, quiet }: AlertRule, at: Date): boolean =>
  enabled && (during.length === 0 || isInAny(during, at)) && !isInAny(quiet, at)

const watches = ({ cameraIds }: AlertRule, cameraId: string): boolean => cameraIds?.includes(cameraId) ?? true

function isAbout({ who }: AlertRule, { of, nth }: KeptVisit, groups: readonly Group[]): boolean {
  switch (who.kind) {
    case 'anybody':
      return true
    case 'person':
      return of.kind === 'person' && of.personId === who.personId
    case 'group':
      return of.kind === 'person' && groups.some(({ id, personIds }) => id === who.groupId && personIds.includes(of.personId))
    case 'unknown':
      return of.kind !== 'person'
    case 'visitor':
      return of.kind === 'visitor' && nth !== undefined && nth >= who.minVisits
    case 'spoof':
    case 'duress':
      return false
  }
}

/** In a group with hours (the rule's, if it names one), and in none of those hours. */
function isOutsideHours({ who }: AlertRule, { of }: KeptVisit, groups: readonly Group[], at: Date): boolean {
  if (of.kind !== 'person') return false
  const hours = groups
    .filter(({ id, personIds }) => personIds.includes(of.personId) && (who.kind !== 'group' || id === who.groupId))
    .flatMap(({ allowed }) => allowed)
  return hours.length > 0 && !isInAny(hours, at)
}
