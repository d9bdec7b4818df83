// Loads a pack's network for presentation attack detection, for whoever asks for it: recognition runs without.

import { RostroError } from '../core/errors.ts'
import type { PadDetector } from '../core/ports.ts'
import { createPad } from './networks/pad.ts'
import type { PackManifest, Role } from './packs/manifest.ts'
import { defaultThreads, openSession, type Device } from './session.ts'

export interface OpenedPad extends PadDetector {
  close(): Promise<void>
}

/**
 * `readModel` gives the verified bytes of a role's file.
 * @throws RostroError pack_invalid when the pack has none, device_unavailable, model_incompatible, and what `readModel` throws
 */
export async function openPad(
  pack: Pick<PackManifest, 'name' | 'networks'>,
  readModel: (role: Role) => Promise<Uint8Array>,
  device: Device,
  threads: number = defaultThreads(),
): Promise<OpenedPad> {
  const { pad } = pack.networks
  if (!pad) {
    throw new RostroError(
      'pack_invalid',
      `The pack "${pack.name}" has no network for presentation attack detection; choose one that has with --pack.`,
    )
  }
  const session = await openSession(await readModel('pad'), { device, threads })
  return { ...createPad(session, pad), close: () => session.close() }
}
