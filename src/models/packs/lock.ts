// One pull at a time: a lock beside a pack's folder that outlives no process.

import { setTimeout as wait } from 'node:timers/promises'
import { lock } from 'proper-lockfile'
import { RostroError } from '../../core/errors.ts'
import { codeOf } from './files.ts'

export interface LockOptions {
  /** How long to wait for another process before answering pack_busy. */
  readonly waitMs: number
  /** A lock not refreshed for this long belongs to a dead process. At least 2000. */
  readonly staleMs: number
}

const RETRY_MS = 250

/**
 * Runs `work` while holding `<path>.lock`. The signal `work` gets also aborts when the lock is lost (the machine slept, somebody
 * deleted it), so that two processes never write the same files.
 * @throws RostroError pack_busy when another process keeps the lock for longer than `waitMs`, or this one lost it
 */
export async function withLock<T>(
  path: string,
  { waitMs, staleMs }: LockOptions,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController()
  const onCompromised = (cause: Error) => {
    lost.abort(
      new RostroError('pack_busy', `Lost the lock ${path}.lock while working on the pack; run the command again.`, { cause }),
    )
  }
  const release = await acquire()
  try {
    const both = signal ? AbortSignal.any([signal, lost.signal]) : lost.signal
    both.throwIfAborted()
    return await work(both)
  } finally {
    if (!lost.signal.aborted) await release()
  }

  async function acquire(): Promise<() => Promise<void>> {
    for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
      try {
        return await lock(path, { realpath: false, stale: staleMs, onCompromised })
      } catch (error) {
        if (codeOf(error) !== 'ELOCKED') throw error
        if (waitedMs >= waitMs) {
          throw new RostroError(
            'pack_busy',
            `Another process has been working on ${path} for ${Math.round(waitMs / 1000)} s; wait until it is done and try again.`,
            { cause: error },
          )
        }
        await wait(RETRY_MS, undefined, signal ? { signal } : {})
      }
    }
  }
}
