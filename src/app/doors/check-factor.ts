// Whether what was typed is a person's, and a one-time password is used for the first time.

import type { FactorKind } from '../../core/doors.ts'
import { matchFactor, type FactorMatch } from '../../doors/factors.ts'
import { DoorFault } from './door-fault.ts'
import { inTime } from './in-time.ts'
import type { DoorKeeperOptions } from './keeper-needs.ts'
import { ANSWER_MS } from './read-circumstances.ts'

/** `wasUsed`: right, and of no use any more. @throws RostroError store_* */
export async function checkFactor(
  { store: { doors }, clock }: Pick<DoorKeeperOptions, 'store' | 'clock'>,
  personId: string,
  usable: readonly FactorKind[],
  typed: string,
): Promise<(FactorMatch & { readonly wasUsed: boolean }) | undefined> {
  const now = clock.now()
  if (!Number.isFinite(now.getTime())) throw new DoorFault('clock_fault')
  const factors = await inTime(clock, ANSWER_MS, 'The store', doors.factors(personId))
  const theirs = factors.filter(factor => factor.personId === personId)
  const match = await inTime(clock, ANSWER_MS, 'Comparing', matchFactor(typed, theirs, usable, now))
  if (match?.counter === undefined) return match && { ...match, wasUsed: false }
  const isNew: unknown = await inTime(clock, ANSWER_MS, 'The store', doors.useCode(match.factorId, match.counter))
  return { ...match, wasUsed: isNew !== true }
}
