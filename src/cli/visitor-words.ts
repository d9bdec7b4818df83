// Visitors and visits in a terminal's words and columns.

import { forgottenAt, type Remembering } from '../app/place/remembering.ts'
import { RostroError } from '../core/errors.ts'
import type { Store } from '../core/ports.ts'
import { dwellSeconds, type KeptVisit, type Visitor, type VisitorChange } from '../core/visits.ts'
import { duration, localTime } from './local-time.ts'
import { plural } from './wording.ts'

export const HOW_TO_REMEMBER =
  'Strangers are not remembered here: no visitor is kept. Whoever answers for that decides otherwise with: rostro visitors remember --ground "WHY IT IS ALLOWED"'

export const stayOf = (visit: KeptVisit): string => (visit.hasEnded ? duration(dwellSeconds(visit)) : 'here now')

export function whoseIs({ of, person, visitorNumber }: KeptVisit): string {
  switch (of.kind) {
    case 'person':
      return person?.name ?? 'somebody deleted'
    case 'visitor':
      return `visitor ${visitorNumber ?? '?'}`
    case 'waiting':
      return 'not clear yet'
    case 'anonymous':
      return 'a stranger'
  }
}

export const visitorRows = (visitors: readonly Visitor[], decision: Remembering): string[][] => [
  ['VISITOR', 'VISITS', 'FIRST SEEN', 'LAST SEEN', 'FORGOTTEN'],
  ...visitors.map(visitor => [
    String(visitor.number),
    String(visitor.visits),
    ...[visitor.firstSeenAt, visitor.lastSeenAt, forgottenAt(visitor, decision)].map(localTime),
  ]),
]

export const visitRows = (visits: readonly KeptVisit[]): string[][] => [
  ['ARRIVED', 'STAYED', 'WHO', 'VISIT NO.', 'CAMERA'],
  ...visits.map(visit => [
    localTime(visit.arrivedAt),
    stayOf(visit),
    whoseIs(visit),
    visit.nth === undefined ? '' : String(visit.nth),
    visit.cameraName,
  ]),
]

const CHANGES: Readonly<Record<VisitorChange['kind'], string>> = {
  name: 'named',
  same_as: 'said to be somebody registered',
  merge: 'merged',
  split: 'split',
  ignore: 'ignored',
  show: 'shown again',
  repair: 'put right by itself',
}

export const changeWord = ({ kind }: VisitorChange): string => CHANGES[kind]

export function rememberingLines(decision: Remembering, cameraNames: readonly string[]): string[] {
  if (!decision.on) return [HOW_TO_REMEMBER]
  const where = decision.cameraIds ? `before ${cameraNames.join(', ') || 'no camera that is still there'}` : 'before all cameras'
  return [
    `Strangers are remembered ${where}, each for ${plural(decision.retentionDays, 'day')} after a visit.`,
    `  Ground   ${decision.ground}`,
    `  Since    ${localTime(decision.since)}, decided by ${decision.by}`,
  ]
}

/** By number or id. @throws RostroError visitor_not_found */
export async function findVisitor({ visits }: Pick<Store, 'visits'>, idOrNumber: string): Promise<Visitor> {
  const visitor = await visits.findVisitor(idOrNumber)
  if (!visitor) throw new RostroError('visitor_not_found', `There is no visitor "${idOrNumber}"; see "rostro visitors list".`)
  return visitor
}

/** By name or id. @throws RostroError camera_not_found */
export async function findCamera({ cameras }: Pick<Store, 'cameras'>, nameOrId: string): Promise<{ id: string; name: string }> {
  const all = await cameras.list()
  const wanted = nameOrId.toLowerCase()
  const camera = all.find(({ id, name }) => id === nameOrId || name.toLowerCase() === wanted)
  if (camera) return camera
  const names = all.map(({ name }) => name).join(', ')
  throw new RostroError(
    'camera_not_found',
    `There is no camera "${nameOrId}"; ${names ? `there are: ${names}` : 'cameras are added on the page'}.`,
  )
}

/** By name or id. @throws RostroError person_not_found */
export async function findPerson(store: Pick<Store, 'findPerson'>, nameOrId: string): Promise<{ id: string; name: string }> {
  const person = await store.findPerson(nameOrId)
  if (!person) throw new RostroError('person_not_found', `There is nobody called "${nameOrId}"; see "rostro people list".`)
  return person
}
