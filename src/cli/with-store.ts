// The store for as long as a command needs it, and who is at the terminal.

import { userInfo } from 'node:os'
import { openStore } from '../app/open-rostro.ts'
import type { Store } from '../core/ports.ts'
import type { By } from '../core/visits.ts'

export async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore()
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** For records, where the server has the account's name. */
export const typedNow = (): By => ({ by: `${userName()} (command line)`, at: new Date() })

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // In a container the user may have no name.
    return 'somebody'
  }
}
