// An alert as the outbox keeps it. People are ids there, so that a person who was deleted leaves no name behind in it.

import type { Notice } from '../core/alerts.ts'
import type { Alert, AlertKind, Named } from './rule.ts'

export interface KeptAlert {
  readonly kind: AlertKind
  readonly rule: Named
  readonly camera: Named | null
  readonly personId: string | null
  readonly visitor: Alert['visitor']
  readonly visitId: string | null
  /** null: all. */
  readonly targetIds: readonly string[] | null
}

export const toBody = (kept: KeptAlert): string => JSON.stringify(kept)

/** @throws SyntaxError for a body another version wrote in another way */
export const keptIn = ({ body }: Notice): KeptAlert => JSON.parse(body) as KeptAlert

export const isFor = ({ targetIds }: KeptAlert, targetId: string): boolean => targetIds?.includes(targetId) ?? true

/** @param person undefined for one who was deleted since */
export const toAlert = (notice: Omit<Notice, 'body'>, kept: KeptAlert, person: Named | undefined): Alert => ({
  id: notice.id,
  sequence: notice.sequence,
  at: notice.at.toISOString(),
  rule: kept.rule,
  kind: kept.kind,
  camera: kept.camera,
  person: person ?? null,
  visitor: kept.visitor,
  visitId: kept.visitId,
})
