// Moves a store to another place while others work with it: the source is the truth until the very end, and never both.

import { RostroError } from '../../core/errors.ts'
import {
  beginFilling,
  bringKeys,
  compareTables,
  copyTables,
  countTables,
  filled,
  requireSettled,
} from '../../stores/copy-tables.ts'
import { bringOver, lastSettled, startFollowing, stopFollowing } from '../../stores/follow.ts'
import { MOVED, refuseMoved } from '../../stores/moved.ts'
import { openRawStore, type RawStore } from '../../stores/raw-store.ts'
import { firstBroken } from '../../stores/sql-audit.ts'
import { typed } from '../../stores/tables.ts'
import { noteIn } from './note.ts'

export interface MoveOptions {
  /** Addresses of stores. */
  readonly from: string
  readonly to: string
  readonly onProgress?: ((step: MoveStep, rows: number) => void) | undefined
  /** Until the switch: what is copied then is thrown away by the next attempt. */
  readonly signal?: AbortSignal | undefined
}
export type MoveStep = 'copying' | 'following' | 'comparing'

export interface Moved {
  readonly people: number
  readonly rows: number
  /** How long writers waited for the switch. */
  readonly stillMs: number
}

/** So few changed rows are brought over while everybody waits. */
const FEW = 200
const MOST_PASSES = 20

/**
 * Copies, follows changes, compares every row, then has writers wait while the last changes come over, and marks the source as moved.
 * Killed at any moment: either the source is the store, and another attempt begins anew; or it is marked, and another attempt ends it.
 * @throws RostroError store_occupied, store_moved, store_sealed, store_*; the signal's reason
 */
export async function moveStore(options: MoveOptions): Promise<Moved> {
  const from = await openRawStore(options.from)
  try {
    const to = await openRawStore(options.to)
    try {
      const moved = await move(from, to, options)
      await recordIsWhole(to)
      return moved
    } finally {
      await to.close()
    }
  } finally {
    await from.close()
  }
}

async function move(from: RawStore, to: RawStore, { onProgress = () => {}, signal }: MoveOptions): Promise<Moved> {
  if (from.place === to.place) throw new RostroError('usage_invalid', `The store is at ${to.place} already; name another place.`)
  const isSealed = await requireSettled(from.db, from.place)
  const mark = await from.db.selectFrom('settings').select('value').where('key', '=', MOVED).executeTakeFirst()
  const heard = (step: MoveStep) => (rows: number) => {
    signal?.throwIfAborted()
    onProgress(step, rows)
  }
  const compare = () => from.snapshot(db => compareTables(db, to, heard('comparing')))
  if (mark?.value === to.place) {
    // Cut short after the switch: nothing but opening the copy is left to do.
    const digests = await compare()
    await filled(to)
    return { ...sizes(digests), stillMs: 0 }
  }
  refuseMoved(mark === undefined ? undefined : String(mark.value), from.place)
  await beginFilling(to)
  await startFollowing(from)
  try {
    await from.snapshot(db => copyTables(db, to, heard('copying')))
    if (isSealed) await bringKeys(from.keys.tables(), to)
    let until = 0
    const follow = async () => {
      for (let pass = 0; pass < MOST_PASSES; pass++) {
        const settled = await lastSettled(from)
        const rows = await from.snapshot(db => bringOver(db, to, until))
        until = settled
        heard('following')(rows)
        if (rows <= FEW) return
      }
    }
    await follow()
    const settled = await lastSettled(from)
    const digests = await from.snapshot(async db => {
      await bringOver(db, to, until)
      return compareTables(db, to, heard('comparing'))
    })
    until = settled
    await follow()
    signal?.throwIfAborted()
    const began = performance.now()
    await from.alone(async db => {
      if ((await requireSettled(db, from.place)) !== isSealed) throw resealed(from.place)
      await noteIn(db, 'store_moved', { from: from.flavour, to: to.flavour })
      await bringOver(db, to, until)
      if (isSealed) await bringKeys(from.keys.tables(typed(db)), to)
      await countTables(db, to)
      await db.insertInto('settings').values({ key: MOVED, value: to.place }).execute()
    })
    const stillMs = performance.now() - began
    await filled(to)
    return { ...sizes(digests), stillMs }
  } finally {
    await stopFollowing(from)
  }
}

const sizes = (digests: Readonly<Record<string, { readonly rows: number }>>) => ({
  people: digests['people']?.rows ?? 0,
  rows: Object.values(digests).reduce((sum, { rows }) => sum + rows, 0),
})

const resealed = (place: string): RostroError =>
  new RostroError('store_sealed', `The store ${place} was sealed or unsealed while it was moved; start again.`)

/** Looked at without the keys of a sealed store, which need not be here. @throws RostroError store_corrupt */
async function recordIsWhole(store: RawStore): Promise<void> {
  const broken = await firstBroken(read => read(typed(store.db)))
  if (broken === undefined) return
  throw new RostroError(
    'store_corrupt',
    `The store was moved as it was: its record does not fit together from entry ${broken} on.`,
  )
}
