// Doors and what was decided at them, as the API tells them: without secrets, and with what keeps a door from ever opening.

import type { Door, DoorFactor, DoorLockState, DoorLogEntry } from '../core/doors.ts'
import { RostroError } from '../core/errors.ts'
import type { Group } from '../core/groups.ts'
import type { KeptCamera } from '../core/records.ts'
import type { Store } from '../core/ports.ts'
import type { DoorBody, DoorDecisionJson, DoorFactorJson, DoorJson, DoorPresenceJson, DoorWarning } from './contract/doors.ts'
import { checkCameraEye } from './door-camera.ts'
import { hideSecrets, restoreSecrets } from './door-secrets.ts'
import { timeOrNull } from './to-json.ts'

type Houses = Pick<Store, 'groups' | 'cameras'>

/** What doors are looked at beside: read once for all of them. */
export interface DoorSurroundings {
  readonly groups: readonly Group[]
  readonly cameras: readonly Pick<KeptCamera, 'id' | 'enabled'>[]
  readonly facts: DoorFacts
}

/** @param before what is there under this id. @throws RostroError request_invalid, group_not_found, camera_not_found */
export async function toDoor({ groups, cameras }: Houses, body: DoorBody, id: string, before?: Door): Promise<Door> {
  const { policy, source } = body
  if (policy.who.kind === 'groups') {
    const there = new Set((await groups.list()).map(group => group.id))
    if (policy.who.groupIds.some(groupId => !there.has(groupId)))
      throw new RostroError('group_not_found', 'One of the groups of this door is gone; choose again who may go through.')
  }
  if (source.kind === 'camera') checkCameraEye(source, policy, await cameras.list())
  const { opener } = body
  const given = opener.kind === 'http' ? { ...opener, body: opener.body ?? undefined } : opener
  return { ...body, id, opener: restoreSecrets(given, before?.opener) }
}

export interface DoorState {
  readonly lock: DoorLockState
  readonly kiosks: number
  readonly warnings: readonly DoorWarning[]
  /** Whoever asks may change it. */
  readonly whole: boolean
}

export function toDoorJson(door: Door, { lock, kiosks, warnings, whole }: DoorState): DoorJson {
  const { who, hours, factors, ...policy } = door.policy
  const opener = hideSecrets(door.opener, whole)
  return {
    ...{ id: door.id, name: door.name, enabled: door.enabled, source: door.source, openTimeoutMs: door.openTimeoutMs },
    policy: {
      ...policy,
      who: who.kind === 'groups' ? { ...who, groupIds: [...who.groupIds] } : who,
      hours: hours.map(({ days, from, to }) => ({ days: [...days], from, to })),
      factors: [...factors],
    },
    opener:
      opener.kind === 'http'
        ? { ...opener, headers: { ...opener.headers }, body: opener.body ?? null }
        : opener.kind === 'command'
          ? { ...opener, argv: [...opener.argv] }
          : opener,
    lock: { ...lock, pausedUntil: timeOrNull(lock.pausedUntil) },
    kiosks,
    warnings: [...warnings],
  }
}

export interface DoorFacts {
  /** The pack in use tells faces from pictures, with thresholds somebody measured. */
  readonly tellsPictures: boolean
  readonly allowCommands: boolean
}

/** What keeps a door from ever opening as it is set, or makes it weaker than it looks. */
export function warningsOf({ policy, source, opener }: Door, { groups, cameras, facts }: DoorSurroundings): DoorWarning[] {
  const { who, challenge, factors } = policy
  const isAllowed = ({ id, personIds }: Group) => who.kind === 'groups' && who.groupIds.includes(id) && personIds.length > 0
  const isOn = ({ id, enabled }: Pick<KeptCamera, 'id' | 'enabled'>) =>
    source.kind === 'camera' && source.cameraId === id && enabled
  const found: readonly (readonly [DoorWarning, boolean])[] = [
    ['pictures_not_told', !facts.tellsPictures],
    ['nobody_allowed', who.kind === 'groups' && !groups.some(isAllowed)],
    ['camera_away', source.kind === 'camera' && !cameras.some(isOn)],
    ['commands_off', opener.kind === 'command' && !facts.allowCommands],
    ['nothing_opens', opener.kind === 'none'],
    ['face_alone', challenge === 'never' && factors.length === 0],
  ]
  return found.filter(([, isFound]) => isFound).map(([warning]) => warning)
}

export interface NamesAtDoors {
  readonly doors: ReadonlyMap<string, string>
  readonly people: ReadonlyMap<string, string>
}

export const toDecisionJson = ({ sequence, at, hash, decision }: DoorLogEntry, names: NamesAtDoors): DoorDecisionJson => ({
  ...{ sequence, hash },
  at: at.toISOString(),
  doorId: decision.doorId,
  doorName: names.doors.get(decision.doorId) ?? null,
  outcome: decision.outcome,
  reasons: [...decision.reasons],
  person: decision.personId === undefined ? null : { id: decision.personId, name: names.people.get(decision.personId) ?? null },
  duress: decision.duress,
  similarity: decision.similarity ?? null,
  threshold: decision.threshold ?? null,
  livenessScore: decision.livenessScore ?? null,
  evidenceHash: decision.evidenceHash,
  models: decision.models,
})

/** What the doors of these lines and the people at them are called now; whoever is gone is left out. */
export async function namesAtDoors(
  store: Pick<Store, 'doors' | 'findPerson'>,
  entries: readonly DoorLogEntry[],
): Promise<NamesAtDoors> {
  const people = await namesOf(
    store,
    entries.flatMap(({ decision }) => decision.personId ?? []),
  )
  return { doors: new Map((await store.doors.list()).map(({ id, name }) => [id, name])), people }
}

/** Who is inside, by name; whoever is gone is left out. */
export async function toPresencesJson(store: Pick<Store, 'doors' | 'findPerson'>): Promise<DoorPresenceJson[]> {
  const presences = await store.doors.presences()
  const names = await namesOf(
    store,
    presences.map(({ personId }) => personId),
  )
  return presences.flatMap(({ area, personId, since }) => {
    const name = names.get(personId)
    return name === undefined ? [] : [{ area, person: { id: personId, name }, since: since.toISOString() }]
  })
}

async function namesOf(store: Pick<Store, 'findPerson'>, ids: readonly string[]): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const id of new Set(ids)) {
    const person = await store.findPerson(id)
    if (person?.id === id) names.set(id, person.name)
  }
  return names
}

/** The kind alone: never what was typed, nor a hash of it. */
export const toFactorJson = ({ id, kind, createdAt }: DoorFactor): DoorFactorJson => ({
  ...{ id, kind },
  createdAt: createdAt.toISOString(),
})
