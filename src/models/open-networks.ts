// Loads the networks of a pack on one device and ties each to the code that feeds and reads it.

import { messageOf, RostroError } from '../core/errors.ts'
import type { Networks, PadDetector } from '../core/ports.ts'
import { createDetector } from './networks/detector.ts'
import { DETECTOR_NETWORKS } from './networks/detectors.ts'
import { createEmbedder } from './networks/embedder.ts'
import { createFusedPad } from './networks/fused-pad.ts'
import { createLandmarks68 } from './networks/landmarks68.ts'
import { createPad } from './networks/pad.ts'
import { embeddingSpace, type PackManifest } from './packs/manifest.ts'
import { candidateDevices, defaultThreads, openSession, type Device, type Session } from './session.ts'

export interface OpenNetworksOptions {
  /** `auto` takes the best device that really starts; a named one that does not start is an error. */
  readonly device: Device | 'auto'
  /** CPU threads a run may use; chosen for the machine when undefined. */
  readonly threads?: number | undefined
}

export interface OpenedNetworks extends Networks {
  /** The networks that `pad` fuses, each for itself, in the manifest's order. */
  readonly pads: readonly PadDetector[]
  readonly device: Device
  /** Devices `auto` tried in vain, and why. */
  readonly passedOver: readonly { readonly device: Device; readonly reason: string }[]
  close(): Promise<void>
}

type Opened = Omit<OpenedNetworks, 'device' | 'passedOver'>

/**
 * `readModel` gives the verified bytes of a file of the pack.
 * @throws RostroError device_unavailable, model_incompatible, and what `readModel` throws.
 */
export async function openNetworks(
  pack: PackManifest,
  readModel: (file: string) => Promise<Uint8Array>,
  { device, threads = defaultThreads() }: OpenNetworksOptions,
): Promise<OpenedNetworks> {
  const { detector, landmarks, embedder, pad = [] } = pack.networks
  const [detectorModel, landmarksModel, embedderModel, ...padModels] = await Promise.all([
    readModel(detector.file),
    landmarks && readModel(landmarks.file),
    readModel(embedder.file),
    ...pad.map(({ file }) => readModel(file)),
  ])

  async function openOn(chosen: Device): Promise<Opened> {
    const opened: Session[] = []
    const close = async () => {
      await Promise.all(opened.map(session => session.close()))
    }
    const open = async (model: Uint8Array) => {
      const session = await openSession(model, { device: chosen, threads })
      opened.push(session)
      return session
    }
    try {
      const pads: PadDetector[] = []
      for (const [i, spec] of pad.entries()) pads.push(createPad(await open(padModels[i]!), spec))
      const calibrated = pads.map((one, i) => ({ pad: one, calibration: pad[i]?.calibration }))
      return {
        detector: createDetector(await open(detectorModel), detector, DETECTOR_NETWORKS[detector.decoder]),
        landmarker: landmarksModel && createLandmarks68(await open(landmarksModel)),
        embedder: createEmbedder(await open(embedderModel), embedder, embeddingSpace(pack)),
        embeddingLengths: embedder.lengths,
        pads,
        pad: pads.length === 0 ? undefined : createFusedPad(calibrated, pack.liveness),
        close,
      }
    } catch (error) {
      await close()
      throw error
    }
  }

  if (device !== 'auto') return { ...(await openOn(device)), device, passedOver: [] }
  const passedOver: { device: Device; reason: string }[] = []
  for (const candidate of candidateDevices()) {
    try {
      const networks = await openOn(candidate)
      await tryOut(networks, candidate)
      return { ...networks, device: candidate, passedOver }
    } catch (error) {
      if (!(error instanceof RostroError) || error.code !== 'device_unavailable') throw error
      passedOver.push({ device: candidate, reason: messageOf(error) })
    }
  }
  throw new RostroError('device_unavailable', `No device starts: ${passedOver.map(p => `${p.device}: ${p.reason}`).join(' ')}`)
}

/** Some devices load a network and fail when it first runs. @throws RostroError device_unavailable */
async function tryOut(networks: Opened, device: Device): Promise<void> {
  if (device === 'cpu') return
  const { width, height } = networks.detector.workingSize({ width: 64, height: 64 })
  await networks.detector.detect({ width, height, data: new Uint8Array(width * height * 3) }).catch(async (cause: unknown) => {
    await networks.close()
    throw new RostroError('device_unavailable', `Device "${device}" cannot run the networks: ${messageOf(cause)}`, { cause })
  })
}
