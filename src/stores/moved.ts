// The mark of a store that is not to be used: because it was moved away, or because a copy of another is being made in it.

import { RostroError } from '../core/errors.ts'

/** The setting that is the mark: where the people are now, or FILLING. It is about a place, so no copy of the store has it. */
export const MOVED = 'moved_to'
export const FILLING = 'filling'

/** The table in which a store that is being moved notes which rows change. */
export const CHANGES = 'moving_rows'

/** @throws RostroError store_moved */
export function refuseMoved(mark: string | undefined, place = 'this store'): void {
  if (mark === undefined) return
  const filling = `Into ${place} people are being moved or restored, or that was cut short: wait, or repeat the same command.`
  const moved = `The people of ${place} were moved to ${mark}: set ROSTRO_STORE to its address and start again.`
  throw new RostroError('store_moved', mark === FILLING ? filling : moved)
}
