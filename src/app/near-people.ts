// The people who were found in the database lately: a small gallery in memory, in which a face is compared exactly with whoever the search found for it.

import type { ChangedPeople, Store } from '../core/ports.ts'
import type { Refusal } from '../core/records.ts'
import type { TemplateSearch } from '../core/template-search.ts'
import type { EmbeddingSpace, Template } from '../core/types.ts'
import { Gallery } from '../gallery/gallery.ts'
import type { Comparable } from '../recognition/evidence.ts'

export interface NearPeopleOptions {
  readonly search: Pick<TemplateSearch, 'nearest'>
  readonly store: Pick<Store, 'enrolled'>
  readonly space: EmbeddingSpace
  /** Hears what went wrong with a search nobody waits for any more. */
  readonly onProblem: (error: unknown) => void
  /** People remembered; those asked for longest ago are forgotten. */
  readonly most?: number | undefined
  /** How long a face waits for its search. */
  readonly patienceMs?: number | undefined
}

/** What makes a comparison whole, and changes while a face waits. */
export interface Surroundings {
  /** Everybody with a template, in memory or not. */
  readonly size: number
  readonly threshold: number
  /** Everybody can be found. */
  readonly isFilled: boolean
}

/** 10 MB, and compared in a quarter of a millisecond. */
const MOST = 4000
/** Of a live picture one frame waits so long when the database hangs: then nobody waits until it answers again. */
const PATIENCE_MS = 2000
/** Searches begun and not ended; of more each is refused, which is no more than not knowing yet. */
const MOST_AT_ONCE = 32
/** A change of people during a search makes it be done again, but not for ever. */
const ATTEMPTS = 4

interface Answer {
  readonly epoch: number
  readonly personIds: readonly string[]
}

export class NearPeople {
  readonly #options: NearPeopleOptions
  readonly #gallery: Gallery
  /** Who is remembered, those asked for last at the end. */
  readonly #used = new Set<string>()
  /** What was found for a face. A track shows the same object until it has seen more. */
  readonly #answers = new WeakMap<Template, Answer>()
  /** Counts what may change answers. */
  #epoch = 0
  #searching = 0
  /** The last search failed, or came too late. */
  #isAway = false

  constructor(options: NearPeopleOptions) {
    this.#options = options
    this.#gallery = new Gallery(options.space, [], [])
  }

  async near(probes: readonly Template[], surroundings: () => Surroundings): Promise<Comparable> {
    const missing = probes.filter(probe => !this.#isAnswered(probe))
    if (missing.length > 0) await this.#inTime(this.#search(missing))
    return this.#comparable(probes, surroundings)
  }

  /** Whoever changed is read again when they are next found. Undefined: anybody may have. */
  forget(changed: ChangedPeople | undefined): void {
    const ids = changed && !changed.areSomeGone ? changed.ids : [...this.#used]
    for (const id of ids) this.#drop(id)
    this.searchAgain()
  }

  refuse(refusals: readonly Refusal[]): void {
    this.#gallery.refuse(refusals)
  }

  /** Somebody may be found now who was not before. */
  searchAgain(): void {
    this.#epoch++
  }

  /** A face of another space is like nobody. */
  #isAnswered(probe: Template): boolean {
    if (probe.space !== this.#options.space) return true
    const answer = this.#answers.get(probe)
    return answer?.epoch === this.#epoch && answer.personIds.every(id => this.#gallery.has(id))
  }

  /** Asked when it is compared with: somebody may have gone since it was made. */
  #comparable(probes: readonly Template[], surroundings: () => Surroundings): Comparable {
    const gallery = this.#gallery
    const isWhole = () => probes.every(probe => this.#isAnswered(probe))
    return {
      get size() {
        return Math.max(gallery.size, surroundings().size)
      },
      get threshold() {
        return surroundings().threshold
      },
      get lacks() {
        if (!isWhole()) return 'search'
        return surroundings().isFilled ? undefined : 'people'
      },
      byMean: (probe, limit) => gallery.byMean(probe, limit),
      byReference: (probe, limit) => gallery.byReference(probe, limit),
    }
  }

  /** Never throws. */
  async #inTime(search: Promise<void>): Promise<void> {
    const { patienceMs = PATIENCE_MS, onProblem } = this.#options
    const done = search.then(
      () => {
        this.#isAway = false
      },
      (error: unknown) => {
        this.#isAway = true
        onProblem(error)
      },
    )
    if (this.#isAway) return
    const timer = { late: undefined as NodeJS.Timeout | undefined }
    const late = new Promise<void>(resolve => {
      timer.late = setTimeout(() => {
        this.#isAway = true
        resolve()
      }, patienceMs)
    })
    await Promise.race([done, late])
    clearTimeout(timer.late)
  }

  async #search(probes: readonly Template[]): Promise<void> {
    if (this.#searching >= MOST_AT_ONCE) return
    this.#searching++
    try {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) if (await this.#searchOnce(probes)) return
    } finally {
      this.#searching--
    }
  }

  /** @returns whether nobody changed meanwhile: then what was read is as it is */
  async #searchOnce(probes: readonly Template[]): Promise<boolean> {
    const { search, store, space } = this.#options
    const epoch = this.#epoch
    const found = await search.nearest(probes)
    const unread = found.filter(id => !this.#gallery.has(id))
    const read = []
    for await (const part of store.enrolled({ space, personIds: unread })) read.push(...part)
    if (epoch !== this.#epoch) return false
    for (const { person, references } of read) this.#gallery.put(person, references)
    const personIds = found.filter(id => this.#gallery.has(id))
    for (const id of personIds) {
      this.#used.delete(id)
      this.#used.add(id)
    }
    for (const probe of probes) this.#answers.set(probe, { epoch, personIds })
    this.#forgetOldest()
    return true
  }

  #forgetOldest(): void {
    const { most = MOST } = this.#options
    for (const id of this.#used) {
      if (this.#used.size <= most) return
      this.#drop(id)
    }
  }

  #drop(id: string): void {
    this.#used.delete(id)
    this.#gallery.remove(id)
  }
}
