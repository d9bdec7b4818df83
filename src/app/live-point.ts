// The operating point of the people in a store as they come and go: what an operator chose, how many there are, how alike people and strangers are here.

import type { EventLog } from '../core/records.ts'
import type { OperatingPoint, Template } from '../core/types.ts'
import { operatingPoint, siteOf, type Chosen, type OperatedPack } from '../gallery/operating-point.ts'
import { strangersOf } from './strangers.ts'

/** How often strangers of the timeline are asked for: they move the threshold by hundredths, over weeks. */
const STRANGERS_EVERY_MS = 600_000

const NOBODY = { people: [], strangers: { highest: [], of: 0 } }

/** Whom a threshold is for. */
export interface Crowd {
  /** People with a template. */
  readonly size: number
  /** Means of some of them: the same array as long as it is the same people. */
  readonly sample: readonly Template[]
  /** When the last of them was registered. */
  newestAt(): Date
}

export class LivePoint {
  readonly #pack: OperatedPack
  readonly #events: Pick<EventLog, 'list'>
  #chosen: Chosen = {}
  #sample: readonly Template[] | undefined
  #site
  #point: OperatingPoint
  #strangersReadAtMs = -Infinity

  constructor(pack: OperatedPack, events: Pick<EventLog, 'list'>) {
    this.#pack = pack
    this.#events = events
    this.#site = siteOf(pack, 0, NOBODY)
    this.#point = operatingPoint(pack, this.#site, {})
  }

  /** Whether strangers are to be asked for again. */
  get isDue(): boolean {
    return performance.now() - this.#strangersReadAtMs >= STRANGERS_EVERY_MS
  }

  /** From now on the threshold follows from this. */
  aimFor(chosen: Chosen): void {
    this.#chosen = chosen
    this.#point = operatingPoint(this.#pack, this.#site, chosen)
  }

  /** What decides now, or would with another choice. */
  at(chosen?: Chosen): OperatingPoint {
    return chosen ? operatingPoint(this.#pack, this.#site, chosen) : this.#point
  }

  /** To be called when people changed, and when it is due. @throws RostroError store_* */
  async follow(crowd: Crowd): Promise<void> {
    if (this.isDue || crowd.sample !== this.#sample) await this.#readSite(crowd)
    this.#site = { ...this.#site, people: crowd.size }
    this.#point = operatingPoint(this.#pack, this.#site, this.#chosen)
  }

  async #readSite(crowd: Crowd): Promise<void> {
    const { sample, size } = crowd
    const highest = this.#pack.calibration ? await strangersOf(this.#events, crowd.newestAt()) : []
    this.#strangersReadAtMs = performance.now()
    this.#sample = sample
    this.#site = siteOf(this.#pack, size, { people: sample, strangers: { highest, of: size } })
  }
}
