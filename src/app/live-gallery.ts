// The gallery as the store has it now: whoever registers in another process is named here within a second.

import type { ChangedPeople, Enrolled, Store } from '../core/ports.ts'
import { Gallery } from '../gallery/gallery.ts'
import type { Chosen, OperatedPack } from '../gallery/operating-point.ts'
import type { Candidate, EmbeddingSpace, OperatingPoint, Template } from '../core/types.ts'
import type { Comparable } from '../recognition/evidence.ts'
import { noGalleryFile, type GalleryFile } from './gallery-file.ts'
import { LivePoint } from './live-point.ts'
import { lookAgain } from './look-again.ts'

/** How often the store is asked whether it changed. The question costs microseconds. */
const POLL_MS = 500

export interface LiveGallery extends Comparable {
  readonly space: EmbeddingSpace
  /** From now on the threshold follows from this. */
  aimFor(chosen: Chosen): void
  /** What decides now, or would with another choice. */
  operatingPoint(chosen?: Chosen): OperatingPoint
  /** Reads the store now if it changed. @throws RostroError store_* */
  refresh(): Promise<void>
  close(): void
}

/**
 * `onProblem` hears at every look that the store cannot be read, `onWell` at every look that it can; in between the people
 * read last stay comparable.
 */
export async function openLiveGallery(
  store: Store,
  pack: OperatedPack,
  space: EmbeddingSpace,
  onProblem: (error: unknown) => void,
  onWell: () => void = () => {},
  file: GalleryFile = noGalleryFile,
): Promise<LiveGallery> {
  let version: number | undefined
  let gallery = new Gallery(space, [], [])
  const point = new LivePoint(pack, store.events)

  async function read(): Promise<void> {
    const now = await store.version()
    if (now === version) file.consider(gallery, now)
    if (now === version && !point.isDue) return
    if (now !== version) await readPeople()
    await point.follow({ size: gallery.size, sample: gallery.sample, newestAt: () => new Date(gallery.newestAtMs) })
    version = now
  }

  /** Those who changed where the store can tell, else everybody. */
  async function readPeople(): Promise<void> {
    if (version === undefined) await readFile()
    const changed = version === undefined ? undefined : await store.changedSince(version)
    const refusals = await store.events.refusals(space)
    if (changed) await readThose(changed)
    else gallery = await readEverybody()
    gallery.refuse(refusals)
    if (!changed) await file.drop()
  }

  /** What a former process wrote down, whenever that was: what changed since then is read next. */
  async function readFile(): Promise<void> {
    const kept = await file.read()
    // Of a version the store does not know it is of no use, and as large as what is read instead.
    if (!kept || !(await store.changedSince(kept.version))) return
    gallery = kept.gallery
    version = kept.version
  }

  async function readEverybody(): Promise<Gallery> {
    const everybody = new Gallery(space, [], [])
    for await (const part of store.enrolled({ space })) {
      for (const { person, references } of part) everybody.put(person, references)
    }
    return everybody
  }

  async function readThose({ ids, areSomeGone }: ChangedPeople): Promise<void> {
    const there: Enrolled[] = []
    for await (const part of store.enrolled({ space, personIds: ids })) there.push(...part)
    const gone = new Set([...ids, ...(areSomeGone ? await gallery.notAmong(store.personIds()) : [])])
    for (const { person } of there) gone.delete(person.id)
    const isAnybodyOther = [...gone, ...there.map(({ person }) => person.id)].some(id => gallery.has(id))
    // All at once: nobody is compared with one half of two people who became one.
    for (const id of gone) gallery.remove(id)
    for (const { person, references } of there) gallery.put(person, references)
    // What they were before leaves the disk with them.
    if (isAnybodyOther) await file.drop()
  }

  const looks = lookAgain(read)
  await looks.refresh()
  looks.start(POLL_MS, onWell, onProblem)

  return {
    space,
    get size() {
      return gallery.size
    },
    get threshold() {
      return point.at().threshold
    },
    aimFor: wanted => {
      point.aimFor(wanted)
    },
    operatingPoint: wanted => point.at(wanted),
    byMean: (probe: Template, limit: number): Candidate[] => gallery.byMean(probe, limit),
    byReference: (probe: Template, limit: number): Candidate[] => gallery.byReference(probe, limit),
    refresh: () => looks.refresh(),
    close: () => {
      looks.stop()
      file.close()
    },
  }
}
