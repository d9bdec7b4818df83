// Wiring of measurements: a pack's networks and the photos seen before, without the store of people.

import { openNetworks, type OpenedNetworks } from '../../models/open-networks.ts'
import { rostroHome } from '../../models/packs/home.ts'
import type { PackManifest } from '../../models/packs/manifest.ts'
import { openModels, readyPack, type RostroOptions } from '../open-rostro.ts'
import { cacheFolderOf, openObserver, type Observer } from './observer.ts'

export interface EvaluatorOptions extends Pick<RostroOptions, 'home' | 'pack' | 'device' | 'threads' | 'onPull' | 'signal'> {
  /** Keep what is seen of photos, and use what was seen before. Default true. */
  readonly cache?: boolean | undefined
}

export interface Evaluator {
  readonly pack: PackManifest
  readonly networks: OpenedNetworks
  readonly observer: Observer
  close(): Promise<void>
}

/** @throws RostroError pack_*, model_*, download_failed, device_unavailable */
export async function openEvaluator({ cache = true, ...options }: EvaluatorOptions = {}): Promise<Evaluator> {
  const home = options.home ?? rostroHome()
  const models = openModels(home)
  const name = options.pack ?? (await models.current())
  const pack = await readyPack(models, name, options)
  const networks = await openNetworks(pack, file => models.readModel(name, file), {
    device: options.device ?? 'auto',
    threads: options.threads,
  })
  try {
    const observer = await openObserver({ pack, networks, cacheFolder: cache ? cacheFolderOf(home) : undefined })
    const close = async () => {
      await observer.close()
      await networks.close()
    }
    return { pack, networks, observer, close }
  } catch (error) {
    await networks.close()
    throw error
  }
}
