// Visits, rules and alerts for tests.

import type { Alert, AlertRule } from '../../src/alerts/rule.ts'
import type { KeptVisit, VisitNews, VisitOf } from '../../src/core/visits.ts'

export const visitOf = (of: VisitOf, change: Partial<KeptVisit> = {}): KeptVisit => ({
  id: 'v1',
  cameraId: 'door',
  cameraName: 'Front door',
  of,
  arrivedAt: new Date('2026-11-24T10:00:00Z'),
  departedAt: new Date('2026-11-24T10:00:00Z'),
  hasEnded: false,
  nth: 1,
  frames: 3,
  eventIds: ['e1'],
  person: undefined,
  visitorNumber: undefined,
  face: false,
  ...change,
})

export const person = (personId: string, change: Partial<KeptVisit> = {}) => visitOf({ kind: 'person', personId }, change)

export const arrived = (visit: KeptVisit): VisitNews => ({ kind: 'arrived', visit })
export const identified = (visit: KeptVisit): VisitNews => ({ kind: 'identified', visit })
export const departed = (visit: KeptVisit): VisitNews => ({ kind: 'departed', visit: { ...visit, hasEnded: true } })

export const ruleOf = (change: Partial<AlertRule> = {}): AlertRule => ({
  id: 'r1',
  name: 'Somebody came',
  enabled: true,
  when: { kind: 'arrives' },
  who: { kind: 'anybody' },
  cameraIds: null,
  during: [],
  quiet: [],
  atMostEveryMinutes: 0,
  targetIds: null,
  ...change,
})

export const alertOf = (sequence: number, change: Partial<Alert> = {}): Alert => ({
  id: `n${sequence}`,
  sequence,
  at: '2026-11-24T10:00:00.000Z',
  rule: { id: 'r1', name: 'Somebody came' },
  kind: 'arrived',
  camera: { id: 'door', name: 'Front door' },
  person: { id: 'anna', name: 'Anna' },
  visitor: null,
  visitId: `v${sequence}`,
  ...change,
})
