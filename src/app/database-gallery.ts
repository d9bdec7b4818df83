// People who are searched for in the database, and not kept in memory: for galleries that no memory holds.

import type { ChangedPeople, Store } from '../core/ports.ts'
import type { Recall, TemplateSearch } from '../core/template-search.ts'
import { meanReference } from '../core/template.ts'
import type { EmbeddingSpace, OperatingPoint, Template } from '../core/types.ts'
import type { OperatedPack } from '../gallery/operating-point.ts'
import { MAX_SAMPLE } from '../gallery/gallery.ts'
import type { Searchable } from '../recognition/evidence.ts'
import { LivePoint, type Crowd } from './live-point.ts'
import { lookAgain } from './look-again.ts'
import { NearPeople, type NearPeopleOptions } from './near-people.ts'
import type { PeopleGallery } from './people-gallery.ts'
import { SearchKeeper } from './search-keeper.ts'

/** How often the store is asked whether it changed. */
const POLL_MS = 500
/** Counting people goes over all of them: no more than so large a part of the database's time goes into it. */
const COUNTING_SHARE = 0.05
const MOST_CLOSING_MS = 1000

export type DatabaseGallery = PeopleGallery & Searchable

export interface DatabaseGalleryOptions extends Pick<NearPeopleOptions, 'most' | 'patienceMs'> {
  readonly store: Store
  /** Closed with the gallery. */
  readonly search: TemplateSearch
  readonly pack: OperatedPack
  readonly space: EmbeddingSpace
  /** Hears at every look what is wrong, also that the index is being filled. */
  readonly onProblem: (error: unknown) => void
  readonly onWell?: (() => void) | undefined
}

/** @throws RostroError store_*, search_unavailable */
export async function openDatabaseGallery(options: DatabaseGalleryOptions): Promise<DatabaseGallery> {
  const { store, search, pack, space, onProblem, onWell = () => {} } = options
  const clock = () => performance.now()
  let version: number | undefined
  const counted = { people: 0, newestAt: new Date(0), atMs: -Infinity, tookMs: 0 }
  let sample: readonly Template[] = []
  let lastOfSample: string | undefined
  const point = new LivePoint(pack, store.events)
  const people = new NearPeople({ ...options, onProblem })
  const keeper = new SearchKeeper({
    ...{ store, search, space, clock },
    onTaken: () => {
      people.searchAgain()
    },
  })
  const surroundings = () => ({ size: counted.people, threshold: point.at().threshold, isFilled: keeper.isFilled })

  async function look(): Promise<void> {
    const now = await store.version()
    const isOther = now !== version
    if (isOther) await forget()
    if (isOther || !keeper.isFilled) await keeper.follow(now)
    version = now
    const isOverdue = counted.atMs < changedAtMs && clock() - counted.atMs >= counted.tookMs / COUNTING_SHARE
    if (isOverdue) await count()
    if (isOverdue) keeper.consider(counted.people)
    if (isOverdue || isOther || point.isDue) await point.follow(crowd())
  }

  let changedAtMs = clock()

  /** Whoever changed is compared with no more as they were. */
  async function forget(): Promise<void> {
    const changed = version === undefined ? undefined : await store.changedSince(version)
    people.forget(changed)
    people.refuse(await store.events.refusals(space))
    if (isInSample(changed)) await readSample()
    changedAtMs = clock()
  }

  const crowd = (): Crowd => ({ size: counted.people, sample, newestAt: () => counted.newestAt })

  async function count(): Promise<void> {
    const startedMs = clock()
    Object.assign(counted, await search.crowd(), { atMs: startedMs })
    counted.tookMs = clock() - startedMs
  }

  const isInSample = (changed: ChangedPeople | undefined): boolean =>
    !changed || changed.areSomeGone || lastOfSample === undefined || changed.ids.some(id => id <= lastOfSample!)

  /** The same people as a gallery in memory would take. */
  async function readSample(): Promise<void> {
    const personIds = await search.firstPeople(MAX_SAMPLE)
    const templates: Template[] = []
    for await (const part of store.enrolled({ space, personIds })) {
      for (const { references } of part) {
        const mean = meanReference(references, space)
        if (mean) templates.push(mean)
      }
    }
    sample = templates
    lastOfSample = personIds.length < MAX_SAMPLE ? undefined : personIds.at(-1)
  }

  const looks = lookAgain(look)
  const onLooked = () => {
    const { problem } = keeper
    if (problem === undefined) onWell()
    else onProblem(problem)
  }
  await looks.refresh()
  looks.start(POLL_MS, onLooked, onProblem)

  return {
    space,
    get size() {
      return counted.people
    },
    get threshold() {
      return point.at().threshold
    },
    near: probes => people.near(probes, surroundings),
    aimFor: chosen => {
      point.aimFor(chosen)
    },
    operatingPoint: chosen => withRecall(point.at(chosen), keeper.recall),
    refresh: () => looks.refresh(),
    async close() {
      looks.stop()
      keeper.close()
      const patience = new Promise(resolve => setTimeout(resolve, MOST_CLOSING_MS).unref())
      await Promise.race([search.close(), patience])
    },
  }
}

/** Whoever the index does not find is unknown: the share of registered people who are missed grows by that, and nobody else is named for it. */
export function withRecall(point: OperatingPoint, recall: Recall | undefined): OperatingPoint {
  if (!point.fnir || !recall || recall.of === 0) return point
  const found = recall.found / recall.of
  const missed = (share: number) => 1 - (1 - share) * found
  const { value, low, high } = point.fnir
  return { ...point, fnir: { value: missed(value), low: missed(low), high: missed(high) } }
}
