// How refusals in a row become a pause, and then a lock. Pure.

import type { DoorLockState, DoorPolicy } from '../core/doors.ts'

/** After one more refusal that counts. Settings that are none lock at once. */
export function afterRefusal(
  { refusals: before, locked }: DoorLockState,
  lockout: DoorPolicy['lockout'],
  now: Date,
): DoorLockState {
  const refusals = before + 1
  const isPaused = !(lockout.attempts >= 1) || refusals % lockout.attempts === 0
  return {
    refusals,
    pausedUntil: isPaused ? new Date(now.getTime() + lockout.pauseMs) : undefined,
    locked: locked || !(refusals < lockout.lockAfter),
  }
}

/** How long it is still paused; 0: not. A pause that cannot be read lasts for ever. */
export function pauseMs({ pausedUntil }: DoorLockState, now: Date): number {
  if (pausedUntil === undefined) return 0
  const leftMs = pausedUntil.getTime() - now.getTime()
  return Number.isFinite(leftMs) ? Math.max(0, leftMs) : Infinity
}

/** What a store gives as the state of a lock, in case it gives something else. */
export const isLockState = ({ refusals, pausedUntil, locked }: DoorLockState): boolean =>
  Number.isSafeInteger(refusals) &&
  refusals >= 0 &&
  (pausedUntil === undefined || (pausedUntil instanceof Date && Number.isFinite(pausedUntil.getTime()))) &&
  typeof locked === 'boolean'
