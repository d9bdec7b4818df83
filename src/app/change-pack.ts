// Going over to another pack: everybody is embedded with it beside the old templates, and past events are decided with both.

import type { Store } from '../core/ports.ts'
import type { EmbeddedFace, Gap, KeptEvent } from '../core/records.ts'
import type { EmbeddingSpace } from '../core/types.ts'
import { openNetworks, type OpenedNetworks } from '../models/open-networks.ts'
import { embeddingSpace } from '../models/packs/manifest.ts'
import type { ModelCache } from '../models/packs/model-cache.ts'
import type { Device } from '../models/session.ts'
import { embedCrop, type EmbeddedCrop } from './embed-crop.ts'
import type { EngineSettings } from './engine/engine.ts'
import { openLiveGallery } from './live-gallery.ts'
import { eachOf, reEmbed } from './re-embed.ts'
import { newest, replay, sideOf, type OwnSettings, type Replayed } from './replay.ts'

export interface ChangeRequest {
  readonly from: string
  readonly to: string
  readonly device?: Device | 'auto' | undefined
  /** CPU threads the networks may use. */
  readonly threads?: number | undefined
  /** How faces are decided, for the comparison. */
  readonly settings: EngineSettings
  readonly own: OwnSettings
}

export interface ChangeProgress {
  readonly state: 'downloading' | 'embedding' | 'comparing'
  /** Photos; bytes while downloading; pictures of events while comparing. */
  readonly done: number
  readonly of: number
}

export interface PreparedChange {
  readonly from: string
  readonly to: string
  /** Photos and refused faces embedded just now: not those that were before. */
  readonly embedded: number
  readonly unreadable: readonly Gap[]
  readonly lostRefusals: number
  readonly comparison: Replayed
}

export interface PrepareOptions extends ChangeRequest {
  readonly store: Store
  readonly models: ModelCache
  readonly onProgress?: ((progress: ChangeProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** The pictures of the newest so many events are compared. */
const MAX_COMPARED = 2000
const BATCH = 32
const AT_ONCE = 2

/**
 * Downloads what is missing, embeds everybody and compares. Nothing is switched; what was done when it fails or is aborted is
 * there the next time. @throws RostroError of models, networks and store, the signal's reason
 */
export async function prepareChange(options: PrepareOptions): Promise<PreparedChange> {
  const { store, models, from, to, signal, onProgress = () => {} } = options
  if (!(await models.isReady(to))) {
    await models.pull(to, {
      onProgress: ({ receivedBytes, totalBytes }) => {
        onProgress({ state: 'downloading', done: receivedBytes, of: totalBytes })
      },
      ...(signal && { signal }),
    })
  }
  const space = embeddingSpace(await models.manifest(to))
  const networks = openWhenNeeded(options)
  const embed = async (crop: Uint8Array) => embedCrop(crop, await networks.open())
  try {
    const { embedded, unreadable, lostRefusals } = await reEmbed({
      ...{ store, space, embed, signal },
      onProgress: (done, of) => {
        onProgress({ state: 'embedding', done, of })
      },
    })
    await embedShots(store, space, embed, options)
    return { from, to, embedded, unreadable, lostRefusals, comparison: await comparePacks(options) }
  } finally {
    await networks.close()
  }
}

/** What to say when people cannot be compared with the pack in use; undefined when all can. */
export function incomparable(gaps: readonly Gap[], pack: string): string | undefined {
  const strangers = gaps.filter(({ remaining }) => remaining === 0)
  if (strangers.length === 0) return undefined
  const who = strangers.length === 1 ? '1 person is' : `${strangers.length} people are`
  return `${who} registered with another pack and not recognised with ${pack}; "rostro models use ${pack}" embeds them with it.`
}

/** The networks of the new pack, from the first face that needs them on: going back needs none. */
function openWhenNeeded({ models, to, device = 'auto', threads }: PrepareOptions) {
  let opening: Promise<OpenedNetworks> | undefined
  return {
    open: (): Promise<OpenedNetworks> =>
      (opening ??= models.manifest(to).then(pack => openNetworks(pack, file => models.readModel(to, file), { device, threads }))),
    async close(): Promise<void> {
      const opened = await opening?.catch(() => undefined)
      await opened?.close()
    },
  }
}

/** Gives the pictures of past events a template in the space. One without a face the new networks find stays without. */
async function embedShots(
  store: Store,
  space: EmbeddingSpace,
  embed: (crop: Uint8Array) => Promise<EmbeddedCrop | string>,
  { onProgress = () => {}, signal }: PrepareOptions,
): Promise<void> {
  const bare: KeptEvent['id'][] = []
  for await (const event of newest(store.events, {}, MAX_COMPARED)) {
    // A face still there may get a better picture.
    if (!event.shot || event.endedAt === undefined) continue
    const shot = await store.events.shot(event.id, space)
    if (shot && shot.template.space !== space) bare.push(event.id)
  }
  let done = 0
  onProgress({ state: 'comparing', done, of: bare.length })
  while (done < bare.length) {
    const batch = bare.slice(done, done + BATCH)
    const faces: EmbeddedFace[] = []
    await eachOf(batch, AT_ONCE, async id => {
      signal?.throwIfAborted()
      const shot = await store.events.shot(id)
      const made = shot && (await embed(shot.crop))
      if (made && typeof made !== 'string') faces.push({ of: 'shot', id, ...made })
      onProgress({ state: 'comparing', done: ++done, of: bare.length })
    })
    await store.templates.keep(faces)
  }
}

/** Past events decided by both packs, each with the people embedded with it. */
export async function comparePacks(
  options: Pick<PrepareOptions, 'store' | 'models' | 'from' | 'to' | 'settings' | 'own' | 'signal'>,
): Promise<Replayed> {
  const { store, models, settings, own, signal } = options
  const sides = await Promise.all(
    [options.from, options.to].map(async name => {
      const pack = await models.manifest(name)
      const gallery = await openLiveGallery(store, pack, embeddingSpace(pack), () => {})
      gallery.close()
      return sideOf(gallery, settings, own)
    }),
  )
  return replay({ events: store.events, before: sides[0]!, after: sides[1]!, signal })
}
