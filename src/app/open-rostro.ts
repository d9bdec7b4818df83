// Wiring: the only place that names adapters. Store, models, networks and gallery, opened together and closed together.

import type { Store } from '../core/ports.ts'
import { openNetworks, type OpenedNetworks } from '../models/open-networks.ts'
import { rostroHome } from '../models/packs/home.ts'
import type { PackManifest } from '../models/packs/manifest.ts'
import { openModelCache, type ModelCache, type PullOptions } from '../models/packs/model-cache.ts'
import type { Device } from '../models/session.ts'
import type { DecisionSettings } from '../recognition/decide.ts'
import type { Rule } from '../recognition/evidence.ts'
import type { RecognizerSettings } from '../recognition/recognizer.ts'
import { openStoreAt } from '../stores/open-store.ts'
import { storeAddress } from './store-address.ts'
import { galleryFile } from './gallery-file.ts'
import { openPeople } from './open-people.ts'
import type { PeopleGallery } from './people-gallery.ts'
import type { SearchPlace } from './search-place.ts'

export interface RostroOptions {
  /** The data folder. Default: `ROSTRO_HOME`, or the system's place for user data. */
  readonly home?: string | undefined
  /** The file people are kept in, or the address of a database. Default: `ROSTRO_STORE`, else `rostro.db` in the data folder. */
  readonly people?: string | undefined
  /** Where people are searched. Default: `ROSTRO_SEARCH`, else `memory`. */
  readonly search?: SearchPlace | undefined
  /** The model pack. Default: the one chosen with `rostro models use`, or `mobile`. */
  readonly pack?: string | undefined
  /** Default `auto`: the first device that starts and is no slower than the CPU. */
  readonly device?: Device | 'auto' | undefined
  /** CPU threads a network may use. Default: chosen for the machine. */
  readonly threads?: number | undefined
  /** Threads that run networks beside the one that asks, at most. Default 0: it waits while they compute. */
  readonly inferenceThreads?: number | undefined
  /** Hears that so many of those threads hang that nothing runs any more: only the end of the process helps. */
  readonly onGivenUp?: (() => void) | undefined
  /** Hears how the first download of a pack gets on. */
  readonly onPull?: PullOptions['onProgress'] | undefined
  /** Ends that download. */
  readonly signal?: AbortSignal | undefined
  /** Hears when the store cannot be read while recognition goes on with the people read last. */
  readonly onProblem?: ((error: unknown) => void) | undefined
  /** Hears twice a second that the store can be read. */
  readonly onWell?: (() => void) | undefined
}

/** Everything recognition needs, open. */
export interface Rostro {
  readonly home: string
  readonly pack: PackManifest
  readonly store: Store
  readonly networks: OpenedNetworks
  readonly gallery: PeopleGallery
  close(): Promise<void>
}

export const openModels = (home: string = rostroHome()): ModelCache => openModelCache({ home })

export const openStore = (home: string = rostroHome(), people = storeAddress(home)): Promise<Store> => openStoreAt(people)

/** A pack's manifest, all its files here: pulled where they are not. @throws RostroError pack_unknown, pack_busy, download_failed */
export const readyPack = async (
  models: ModelCache,
  name: string,
  { onPull, signal }: Pick<RostroOptions, 'onPull' | 'signal'> = {},
): Promise<PackManifest> =>
  (await models.isReady(name))
    ? models.manifest(name)
    : models.pull(name, { ...(onPull && { onProgress: onPull }), ...(signal && { signal }) })

/** Opens everything; the pack is pulled when it is not there yet. @throws RostroError of every part. */
export async function openRostro(options: RostroOptions = {}): Promise<Rostro> {
  const home = options.home ?? rostroHome()
  const models = openModels(home)
  const name = options.pack ?? (await models.current())
  const pack = await readyPack(models, name, options)
  const closers: (() => Promise<void> | void)[] = []
  const close = async () => {
    for (const closeOne of closers.splice(0).reverse()) await closeOne()
  }
  try {
    const address = options.people ?? storeAddress(home)
    const store = await openStore(home, address)
    closers.push(() => store.close())
    const networks = await openNetworks(pack, (file, on) => models.readModel(name, file, on), {
      device: options.device ?? 'auto',
      threads: options.threads,
      inferenceThreads: options.inferenceThreads,
      onGivenUp: options.onGivenUp,
    })
    closers.push(() => networks.close())
    const { space } = networks.embedder
    const file = galleryFile(store, space, home)
    const { search, onProblem, onWell } = options
    const gallery = await openPeople({ store, address, pack, space, search, onProblem, onWell, file })
    closers.push(() => gallery.close())
    return { home, pack, store, networks, gallery, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** How tracks are decided, unless told otherwise. Measured in docs/accuracy.md. */
export const decisionSettings = (chosen: { rule?: Rule | undefined; threshold?: number | undefined } = {}): DecisionSettings => ({
  rule: chosen.rule ?? 'fusion',
  threshold: chosen.threshold,
  minMargin: 0.05,
  minWeight: 100,
  minFrames: 3,
})

export const recognizerSettings = (decision: DecisionSettings, far = false): RecognizerSettings => ({
  ...decision,
  detectEveryMs: 120,
  far,
})
