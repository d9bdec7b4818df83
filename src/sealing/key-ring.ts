// The keys of people, events and visits, each wrapped by a master key; knows where none of them is kept, and keeps none in memory.

import { randomBytes } from 'node:crypto'
import { RostroError } from '../core/errors.ts'
import { KEY_BYTES } from './derive-key.ts'
import { open, seal, type Place } from './envelope.ts'
import type { MasterKey } from './master-key.ts'
import type { MasterKeys } from './master-keys.ts'

export interface WrappedKey {
  /** `person …`, `event …`, `visit …` or `installation`. */
  readonly owner: string
  /** Id of the master key that wrapped it. */
  readonly masterId: string
  readonly wrapped: Uint8Array
}

/** Where wrapped keys are kept. Each method is one transaction, on the disk when it returns. */
export interface KeyShelf {
  /** Of some owners, or all; in no order. */
  read(owners?: readonly string[]): Promise<readonly WrappedKey[]>
  owners(): Promise<readonly string[]>
  /** Id of the master key that wraps new keys. */
  masterId(): Promise<string | undefined>
  setMasterId(id: string): Promise<void>
  /** Adds those whose owner has none, and none where another master key wraps by now. @returns how many */
  add(keys: readonly WrappedKey[]): Promise<number>
  /** Puts each in the place of its owner's, where the owner still has one that another master key wraps. */
  replace(keys: readonly WrappedKey[]): Promise<void>
  remove(owners: readonly string[]): Promise<void>
  /** Keys not wrapped by this master key: the first of them after an owner. */
  wrappedByOthers(masterId: string, after: string, limit: number): Promise<readonly WrappedKey[]>
}

/** The installation's own: what is derived of it outlives every master key. */
export const INSTALLATION = 'installation'

const REWRAPPED_AT_ONCE = 500

/** The master keys as they were read last. */
interface Masters {
  readonly source: MasterKeys
  known: ReadonlyMap<string, MasterKey>
}

export class KeyRing {
  readonly #shelf: KeyShelf
  readonly #masters: Masters

  constructor(shelf: KeyShelf, source: MasterKeys, masters: Masters = { source, known: new Map() }) {
    this.#shelf = shelf
    this.#masters = masters
  }

  /** The same master keys, over the shelf as a transaction sees it. */
  over(shelf: KeyShelf): KeyRing {
    return new KeyRing(shelf, this.#masters.source, this.#masters)
  }

  /** Begins an empty shelf. */
  async found(): Promise<void> {
    await this.#reload()
    await this.#shelf.setMasterId(this.#first().id)
    await this.make([INSTALLATION])
  }

  /** Owners without a key are left out. @throws RostroError store_sealed, store_corrupt */
  async find(owners: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const found = await this.#shelf.read(owners)
    if (found.some(({ masterId }) => !this.#masters.known.has(masterId))) await this.#reload()
    return new Map(found.map(key => [key.owner, this.#unwrap(key)]))
  }

  /** As `find`, with a new key for whoever has none. */
  async make(owners: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    for (;;) {
      const found = await this.find(owners)
      const missing = owners.filter(owner => !found.has(owner))
      if (missing.length === 0) return found
      const master = await this.#current()
      const made = new Map(missing.map(owner => [owner, randomBytes(KEY_BYTES)]))
      const added = await this.#shelf.add([...made].map(([owner, key]) => wrap(master, owner, key)))
      if (added === made.size) return new Map([...found, ...made])
      // Read again: another process has been faster, or has changed the master key.
    }
  }

  owners(): Promise<readonly string[]> {
    return this.#shelf.owners()
  }

  /** What was sealed for them can be read nowhere any more. */
  async destroy(owners: readonly string[]): Promise<void> {
    if (owners.length > 0) await this.#shelf.remove(owners)
  }

  /** What to say of an owner who should have a key. */
  missing(owner: string): RostroError {
    return new RostroError('store_corrupt', `The key of ${owner} is not among the store's keys; restore a backup of them.`)
  }

  /**
   * Has the source's first master key wrap everything, while others read and make keys. Stopped half-way it goes on the next time.
   * @returns how many keys it wrapped anew
   */
  async rewrap(): Promise<number> {
    await this.#reload()
    const master = this.#first()
    await this.#shelf.setMasterId(master.id)
    for (let [count, after] = [0, '']; ;) {
      const keys = await this.#shelf.wrappedByOthers(master.id, after, REWRAPPED_AT_ONCE)
      if (keys.length === 0) return count
      await this.#shelf.replace(keys.map(key => wrap(master, key.owner, this.#unwrap(key))))
      count += keys.length
      after = keys.at(-1)!.owner
    }
  }

  async #current(): Promise<MasterKey> {
    const id = await this.#shelf.masterId()
    if (id === undefined) throw new RostroError('store_corrupt', 'The keys of the store name no master key; restore a backup.')
    if (!this.#masters.known.has(id)) await this.#reload()
    return this.#masters.known.get(id) ?? this.#lacks(id)
  }

  async #reload(): Promise<void> {
    this.#masters.known = new Map((await this.#masters.source.read()).map(key => [key.id, key]))
  }

  #first(): MasterKey {
    return this.#masters.known.values().next().value!
  }

  #unwrap({ owner, masterId, wrapped }: WrappedKey): Uint8Array {
    const master = this.#masters.known.get(masterId) ?? this.#lacks(masterId)
    const key = open(master.bytes, placeOf(owner), wrapped)
    if (key?.length === KEY_BYTES) return key
    throw new RostroError('store_corrupt', `The key of ${owner} is damaged or another's; restore a backup of the keys.`)
  }

  #lacks(id: string): never {
    const sentence = `The store is sealed with the master key ${id}, which is not in ${this.#masters.source.where}; give that key back, or start again if it was changed.`
    throw new RostroError('store_sealed', sentence)
  }
}

const wrap = (master: MasterKey, owner: string, key: Uint8Array): WrappedKey => ({
  owner,
  masterId: master.id,
  wrapped: seal(master.bytes, placeOf(owner), key),
})

const placeOf = (owner: string): Place => ({ table: 'keys', column: 'wrapped', row: owner, owner })
