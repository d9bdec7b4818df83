// Doors, what they ask for and what was decided at them, in a terminal's words.

import { RostroError } from '../core/errors.ts'
import type { Door, DoorFactor, DoorLockState, DoorOutcome, DoorPolicy, DoorReason, FactorKind } from '../core/doors.ts'
import type { Group, TimeWindow } from '../core/groups.ts'
import type { Store } from '../core/ports.ts'
import type { DoorDecisionJson, DoorWarning } from '../server/contract/doors.ts'
import { hideSecrets } from '../server/door-secrets.ts'
import { localTime } from './local-time.ts'
import { plural } from './wording.ts'

export const DOOR_REASON_WORDS: Readonly<Record<DoorReason, string>> = {
  recognized: 'face recognised',
  bona_fide: 'looks alive',
  challenge_passed: 'movements done',
  factor_right: 'PIN, badge or code right',
  nobody_there: 'nobody there',
  several_faces: 'several faces',
  too_far: 'too far away',
  unknown_person: 'unknown',
  not_recognized: 'not recognised',
  presentation_attack: 'looks like a picture',
  liveness_undecided: 'not clear whether alive or a picture',
  pad_unavailable: 'could not be checked for pictures',
  challenge_missing: 'movements not done',
  challenge_failed: 'movements failed',
  factor_missing: 'no PIN, badge or code',
  factor_wrong: 'PIN, badge or code wrong',
  not_allowed: 'may not go through here',
  outside_hours: 'outside the hours',
  already_inside: 'inside already',
  not_inside: 'not inside',
  waiting_for_second_person: 'waiting for a second person',
  same_person_twice: 'the same person twice',
  another_track: 'not seen all the way through',
  too_old: 'took too long',
  paused: 'paused after refusals',
  locked: 'locked after refusals',
  door_off: 'door switched off',
  camera_fault: 'no picture of the camera',
  model_fault: 'a network failed',
  store_fault: 'the store failed',
  clock_fault: 'the clock is not to be trusted',
  opener_fault: 'the opener did not answer',
  unexpected_fault: 'something unexpected',
}

const OUTCOMES: Readonly<Record<DoorOutcome, string>> = {
  opened: 'opened',
  allowed_not_opened: 'allowed, not opened',
  waiting: 'waiting',
  refused: 'refused',
  fault: 'fault',
}

export const FACTOR_WORDS: Readonly<Record<DoorFactor['kind'], string>> = {
  pin: 'PIN',
  duress_pin: 'duress PIN',
  badge: 'badge',
  code: 'one-time codes',
}

/** Newest first. */
export const logRows = (decisions: readonly DoorDecisionJson[]): string[][] => [
  ['WHEN', 'DOOR', 'RESULT', 'WHO', 'WHY'],
  ...decisions.map(({ at, doorName, outcome, duress, person, reasons }) => [
    localTime(new Date(at)),
    doorName ?? 'a deleted door',
    `${OUTCOMES[outcome]}${duress ? ', DURESS' : ''}`,
    person ? (person.name ?? 'somebody deleted') : '',
    reasons.map(reason => DOOR_REASON_WORDS[reason]).join(', '),
  ]),
]

export const DOOR_WARNING_WORDS: Readonly<Record<DoorWarning, string>> = {
  pictures_not_told: 'The models in use cannot tell a face from a picture of one, so this door never opens; choose another pack.',
  nobody_allowed: 'Nobody is in the groups that may go through, so this door never opens.',
  camera_away: 'Its camera is gone or switched off, so this door never opens.',
  commands_off: 'The server was not started with --door-commands, so this door never opens.',
  nothing_opens: 'Nothing is set that opens it: what is decided is only written down.',
  face_alone: 'Neither a challenge nor a second factor is asked for: a good screen or mask may pass.',
}

export interface DoorSurroundingsInWords {
  readonly groups: readonly Group[]
  readonly cameras: readonly { readonly id: string; readonly name: string }[]
  readonly lock: DoorLockState
  /** In the area of this door. */
  readonly inside: number
  readonly warnings: readonly DoorWarning[]
  readonly now: Date
}

/** A door with all that an operator has to know of it; the first line is its name. */
export function doorLines(door: Door, { groups, cameras, lock, inside, warnings, now }: DoorSurroundingsInWords): string[] {
  const { source, policy } = door
  const eyes = source.kind === 'kiosk' ? 'a browser beside it' : cameraWords(source, cameras)
  return [
    `${door.name}${door.enabled ? '' : ', switched off'}`,
    `  Looks through  ${eyes}`,
    `  Lets through   ${whoWords(policy, groups)}`,
    `  Asks for       ${askedWords(door)}`,
    `  Opened by      ${openerWords(door)}`,
    `  Lock           ${lockWords(door, lock, now)}`,
    ...(policy.antiPassback === 'off'
      ? []
      : [`  Inside         ${plural(inside, 'person', 'people')} of the area ${policy.area}; ${PASSBACK[policy.antiPassback]}`]),
    ...warnings.map(warning => `  Mind           ${DOOR_WARNING_WORDS[warning]}`),
  ]
}

/** Column where the words of `doorLines` start. */
export const DOOR_INDENT = 17

type CameraEye = Extract<Door['source'], { kind: 'camera' }>

function cameraWords({ cameraId, zone }: CameraEye, cameras: DoorSurroundingsInWords['cameras']): string {
  const name = cameras.find(({ id }) => id === cameraId)?.name ?? 'that is gone'
  return `the camera ${name}${zone === undefined ? '' : `, in its zone ${zone}`}`
}

function whoWords({ who, hours }: DoorPolicy, groups: readonly Group[]): string {
  const nameOf = (groupId: string) => groups.find(({ id }) => id === groupId)?.name ?? 'a group that is gone'
  const people = who.kind === 'everybody' ? 'everybody registered' : `people of ${who.groupIds.map(nameOf).join(', ')}`
  return hours.length === 0 ? `${people}, at any hour` : `${people}, ${hours.map(windowWords).join(' and ')}`
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

const windowWords = ({ days, from, to }: TimeWindow): string =>
  `${days.length === DAYS.length ? 'every day' : days.map(day => DAYS[day - 1]).join(' ')} ${from}–${to}`

const CHALLENGES: Readonly<Record<DoorPolicy['challenge'], string>> = {
  always: 'movements always',
  in_doubt: 'movements in doubt',
  never: 'no movements',
}
const COLOURS: Readonly<Record<DoorPolicy['colours'], string>> = {
  required: ' with colours',
  if_visible: ' with colours where they show',
  off: ' without colours',
}
const FACTORS: Readonly<Record<FactorKind, string>> = { pin: 'PIN', badge: 'badge', code: 'one-time code' }
const PASSBACK = { log: 'nobody is held up by it', refuse: 'they cannot go in twice' } as const

function askedWords({ source, policy: { challenge, colours, factors, twoPeople } }: Door): string {
  const isShown = challenge !== 'never' && source.kind === 'kiosk'
  const movements = isShown ? `${CHALLENGES[challenge]}${COLOURS[colours]}` : CHALLENGES.never
  const factor = factors.length === 0 ? 'no second factor' : factors.map(kind => FACTORS[kind]).join(' or ')
  return [movements, factor, ...(twoPeople ? ['two people'] : [])].join('; ')
}

/** Without anything secret in it. */
function openerWords({ opener, openTimeoutMs }: Door): string {
  const within = `, within ${openTimeoutMs} ms`
  const hidden = hideSecrets(opener, false)
  switch (hidden.kind) {
    case 'none':
      return 'nothing: decisions are only written down'
    case 'http':
      return `${hidden.method} ${hidden.url}${within}`
    case 'mqtt':
      return `${hidden.url} topic ${hidden.topic}${within}`
    case 'command':
      return `the program ${hidden.argv[0] ?? ''}${within}`
  }
}

function lockWords({ name, policy }: Door, { refusals, pausedUntil, locked }: DoorLockState, now: Date): string {
  const inARow = `after ${plural(refusals, 'refusal')} in a row`
  if (locked) return `locked ${inARow}: rostro doors unlock ${JSON.stringify(name)}`
  if (pausedUntil && pausedUntil > now) return `paused until ${localTime(pausedUntil)} ${inARow}`
  if (refusals > 0) return `not locked; ${plural(refusals, 'refusal')} in a row, locked after ${policy.lockout.lockAfter}`
  return 'not locked'
}

/** By name or id. @throws RostroError door_not_found */
export async function findDoor({ doors }: Pick<Store, 'doors'>, nameOrId: string): Promise<Door> {
  const all = await doors.list()
  const wanted = nameOrId.trim().toLowerCase()
  const door = all.find(({ id }) => id === nameOrId) ?? all.find(({ name }) => name.toLowerCase() === wanted)
  if (door) return door
  const names = all.map(({ name }) => name).join(', ')
  throw new RostroError(
    'door_not_found',
    `There is no door "${nameOrId}"; ${names ? `there are: ${names}` : 'add one with: rostro doors set FILE'}.`,
  )
}
