// Embeds everybody anew with the networks of another pack, beside the templates there are: in parts, each kept when it is done.

import type { Store } from '../core/ports.ts'
import type { EmbeddedFace, FaceToEmbed, Gap } from '../core/records.ts'
import type { EmbeddingSpace } from '../core/types.ts'
import type { EmbeddedCrop } from './embed-crop.ts'

export interface ReEmbedOptions {
  readonly store: Pick<Store, 'templates'>
  readonly space: EmbeddingSpace
  /** Of that space. */
  readonly embed: (crop: Uint8Array) => Promise<EmbeddedCrop | string>
  /** Photos and refused faces. */
  readonly onProgress?: ((done: number, of: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

export interface ReEmbedded {
  /** Photos and refused faces that got a template now. */
  readonly embedded: number
  /** Whose photos show no face to the new networks. */
  readonly unreadable: readonly Gap[]
  /** Refused faces ("not this person") that are forgotten in this space: no picture of them was kept, or no face is found in it. */
  readonly lostRefusals: number
}

/** Pictures in memory at once, and templates lost when the process dies. */
const BATCH = 32
/** While one picture is decoded another is looked at. */
const AT_ONCE = 2

/**
 * Gives every photo and every refused face a template in the space. What a killed or aborted run has done stays; the next goes on
 * from there. @throws the signal's reason, RostroError store_*
 */
export async function reEmbed({ store, space, embed, onProgress, signal }: ReEmbedOptions): Promise<ReEmbedded> {
  const { templates } = store
  const before = await templates.missing(space)
  const of = before.references + before.refusals - before.lost
  const state = { done: 0, embedded: 0 }
  onProgress?.(0, of)
  for (const kind of ['reference', 'refusal'] as const) {
    let batch: readonly FaceToEmbed[]
    let after = 0
    while ((batch = await templates.toEmbed(kind, space, { after, limit: BATCH })).length > 0) {
      const faces: EmbeddedFace[] = []
      await eachOf(batch, AT_ONCE, async ({ id, crop }) => {
        signal?.throwIfAborted()
        const made = await embed(crop)
        if (typeof made !== 'string') faces.push({ of: kind, id, ...made })
        onProgress?.(++state.done, of)
      })
      await templates.keep(faces)
      state.embedded += faces.length
      after = batch.at(-1)!.position
    }
  }
  if (state.embedded > 0) await templates.announce()
  const { refusals: lostRefusals } = await templates.missing(space)
  return { embedded: state.embedded, unreadable: await templates.gaps(space), lostRefusals }
}

/** So many at a time. */
export async function eachOf<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const state = { next: 0 }
  const worker = async () => {
    for (let item = items[state.next++]; item !== undefined; item = items[state.next++]) await work(item)
  }
  // Nobody works on when this returns: the networks may be closed then.
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, worker))
  for (const one of ended) if (one.status === 'rejected') throw one.reason
}
