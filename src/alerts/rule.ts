// What an alert is made of: rules, targets and what is sent, as they are kept in JSON. The server's contract validates them.

import type { AlertRecord } from '../core/alerts.ts'
import type { TimeWindow } from '../core/groups.ts'

export type RuleWho =
  | { readonly kind: 'anybody' }
  | { readonly kind: 'person'; readonly personId: string }
  | { readonly kind: 'group'; readonly groupId: string }
  /** Any stranger, remembered or not. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'visitor'; readonly minVisits: number }
  | { readonly kind: 'spoof' }
  /** Somebody typed their duress PIN at a door. */
  | { readonly kind: 'duress' }

export type RuleWhen =
  | { readonly kind: 'arrives' }
  | { readonly kind: 'outside_hours' }
  /** Not here by `HH:MM` on these days, 1 Monday … 7 Sunday. */
  | { readonly kind: 'missing'; readonly by: string; readonly days: readonly number[] }

export interface AlertRule {
  readonly id: string
  readonly name: string
  readonly enabled: boolean
  readonly when: RuleWhen
  readonly who: RuleWho
  /** null: all. */
  readonly cameraIds: readonly string[] | null
  /** None means always. */
  readonly during: readonly TimeWindow[]
  readonly quiet: readonly TimeWindow[]
  /** About one identity; 0: once a visit. */
  readonly atMostEveryMinutes: number
  /** null: all. */
  readonly targetIds: readonly string[] | null
}

interface TargetBase {
  readonly id: string
  readonly name: string
  readonly enabled: boolean
}

export interface WebhookTarget extends TargetBase {
  readonly kind: 'webhook'
  readonly url: string
  readonly secret: string
  /** The address may be of this network or machine. */
  readonly allowPrivate: boolean
}

export interface MqttTarget extends TargetBase {
  readonly kind: 'mqtt'
  readonly url: string
  readonly username: string | null
  readonly password: string | null
  /** Without # and +. */
  readonly topic: string
  readonly homeAssistant: boolean
}

export interface JsonlTarget extends TargetBase {
  readonly kind: 'jsonl'
  /** A name, no path. */
  readonly file: string
}

export type AlertTarget = WebhookTarget | MqttTarget | JsonlTarget

export const ALERT_KINDS = ['arrived', 'outside_hours', 'missing', 'spoof', 'duress', 'test'] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

export interface Named {
  readonly id: string
  readonly name: string
}

/** What a receiver gets. */
export interface Alert {
  /** The same at every attempt. */
  readonly id: string
  readonly sequence: number
  /** ISO 8601, UTC. */
  readonly at: string
  readonly rule: Named
  readonly kind: AlertKind
  /** The camera, or the door without one. */
  readonly camera: Named | null
  readonly person: Named | null
  readonly visitor: { readonly id: string; readonly number: number; readonly visits: number } | null
  readonly visitId: string | null
}

/** As the store gives them. */
export const toRules = (records: readonly AlertRecord[]): AlertRule[] => records.map(({ body }) => JSON.parse(body) as AlertRule)

/** As the store gives them. */
export const toTargets = (records: readonly AlertRecord[]): AlertTarget[] =>
  records.map(({ body }) => JSON.parse(body) as AlertTarget)
