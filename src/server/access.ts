// Who somebody is and what they may call: the one place where roles and scopes are compared. Deny by default.

import { RostroError } from '../core/errors.ts'
import type { Account, KeptKey } from '../core/records.ts'
import { ROLES, type Access, type Role } from './contract/route.ts'

/** A person who signed in. */
export interface SignedIn {
  readonly kind: 'account'
  readonly account: Account
  readonly sessionHash: string
  readonly expiresAt: Date
}

/** A program with an API key. */
export interface KeyHolder {
  readonly kind: 'key'
  readonly key: KeptKey
}

export type Who = SignedIn | KeyHolder

const isAtLeast = (role: Role, wanted: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(wanted)

/** A key reaches only routes of its scopes, and never more than the account that made it may still do. */
export function mayCall(who: Who | undefined, access: Access): boolean {
  if (access === 'public') return true
  if (!who) return false
  if (who.kind === 'account') return isAtLeast(who.account.role, access.role)
  const { scopes, createdBy } = who.key
  return access.scope !== undefined && scopes.includes(access.scope) && isAtLeast(createdBy.role, access.role)
}

/** @throws RostroError unauthenticated, forbidden */
export function checkAccess(who: Who | undefined, access: Access): void {
  if (mayCall(who, access)) return
  throw who
    ? new RostroError('forbidden', 'This account or key may not do that; ask an administrator.')
    : new RostroError('unauthenticated', 'Sign in first, or send an API key.')
}

/** Who did it, for records: the account's name, or whose key it was. */
export const nameOf = (who: Who): string =>
  who.kind === 'account' ? who.account.name : `${who.key.createdBy.name} (key ${who.key.name})`

/** One and the same caller, to count by. */
export const callerId = (who: Who): string => (who.kind === 'account' ? `account:${who.account.id}` : `key:${who.key.id}`)
