// A target while somebody writes it: what is missing or wrong, and the target it makes. Knows no words.

import type { AlertTargetBody, AnswerOf } from '../../../src/client.ts'

export const TARGET_KINDS = ['webhook', 'mqtt', 'jsonl'] as const
export type TargetKind = (typeof TARGET_KINDS)[number]
export type TargetJson = AnswerOf<'GET /alerts/targets'>[number]['target']

export interface TargetDraft {
  readonly kind: TargetKind
  readonly name: string
  readonly url: string
  readonly secret: string
  readonly allowPrivate: boolean
  readonly username: string
  readonly password: string
  readonly topic: string
  readonly homeAssistant: boolean
  readonly file: string
  readonly enabled: boolean
}

const NEW: TargetDraft = {
  kind: 'webhook',
  name: '',
  url: '',
  secret: '',
  allowPrivate: false,
  username: '',
  password: '',
  topic: 'rostro',
  homeAssistant: true,
  file: 'alerts.jsonl',
  enabled: true,
}

export function openTargetDraft(target?: TargetJson): TargetDraft {
  if (!target) return NEW
  const { kind, name, enabled } = target
  switch (target.kind) {
    case 'webhook':
      return { ...NEW, kind, name, enabled, url: target.url, allowPrivate: target.allowPrivate }
    case 'mqtt': {
      const { url, username, topic, homeAssistant } = target
      return { ...NEW, kind, name, enabled, url, username: username ?? '', topic, homeAssistant }
    }
    case 'jsonl':
      return { ...NEW, kind, name, enabled, file: target.file }
  }
}

export type TargetProblem = 'badUrl' | 'shortSecret' | 'badTopic' | 'badFile'

const PROTOCOLS = { webhook: ['http:', 'https:'], mqtt: ['mqtt:', 'mqtts:'], jsonl: [] } as const
const MIN_SECRET = 16
const TOPIC = /^[^#+\p{Cc}]{1,100}$/u
const FILE = /^[\w-]{1,60}\.jsonl$/

const urlOf = ({ url }: TargetDraft): URL | undefined => (URL.canParse(url.trim()) ? new URL(url.trim()) : undefined)

export function targetProblems(draft: TargetDraft): ReadonlySet<TargetProblem> {
  const { kind, secret, topic, file } = draft
  const url = urlOf(draft)
  const allowed: readonly string[] = PROTOCOLS[kind]
  const found: readonly (readonly [TargetProblem, boolean])[] = [
    ['badUrl', kind !== 'jsonl' && !(url && allowed.includes(url.protocol) && url.hostname !== '')],
    ['shortSecret', kind === 'webhook' && secret !== '' && secret.length < MIN_SECRET],
    ['badTopic', kind === 'mqtt' && !TOPIC.test(topic)],
    ['badFile', kind === 'jsonl' && !FILE.test(file.trim())],
  ]
  return new Set(found.filter(([, isFound]) => isFound).map(([problem]) => problem))
}

const PRIVATE =
  /^(localhost|.*\.(local|lan|home|internal)|127\..*|10\..*|192\.168\..*|172\.(1[6-9]|2\d|3[01])\..*|\[(::1|f[cd].*)\])$/

/** A guess, to say beforehand what the server would refuse later. */
export function looksPrivate(draft: TargetDraft): boolean {
  const url = urlOf(draft)
  return draft.kind === 'webhook' && url !== undefined && PRIVATE.test(url.hostname)
}

/** What it is called when nobody names it: where it goes. */
export function defaultName(draft: TargetDraft): string {
  return draft.kind === 'jsonl' ? draft.file.trim() : (urlOf(draft)?.hostname ?? '')
}

/** A secret or password left empty is left out: it stays, or is made. */
export function toTarget(draft: TargetDraft): AlertTargetBody {
  const { kind, enabled } = draft
  const name = draft.name.trim() || defaultName(draft)
  const url = draft.url.trim()
  switch (kind) {
    case 'webhook':
      return { kind, name, enabled, url, allowPrivate: draft.allowPrivate, ...(draft.secret !== '' && { secret: draft.secret }) }
    case 'mqtt': {
      const { username, password, topic, homeAssistant } = draft
      const login = { username: username.trim() || null, ...(password !== '' && { password }) }
      return { kind, name, enabled, url, ...login, topic, homeAssistant }
    }
    case 'jsonl':
      return { kind, name, enabled, file: draft.file.trim() }
  }
}
