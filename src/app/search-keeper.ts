// Keeps the index of the database as the store is: filled once by one of the servers, kept up by whichever sees a change first.

import type { MonotonicClock, Store } from '../core/ports.ts'
import { RostroError } from '../core/errors.ts'
import type { Indexed, Recall, TemplateSearch } from '../core/template-search.ts'
import type { EmbeddingSpace } from '../core/types.ts'
import { OneAtATime } from './one-at-a-time.ts'

/** How often whoever fills says that they still do. */
const BEAT_MS = 1000

/** Among fewer a search compares with all. */
const FEWEST = 50

const NOBODY = { ids: [] }

export interface SearchKeeperOptions {
  readonly store: Pick<Store, 'version' | 'changedSince' | 'leases'>
  readonly search: TemplateSearch
  readonly space: EmbeddingSpace
  readonly clock: MonotonicClock
  /** Somebody can be found who could not before. */
  readonly onTaken: () => void
}

export class SearchKeeper {
  readonly #options: SearchKeeperOptions
  readonly #turn: OneAtATime
  #isFilled = false
  #recall: Recall | undefined
  #progress: { readonly templates: number; readonly of: number } | undefined
  #isFilling = false
  #failure: unknown
  #isCounted = false
  #isClosed = false

  constructor(options: SearchKeeperOptions) {
    this.#options = options
    this.#turn = new OneAtATime(options.store.leases, `search:${options.space}`, options.clock)
  }

  /** Everybody can be found. */
  get isFilled(): boolean {
    return this.#isFilled
  }

  get recall(): Recall | undefined {
    return this.#recall
  }

  /** Why not everybody can be found, in a sentence that changes every tenth of the way. */
  get problem(): unknown {
    if (this.#isFilled) return undefined
    if (this.#failure !== undefined) return this.#failure
    const sentence = `The search in the database is being prepared (${this.#howFar()}); until it is ready nobody is called unknown.`
    return new RostroError('search_unavailable', sentence)
  }

  #howFar(): string {
    if (!this.#progress) return 'by another process'
    const { templates, of } = this.#progress
    if (templates >= of) return 'all templates are in, and it is being built'
    return `about ${10 * Math.floor((10 * templates) / of)} % of the templates are in`
  }

  /**
   * Takes in what changed up to this version, where the store can tell; else everybody is gone over, in the background and by one process.
   * @throws RostroError store_*
   */
  async follow(version: number): Promise<void> {
    const { store, search, onTaken } = this.#options
    const indexed = await this.#indexed()
    const changed = indexed?.version === version ? NOBODY : indexed && (await store.changedSince(indexed.version))
    if (!indexed || !changed) {
      this.#isFilled = false
      this.#recall = undefined
      if (!this.#isFilling) void this.#fill()
      return
    }
    try {
      await search.take(changed.ids)
      if (indexed.version !== version) await search.note({ version, recall: indexed.recall })
    } catch (error) {
      // Who was registered just now cannot be found.
      this.#isFilled = false
      throw error
    }
    this.#recall = indexed.recall
    this.#isFilled = true
    onTaken()
  }

  /** What the index says of itself; the first time it is counted, too: somebody may have emptied it. */
  async #indexed(): Promise<Indexed | undefined> {
    const { search } = this.#options
    const indexed = await search.indexed()
    if (!indexed || this.#isCounted) return indexed
    const { templates, of } = await search.progress()
    if (templates < of) return undefined
    this.#isCounted = true
    return indexed
  }

  /** Never throws: what failed is told, and done again at the next look. */
  async #fill(): Promise<void> {
    this.#isFilling = true
    try {
      if (await this.#turn.hold()) await this.#fillInTurn()
      this.#failure = undefined
    } catch (error) {
      this.#failure = error
    }
    this.#isFilling = false
  }

  /** To be called when people were counted: of twice as many it is measured anew, in the background and by one process. */
  consider(people: number): void {
    if (this.#isFilled && !this.#isFilling && this.#recall && people >= 2 * Math.max(FEWEST, this.#recall.among))
      void this.#fill()
  }

  async #fillInTurn(): Promise<void> {
    const beat = setInterval(() => void this.#turn.hold().catch(() => {}), BEAT_MS) // Another may fill as well: nothing is put in twice.
    try {
      await this.#fillNow()
    } finally {
      clearInterval(beat)
      await this.#turn.release().catch(() => {}) // Others take it after some seconds.
    }
  }

  async #fillNow(): Promise<void> {
    const { store, search, onTaken } = this.#options
    const version = await store.version()
    const before = await search.progress()
    this.#progress = before
    let taken = 0
    for await (const part of search.fill()) {
      if (this.#isClosed) return
      taken += part
      this.#progress = { ...before, templates: before.templates + taken }
      onTaken()
    }
    this.#progress = { ...before, templates: before.of }
    const recall = await search.build()
    this.#isCounted = true
    if (!this.#isClosed) await search.note({ version, recall })
  }

  /** Nothing more is put in. A database that is building the index goes on with it. */
  close(): void {
    this.#isClosed = true
  }
}
