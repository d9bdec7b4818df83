// Where people are searched, as the environment says: in memory, unless the database is to do it.

import { RostroError } from '../core/errors.ts'

const PLACES = ['memory', 'database'] as const
export type SearchPlace = (typeof PLACES)[number]

/** `ROSTRO_SEARCH`. @throws RostroError usage_invalid */
export function searchPlace(env: NodeJS.ProcessEnv = process.env): SearchPlace {
  const { ROSTRO_SEARCH: said = '' } = env
  if (said === '') return 'memory'
  const place = PLACES.find(one => one === said)
  if (place) return place
  throw new RostroError('usage_invalid', `ROSTRO_SEARCH is ${JSON.stringify(said)}; it can be ${PLACES.join(' or ')}.`)
}
