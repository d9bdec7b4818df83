// In which embedding space events are decided, and since when: the similarities an older event keeps mean something else.

import type { Store } from '../core/ports.ts'
import type { EmbeddingSpace } from '../core/types.ts'

const KEY = 'decided-in'

type Settings = Pick<Store, 'setting'>

/** To be said before the first event is decided in it. */
export async function noteDecidingIn(
  store: Settings & Pick<Store, 'setSetting'>,
  space: EmbeddingSpace,
  now: Date,
): Promise<void> {
  const before = await read(store)
  if (before?.space === space) return
  // The first time, what is there was decided by the pack in use.
  const since = before ? now : new Date(0)
  await store.setSetting(KEY, JSON.stringify({ space, since: since.toISOString() }))
}

/** Since when events are decided in this space; undefined when they are not. */
export async function decidedInSince(store: Settings, space: EmbeddingSpace): Promise<Date | undefined> {
  const noted = await read(store)
  if (!noted) return new Date(0)
  return noted.space === space ? new Date(noted.since) : undefined
}

async function read(store: Settings): Promise<{ readonly space: string; readonly since: string } | undefined> {
  const text = await store.setting(KEY)
  return text === undefined ? undefined : (JSON.parse(text) as { space: string; since: string })
}
