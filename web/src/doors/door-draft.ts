// A door while somebody writes it: what is missing or wrong, and the door it makes. Knows no words.

import type { DoorBody, DoorJson } from '../../../src/client.ts'
import { isSound } from '../alerts/rule-draft.ts'
import type { TimeWindow } from '../alerts/times.ts'

export const CHALLENGES = ['always', 'in_doubt', 'never'] as const
export const COLOURS = ['required', 'if_visible', 'off'] as const
export const FACTORS = ['pin', 'badge', 'code'] as const
export const PASSBACKS = ['off', 'log', 'refuse'] as const
export const OPENERS = ['none', 'http', 'mqtt', 'command'] as const
export const METHODS = ['POST', 'GET', 'PUT'] as const

type Policy = Omit<DoorBody['policy'], 'who' | 'hours'>

export interface DoorDraft extends Policy {
  readonly name: string
  readonly enabled: boolean
  readonly sourceKind: DoorBody['source']['kind']
  readonly cameraId: string | undefined
  /** Of the camera, by name; undefined: anywhere in its picture. */
  readonly zone: string | undefined
  readonly whoKind: DoorBody['policy']['who']['kind']
  readonly groupIds: readonly string[]
  readonly hours: readonly TimeWindow[]
  readonly openerKind: DoorBody['opener']['kind']
  readonly url: string
  readonly method: (typeof METHODS)[number]
  /** A line each, `Name: value`; a value of asterisks is one that is kept. */
  readonly headers: string
  readonly body: string
  readonly topic: string
  readonly payload: string
  /** A program and its arguments, a line each. */
  readonly command: string
  readonly openTimeoutMs: number
}

const NEW: DoorDraft = {
  name: '',
  enabled: true,
  sourceKind: 'kiosk',
  cameraId: undefined,
  zone: undefined,
  whoKind: 'groups',
  groupIds: [],
  hours: [],
  challenge: 'always',
  colours: 'if_visible',
  factors: [],
  twoPeople: false,
  antiPassback: 'off',
  direction: 'in',
  area: 'main',
  minFacePx: 140,
  withinMs: 20_000,
  lockout: { attempts: 5, pauseMs: 30_000, lockAfter: 50 },
  openerKind: 'none',
  url: '',
  method: 'POST',
  headers: '',
  body: '',
  topic: '',
  payload: 'open',
  command: '',
  openTimeoutMs: 2000,
}

export function openDoorDraft(door?: DoorJson): DoorDraft {
  if (!door) return NEW
  const { name, enabled, source, policy, opener, openTimeoutMs } = door
  const { who, ...rest } = policy
  return {
    ...NEW,
    ...rest,
    name,
    enabled,
    openTimeoutMs,
    sourceKind: source.kind,
    ...(source.kind === 'camera' && { cameraId: source.cameraId, zone: source.zone }),
    whoKind: who.kind,
    groupIds: who.kind === 'groups' ? who.groupIds : [],
    openerKind: opener.kind,
    ...(opener.kind === 'http' && {
      url: opener.url,
      method: opener.method,
      headers: Object.entries(opener.headers)
        .map(([name, value]) => `${name}: ${value}`)
        .join('\n'),
      body: opener.body ?? '',
    }),
    ...(opener.kind === 'mqtt' && { url: opener.url, topic: opener.topic, payload: opener.payload }),
    ...(opener.kind === 'command' && { command: opener.argv.join('\n') }),
  }
}

export type DoorProblem =
  'noName' | 'noGroup' | 'badHours' | 'noCamera' | 'noArea' | 'badUrl' | 'badHeaders' | 'badTopic' | 'noCommand'

const PROTOCOLS: Readonly<Record<DoorDraft['openerKind'], readonly string[]>> = {
  none: [],
  http: ['http:', 'https:'],
  mqtt: ['mqtt:', 'mqtts:'],
  command: [],
}
const HEADER = /^([A-Za-z0-9-]{1,60}): ?(.*)$/
const TOPIC = /^[^#+\p{Cc}]{1,200}$/u

const linesOf = (text: string): string[] => text.split('\n').filter(line => line.trim() !== '')

export function doorProblems(draft: DoorDraft): ReadonlySet<DoorProblem> {
  const { openerKind: kind, url } = draft
  const needsUrl = PROTOCOLS[kind].length > 0
  const isUrl = URL.canParse(url.trim()) && PROTOCOLS[kind].includes(new URL(url.trim()).protocol)
  const found: readonly (readonly [DoorProblem, boolean])[] = [
    ['noName', draft.name.trim() === ''],
    ['noGroup', draft.whoKind === 'groups' && draft.groupIds.length === 0],
    ['badHours', !draft.hours.every(isSound)],
    ['noCamera', draft.sourceKind === 'camera' && draft.cameraId === undefined],
    ['noArea', draft.antiPassback !== 'off' && draft.area.trim() === ''],
    ['badUrl', needsUrl && !isUrl],
    ['badHeaders', kind === 'http' && !linesOf(draft.headers).every(line => HEADER.test(line))],
    ['badTopic', kind === 'mqtt' && !TOPIC.test(draft.topic)],
    ['noCommand', kind === 'command' && linesOf(draft.command).length === 0],
  ]
  return new Set(found.filter(([, isFound]) => isFound).map(([problem]) => problem))
}

function toOpener(draft: DoorDraft): DoorBody['opener'] {
  const url = draft.url.trim()
  switch (draft.openerKind) {
    case 'none':
      return { kind: 'none' }
    case 'http': {
      const headers = Object.fromEntries(
        linesOf(draft.headers).flatMap(line => {
          const [, name, value] = HEADER.exec(line) ?? []
          return name === undefined ? [] : [[name, value ?? '']]
        }),
      )
      return { kind: 'http', url, method: draft.method, headers, body: draft.body === '' ? null : draft.body }
    }
    case 'mqtt':
      return { kind: 'mqtt', url, topic: draft.topic, payload: draft.payload }
    case 'command':
      return { kind: 'command', argv: linesOf(draft.command) }
  }
}

/** A camera of the server has no screen: it can ask for no movement and light no face. What is typed comes from a reader beside it. */
export function toDoor(draft: DoorDraft): DoorBody {
  const { hours, twoPeople, antiPassback, direction, minFacePx, withinMs, lockout } = draft
  const isKiosk = draft.sourceKind === 'kiosk'
  return {
    name: draft.name.trim(),
    enabled: draft.enabled,
    source: isKiosk ? { kind: 'kiosk' } : { kind: 'camera', cameraId: draft.cameraId ?? '', zone: draft.zone },
    policy: {
      who: draft.whoKind === 'everybody' ? { kind: 'everybody' } : { kind: 'groups', groupIds: [...draft.groupIds] },
      hours: hours.map(({ days, from, to }) => ({ days: [...days], from, to })),
      challenge: isKiosk ? draft.challenge : 'never',
      colours: isKiosk ? draft.colours : 'off',
      factors: [...draft.factors],
      ...{ twoPeople, antiPassback, direction, minFacePx, withinMs, lockout },
      area: draft.area.trim() || 'main',
    },
    opener: toOpener(draft),
    openTimeoutMs: draft.openTimeoutMs,
  }
}

/** The same door, switched on or off. */
export const turned = ({ name, source, policy, opener, openTimeoutMs }: DoorJson, enabled: boolean): DoorBody => ({
  ...{ name, source, policy, opener, openTimeoutMs },
  enabled,
})
