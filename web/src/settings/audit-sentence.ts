// Which sentence says an entry of the audit trail, and the numbers in it. Knows no words.

import type { AnswerOf } from '../../../src/client.ts'

export type AuditEntryJson = AnswerOf<'GET /audit'>['items'][number]

const ACTIONS = [
  'remembering_on',
  'remembering_changed',
  'remembering_off',
  'visitor_named',
  'visitors_merged',
  'visitor_split',
  'visitor_ignored',
  'visitor_shown',
  'visitor_forgotten',
  'visitors_kept_apart',
  'visitor_not_person',
  'visitor_change_undone',
  'retention_confirmed',
  'alert_rule_added',
  'alert_rule_changed',
  'alert_rule_deleted',
  'alert_target_added',
  'alert_target_changed',
  'alert_target_deleted',
] as const
export type AuditAction = (typeof ACTIONS)[number]

export interface AuditSentence {
  /** Undefined: done by a newer Rostro than this page is of; then its code has to do. */
  readonly action: AuditAction | undefined
  readonly count: number | undefined
  readonly days: number | undefined
  /** Undefined: not told; null: all. */
  readonly cameras: number | null | undefined
  readonly ground: string | undefined
}

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
const lengthOf = (value: unknown): number | undefined => (Array.isArray(value) ? value.length : undefined)

export function toSentence({ action, detail }: Pick<AuditEntryJson, 'action' | 'detail'>): AuditSentence {
  const { from, visitIds, forgotten, overdue, retentionDays, cameraIds, ground } = detail
  const merged = lengthOf(from)
  return {
    action: ACTIONS.find(known => known === action),
    count:
      // Those who went, and the one who stayed.
      merged !== undefined ? merged + 1 : (lengthOf(visitIds) ?? numberOf(forgotten) ?? numberOf(overdue)),
    days: numberOf(retentionDays),
    cameras: cameraIds === null ? null : lengthOf(cameraIds),
    ground: typeof ground === 'string' ? ground : undefined,
  }
}
