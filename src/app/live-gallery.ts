// The gallery as the store has it now: whoever registers in another process is named here within a second.

import type { Store } from '../core/ports.ts'
import { Gallery } from '../gallery/gallery.ts'
import { operatingPoint, type Chosen, type OperatedPack } from '../gallery/operating-point.ts'
import type { Candidate, EmbeddingSpace, OperatingPoint, Template } from '../core/types.ts'
import type { Comparable } from '../recognition/evidence.ts'

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
): Promise<LiveGallery> {
  let version: number | undefined
  let gallery = new Gallery(space, [], [])
  let chosen: Chosen = {}
  let point = operatingPoint(pack, 0, chosen)
  let reading = Promise.resolve()

  async function read(): Promise<void> {
    const now = await store.version()
    if (now === version) return
    gallery = new Gallery(space, await store.people(), await store.references({ space }), await store.events.refusals(space))
    point = operatingPoint(pack, gallery.size, chosen)
    version = now
  }
  // One after another: a look already under way may have asked for the version before the caller's change.
  const refresh = (): Promise<void> => {
    reading = reading.catch(() => {}).then(read)
    return reading
  }

  await refresh()
  const timer = setInterval(() => {
    refresh().then(onWell, onProblem)
  }, POLL_MS)
  timer.unref()

  return {
    space,
    get size() {
      return gallery.size
    },
    get threshold() {
      return point.threshold
    },
    aimFor(wanted) {
      chosen = wanted
      point = operatingPoint(pack, gallery.size, chosen)
    },
    operatingPoint: wanted => (wanted ? operatingPoint(pack, gallery.size, wanted) : point),
    byMean: (probe: Template, limit: number): Candidate[] => gallery.byMean(probe, limit),
    byReference: (probe: Template, limit: number): Candidate[] => gallery.byReference(probe, limit),
    refresh,
    close: () => {
      clearInterval(timer)
    },
  }
}
