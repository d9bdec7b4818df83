// Waits for something outside, but not for ever: what comes late is not listened to.

import { RostroError } from '../../core/errors.ts'
import type { Clock } from '../../alerts/sink.ts'

/** @param onLate before it is given up @throws RostroError store_busy when it takes longer */
export async function inTime<T>(
  clock: Pick<Clock, 'after'>,
  ms: number,
  what: string,
  work: Promise<T>,
  onLate?: () => void,
): Promise<T> {
  let callOff: (() => void) | undefined
  const late = new Promise<never>((_, reject) => {
    callOff = clock.after(ms, () => {
      onLate?.()
      reject(new RostroError('store_busy', `${what} did not answer within ${ms / 1000} s.`))
    })
  })
  try {
    return await Promise.race([work, late])
  } finally {
    callOff?.()
  }
}
