// The key of a browser beside a door: bound to that door by a scope of its own, which is given to no other key.

import type { Accounts, KeptKey } from '../core/records.ts'
import { KIOSK_SCOPE } from './contract/route.ts'

const DOOR = 'door:'

export const kioskScopes = (doorId: string): readonly string[] => [KIOSK_SCOPE, `${DOOR}${doorId}`]

/** The one door it may stand at; undefined for every other key. */
export function doorOfKey({ scopes }: Pick<KeptKey, 'scopes'>): string | undefined {
  if (!scopes.includes(KIOSK_SCOPE)) return undefined
  const doors = scopes.filter(scope => scope.startsWith(DOOR))
  return doors.length === 1 ? doors[0]?.slice(DOOR.length) : undefined
}

/** Of a door that is deleted: nobody stands there any more. */
export async function withdrawKioskKeys(accounts: Pick<Accounts, 'keys' | 'deleteKey'>, doorId: string): Promise<void> {
  for (const key of await accounts.keys()) if (doorOfKey(key) === doorId) await accounts.deleteKey(key.id)
}
