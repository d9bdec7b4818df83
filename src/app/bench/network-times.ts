// Each network of a pack for itself, on pictures and faces made up here: how long a call takes and what it computes.

import { fivePoints } from '../../core/geometry/detection.ts'
import { alignedPoints, alignFace } from '../../core/image/align.ts'
import type { MonotonicClock, Networks, Size } from '../../core/ports.ts'
import type { Detection } from '../../core/types.ts'
import { DETECTOR_NETWORKS } from '../../models/networks/detectors.ts'
import { networkWork, type NetworkWork } from '../../models/onnx/flops.ts'
import type { PackManifest } from '../../models/packs/manifest.ts'
import { drawPattern } from '../../video/test-pattern.ts'

/** Medians of some calls, one picture or face each, its input made and its output read with it. */
export interface CallTime {
  readonly clockMs: number
  /** Of the process, with all its threads. */
  readonly cpuMs: number
}

export interface NetworkTimes {
  readonly detect: CallTime
  /** Undefined: the detector finds the landmarks. */
  readonly landmarks: CallTime | undefined
  readonly embed: CallTime
  /** Of all networks that tell faces from pictures, together. */
  readonly liveness: CallTime | undefined
}

const FACE = { x: 240, y: 100, width: 120, height: 150 }

/** @param picture what the detector is asked about: calls of networks that take any size depend on it */
export async function timeNetworks(
  { detector, landmarker, embedder, pad }: Networks,
  { clock, calls, picture }: { readonly clock: MonotonicClock; readonly calls: number; readonly picture: Size },
): Promise<NetworkTimes> {
  const shown = drawPattern(640, 360, 0)
  const size = detector.workingSize(picture)
  const small = drawPattern(size.width, size.height, 0)
  const landmarks = fivePoints(k => alignedPoints[k]!)
  const face = alignFace(shown, landmarks)!
  const detection: Detection = { box: FACE, landmarks, detectionScore: 1 }
  const time = (call: () => Promise<unknown>) => medianOf(clock, calls, call)
  return {
    detect: await time(() => detector.detect(small)),
    landmarks: landmarker && (await time(() => landmarker.locate(shown, FACE))),
    embed: await time(() => embedder.embed([face])),
    liveness: pad && (await time(() => pad.assess(shown, detection))),
  }
}

/** The first call is not among them: it makes what later ones find ready. */
async function medianOf(clock: MonotonicClock, calls: number, call: () => Promise<unknown>): Promise<CallTime> {
  await call()
  const [clocks, cpus]: [number[], number[]] = [[], []]
  for (let i = 0; i < calls; i++) {
    const [start, cpu] = [clock(), process.cpuUsage()]
    await call()
    const { user, system } = process.cpuUsage(cpu)
    clocks.push(clock() - start)
    cpus.push((user + system) / 1000)
  }
  const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!
  return { clockMs: middle(clocks), cpuMs: middle(cpus) }
}

/** Of one call of a role's network, with all its runs. */
export interface CallWork extends NetworkWork {
  readonly role: keyof NetworkTimes
  readonly file: string
  /** Of the file, which is about what a run reads of weights. */
  readonly modelBytes: number
  /** Runs of the network a call. */
  readonly runs: number
}

const ALIGNED_DIMS = [1, 3, 112, 112]
/** Landmarks are looked for twice: models/networks/landmarks68.ts. */
const LANDMARKS = { dims: [1, 1, 64, 64], runs: 2 }
const LARGEST_STRIDE = 32

/** What one call of each network computes, for pictures of this size. @throws what `readModel` throws */
export async function callWork(
  { files, networks }: PackManifest,
  readModel: (file: string) => Promise<Uint8Array>,
  picture: Size,
): Promise<CallWork[]> {
  const { detector, landmarks, embedder, pad = [] } = networks
  const ofCalls = async (role: CallWork['role'], file: string, each: readonly (readonly number[])[]): Promise<CallWork> => {
    const model = await readModel(file)
    const work = each.map(dims => networkWork(model, dims))
    const sum = (pick: (one: NetworkWork) => number) => work.reduce((all, one) => all + pick(one), 0)
    return {
      ...{ role, file, runs: each.length, modelBytes: files.find(({ name }) => name === file)?.bytes ?? model.length },
      multiplyAdds: sum(one => one.multiplyAdds),
      weights: work[0]!.weights,
      uncounted: sum(one => one.uncounted),
      inputs: sum(one => one.inputs),
    }
  }
  const calls = [ofCalls('detect', detector.file, detectorInputs(detector, picture))]
  if (landmarks) calls.push(ofCalls('landmarks', landmarks.file, Array<number[]>(LANDMARKS.runs).fill(LANDMARKS.dims)))
  calls.push(ofCalls('embed', embedder.file, [ALIGNED_DIMS]))
  for (const { file, input } of pad) calls.push(ofCalls('liveness', file, [[1, 3, input.height, input.width]]))
  return Promise.all(calls)
}

/** As `createDetector` runs it; a size the graph fixes goes first. */
function detectorInputs({ input, closeUpSize, decoder }: PackManifest['networks']['detector'], picture: Size): number[][] {
  const sides = closeUpSize === undefined ? [input] : [input, { width: closeUpSize, height: closeUpSize }]
  return sides.map(within => {
    if (DETECTOR_NETWORKS[decoder].fit === 'stretch') return [1, 3, within.height, within.width]
    const scale = Math.min(within.width / picture.width, within.height / picture.height)
    const padded = (pixels: number) => Math.ceil(Math.round(pixels * scale) / LARGEST_STRIDE) * LARGEST_STRIDE
    return [1, 3, padded(picture.height), padded(picture.width)]
  })
}
