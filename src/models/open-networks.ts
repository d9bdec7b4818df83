// Loads the networks of a pack on one device and ties each to the code that feeds and reads it.

import { messageOf, RostroError } from '../core/errors.ts'
import type { Networks, PadDetector } from '../core/ports.ts'
import { createDetector, type DetectorNetwork } from './networks/detector.ts'
import { DETECTOR_NETWORKS } from './networks/detectors.ts'
import { createEmbedder, FACES_A_RUN, gainsByBatches } from './networks/embedder.ts'
import { createFusedPad } from './networks/fused-pad.ts'
import { createLandmarks68 } from './networks/landmarks68.ts'
import { createPad } from './networks/pad.ts'
import { InferenceThreads } from './inference/inference.ts'
import { withFreeBatch } from './onnx/free-batch.ts'
import { embeddingSpace, type PackManifest } from './packs/manifest.ts'
import { candidateDevices, defaultThreads, openSession, type Device, type Session } from './session.ts'
import { trialMs } from './trial.ts'

export interface OpenNetworksOptions {
  /** `auto` takes the first device that starts and is no slower than the CPU; a named one that does not start is an error. */
  readonly device: Device | 'auto'
  /** CPU threads a run may use; chosen for the machine when undefined. */
  readonly threads?: number | undefined
  /** So many threads of their own that run networks, at most, a run on one of them each. 0, the default: whoever asks waits while they compute. */
  readonly inferenceThreads?: number | undefined
  /** Hears that so many of those threads hang that nothing runs any more: only the end of the process helps. */
  readonly onGivenUp?: (() => void) | undefined
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
 * `readModel` gives the verified bytes of a file of the pack, or what may stand in for it on that device.
 * @throws RostroError device_unavailable, model_incompatible, and what `readModel` throws.
 */
export async function openNetworks(
  pack: PackManifest,
  readModel: (file: string, device: Device) => Promise<Uint8Array>,
  { device, threads, inferenceThreads = 0, onGivenUp }: OpenNetworksOptions,
): Promise<OpenedNetworks> {
  const { detector, landmarks, embedder, pad = [] } = pack.networks
  const detectorNetwork: DetectorNetwork = DETECTOR_NETWORKS[detector.decoder]

  async function openOn(chosen: Device): Promise<Opened> {
    const opened: Session[] = []
    // Of a GPU there is one.
    const inference =
      inferenceThreads > 0 ? new InferenceThreads({ threads: chosen === 'cpu' ? inferenceThreads : 1, onGivenUp }) : undefined
    const close = async () => {
      await Promise.all(opened.map(session => session.close()))
      await inference?.close()
    }
    const open = async ({ file }: { readonly file: string }, change = (model: Uint8Array) => model, picturesARun = 1) => {
      const [read, options] = [
        async () => change(await readModel(file, chosen)),
        { device: chosen, threads: threads ?? (inference ? 1 : defaultThreads()), picturesARun },
      ]
      const session = inference ? await inference.open(read, options) : await openSession(await read(), options)
      opened.push(session)
      return session
    }
    try {
      const pads: PadDetector[] = []
      for (const spec of pad) pads.push(createPad(await open(spec), spec))
      const calibrated = pads.map((one, i) => ({ pad: one, calibration: pad[i]?.calibration }))
      return {
        detector: createDetector(
          await open(detector, chosen === 'cpu' ? detectorNetwork.cut : undefined),
          detector,
          detectorNetwork,
        ),
        landmarker: landmarks && createLandmarks68(await open(landmarks)),
        embedder: createEmbedder(
          await open(embedder, gainsByBatches(chosen) ? withFreeBatch : undefined, FACES_A_RUN[chosen]),
          embedder,
          embeddingSpace(pack),
        ),
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

  /** @throws RostroError device_unavailable where it starts in vain: it does not run, or takes longer than `mostMs` */
  async function openIfQuick(candidate: Device, mostMs: number): Promise<Opened> {
    const networks = await openOn(candidate)
    const tookMs = await trialMs(networks, mostMs).catch((cause: unknown) => unavailable(candidate, cause))
    if (typeof tookMs === 'number' && tookMs <= mostMs) return networks
    await networks.close()
    throw typeof tookMs === 'number' ? slower(candidate, tookMs, mostMs) : tookMs
  }

  if (device !== 'auto') return { ...(await openOn(device)), device, passedOver: [] }
  const passedOver: { device: Device; reason: string }[] = []
  const onCpu = await openOn('cpu')
  try {
    const others = candidateDevices().filter(candidate => candidate !== 'cpu')
    const cpuMs = others.length > 0 ? await trialMs(onCpu) : 0
    for (const candidate of others) {
      try {
        const networks = await openIfQuick(candidate, cpuMs)
        await onCpu.close()
        return { ...networks, device: candidate, passedOver }
      } catch (error) {
        if (!(error instanceof RostroError) || error.code !== 'device_unavailable') throw error
        passedOver.push({ device: candidate, reason: messageOf(error) })
      }
    }
    return { ...onCpu, device: 'cpu', passedOver }
  } catch (error) {
    await onCpu.close()
    throw error
  }
}

/** Some devices load a network and fail when it first runs. */
const unavailable = (device: Device, cause: unknown) =>
  new RostroError('device_unavailable', `Device "${device}" cannot run the networks: ${messageOf(cause)}`, { cause })

/** A GPU that is a program (llvmpipe, SwiftShader) takes a thousand times as long; a small one may lose what it gains on the way to it and back. */
const slower = (device: Device, tookMs: number, cpuMs: number) =>
  new RostroError(
    'device_unavailable',
    `Device "${device}" is slower than the CPU here: one face takes ${tookMs.toFixed(1)} ms instead of ${cpuMs.toFixed(1)}. Name it with --device if you want it all the same.`,
  )
